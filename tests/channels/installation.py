"""A fresh installation with people and one queued message: a program, so that it has settings of its own.

`installation.py COUNT [sms | hook]` uses the environment's settings and folder, and prints the message's id.
"""

import sys
from datetime import timedelta
from pathlib import Path


def main(count: int, kind_name: str) -> None:
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
    kind = api.ChannelKind(kind_name)
    address = {"email": "p{}@example.org", "sms": "+1213555{:04}", "hook": "person-{}"}[kind_name]
    if kind is api.ChannelKind.SMS:
        api.switch_on(kind, by="system", now=now)
    with transaction.atomic():
        people = [
            api.register_correspondent(kind=kind, address=address.format(each), language="es", now=now)
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
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "email")
