"""A fresh installation with a crowd, and a job for every few of them: a program, so that it has settings of its own.

`fill.py COUNT A_JOB` uses the environment's settings and folder.
"""

import sys
from datetime import timedelta
from pathlib import Path


def main(count: int, a_job: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction

    from amparo.channels import api
    from amparo.core import clock, jobs

    api.make_keys(Path(settings.DATA))
    call_command("migrate", verbosity=0)
    now = clock.now()
    with transaction.atomic():
        people = [
            api.register_correspondent(
                kind=api.ChannelKind.EMAIL, address=f"p{each}@example.org", language="es", now=now
            )
            for each in range(count)
        ]
        message_id = api.create_message(
            purpose="alert",
            renderings={"es": api.Rendering("Confirmado", "Una camioneta.")},
            now=now,
            expires_at=now + timedelta(hours=1),
        )
        for first in range(0, count, a_job):
            few = [str(person) for person in people[first : first + a_job]]
            jobs.enqueue("crowd.queue", {"message": str(message_id), "people": few}, now=now)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
