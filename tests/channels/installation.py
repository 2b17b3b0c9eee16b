"""A fresh installation with people and one queued message: a program, so that it has settings of its own.

`installation.py COUNT` uses the environment's settings and folder, and prints the message's id.
"""

import sys
from datetime import timedelta
from pathlib import Path


def main(count: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction

    from amparo.channels import api
    from amparo.core import clock
    from amparo.core.jobs import Priority

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
    api.queue_deliveries(
        message_id=message_id,
        recipients=(api.Recipient(person, "es", {}) for person in people),
        priority=Priority.URGENT,
        now=now,
    )
    sys.stdout.write(f"{message_id}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
