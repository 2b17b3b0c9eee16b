"""The door to the demonstration: make its network and weekend once, and say how to go in."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db import connection, connections

from amparo.channels import api as channels
from amparo.core import jobs
from amparo.core.clock import MINUTE
from amparo.core.errors import AmparoError
from amparo.core.privacy.seal import Keyring
from amparo.demo.domain import weekend
from amparo.demo.services import background, earlier, entrance, people, replay, rumour_pages, subscribers
from amparo.demo.services.banner import banner, link
from amparo.network import api as network

__all__ = ["NotADemonstration", "banner", "is_prepared", "link", "prepare"]

TOLD = Path(__file__).parent / "weekend"


class NotADemonstration(AmparoError):
    """The data folder holds a network that was not made here: it may be a real one, and is left alone."""

    code = "NOT_A_DEMONSTRATION"


def is_prepared() -> bool:
    """Tell whether the data folder holds a whole demonstration."""
    return entrance.state() is entrance.State.OPEN


def prepare(data: Path, now: datetime) -> None:
    """Make the invented network and play the weekend that ends at `now`; do nothing where that was done.

    What a killed run left half is thrown away and begun anew. The database must be migrated.

    Raises:
        NotADemonstration: the folder holds a network that no demonstration made.
    """
    if is_prepared():
        return
    if network.is_set_up() and entrance.state() is entrance.State.NOTHING:
        raise NotADemonstration
    entrance.begin()
    if network.is_set_up():
        _throw_away(data)
    people.make_vault_identity(data)
    keyring = Keyring.from_text(channels.make_keys(data).read_text(encoding="ascii"))
    with channels.held_for_a_while(keyring):
        _hurry()
        _tell(now)
    connections.close_all()


def _tell(now: datetime) -> None:
    started_at = now - weekend.END
    told = weekend.read_network(TOLD)
    zone = ZoneInfo(told.time_zone)
    cast = people.found_network(told, now=earlier.begins(started_at, zone))
    earlier.play(cast, earlier.draw(started_at=started_at, zone=zone))
    subscribers.bring_in(told, now=started_at)
    people.turn_on_sms(cast, told.members[0].name, now=started_at)
    subscribers.bring_in_by_sms(told, now=started_at)
    subscribers.bring_in_screens(told, now=started_at)
    incidents = weekend.read_incidents(TOLD)
    around = background.draw(incidents, started_at=started_at)
    story = replay.play(cast, incidents, started_at=started_at, around=around)
    rumour_pages.publish(cast, story, now - MINUTE)
    jobs.run_all(now=now)
    entrance.build(cast.personas, ended_at=now)


def _hurry() -> None:
    """Let this connection not wait for the disk: everything is invented, and a half story is begun anew."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


def _throw_away(data: Path) -> None:
    connections.close_all()
    for name in ("amparo.sqlite3", "amparo.sqlite3-wal", "amparo.sqlite3-shm"):
        (data / name).unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
