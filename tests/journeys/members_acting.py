"""What members do in a journey whose subject is somebody else: a program, beside the running installation.

`members_acting.py join` adds one member for each role and switches SMS on; `sign_in` adds them and writes the session
of each role's browser as JSON; `tell` waits for an incident, records that it is confirmed, and releases the alert
with two people, as their pages do.
"""

import json
import sys
import time
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.alerts.world import World

LONGEST_WAIT_S = 30.0


def main(wish: str) -> None:
    """Do one thing as the members concerned."""
    import django

    django.setup()
    {"join": _join, "sign_in": _sign_in, "tell": _tell}[wish]()


def _join() -> None:
    from amparo.channels import api as channels
    from amparo.core import clock
    from tests.personas import everybody

    everybody()
    channels.switch_on(channels.ChannelKind.SMS, by="system", now=clock.now())


def _sign_in() -> None:
    from django.conf import settings

    from amparo.network.api import Role
    from tests.personas import everybody

    personas = everybody()
    cookies = {role.value: personas.of(role).client.cookies for role in Role}
    json.dump({role: each[settings.SESSION_COOKIE_NAME].value for role, each in cookies.items()}, sys.stdout)


def _tell() -> None:
    from amparo.incidents.api import Outcome

    world, incident_id = _world_and_incident()
    world.decide(incident_id, Outcome.CONFIRMED)
    world.release(world.compose(incident_id))


def _world_and_incident() -> "tuple[World, UUID]":
    from amparo.incidents.models import Incident
    from tests.alerts.world import World
    from tests.personas import members

    end = time.monotonic() + LONGEST_WAIT_S
    while (found := Incident.objects.values_list("pk", flat=True).first()) is None:
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.1)
    return World(members()), found


if __name__ == "__main__":
    main(sys.argv[1])
