"""An installation with many confirmed people on the hook channel and one message to them all: a program.

`fanout_people.py COUNT` uses the environment's settings and folder; people who are there already are used again.
`fanout_people.py COUNT bare` sends the same to the same people without a ledger, and prints nothing.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402 — after the settings
from django.core.management import call_command  # noqa: E402 — the same

from amparo.channels import api  # noqa: E402 — the same
from amparo.channels.keys import PRIVATE_FILE, make_keys  # noqa: E402 — the same
from amparo.channels.models import Correspondent  # noqa: E402 — the same
from amparo.core import clock  # noqa: E402 — the same
from amparo.core.jobs import Priority  # noqa: E402 — the same
from amparo.core.privacy.seal import Keyring  # noqa: E402 — the same
from bench.people import person  # noqa: E402 — the same

LINK = "https://network.invalid/alerts/unsubscribe/{}"
SUBJECT = "Confirmed near Pico-Union"
BODY = (
    "Trained observers saw agents near Alvarado and 7th at 8:40.\n\nYou may stay silent. You need not open the door "
    "without a paper that a judge has signed.\n\nNobody wants this any more: {unsubscribe_url}"
)
_CHUNK = 2_000


def prepare(count: int) -> None:
    """Fill the database."""
    private = make_keys(Path(settings.DATA))
    call_command("migrate", verbosity=0)
    keyring = Keyring.from_text(private.read_text(encoding="ascii"))
    missing = count - Correspondent.objects.count()
    people = (person(keyring) for _ in range(missing))
    while chunk := list(islice(people, _CHUNK)):
        Correspondent.objects.bulk_create(chunk)
    now = clock.now()
    message_id = api.create_message(
        purpose="alert",
        renderings={"en": api.Rendering(SUBJECT, BODY)},
        now=now,
        expires_at=now + timedelta(hours=12),
    )
    api.queue_deliveries(
        message_id=message_id, recipients=_recipients(count), priority=Priority.URGENT, now=now
    )
    print(message_id, flush=True)


def _recipients(count: int) -> Iterator[api.Recipient]:
    keys = Correspondent.objects.order_by("pk").values_list("pk", flat=True)[:count]
    for key in keys.iterator(_CHUNK):
        yield api.Recipient(key, "en", {"unsubscribe_url": LINK.format(key)})


async def _bare(count: int) -> None:
    """Open the same contacts and send the same bodies, by the same library, without a ledger."""
    import aiohttp

    from amparo.channels.hook.signing import sign

    keyring = Keyring.from_text((Path(settings.DATA) / PRIVATE_FILE).read_text(encoding="ascii"))
    rows = iter(_rows(count))

    async def send(session: aiohttp.ClientSession) -> None:
        for key, contact in rows:
            link = LINK.format(key)
            now = clock.now()
            content = {
                "id": key.hex,
                "to": keyring.decrypt_contact(key, contact),
                "language": "en",
                "subject": SUBJECT,
                "text": BODY.replace("{unsubscribe_url}", link),
                "short": "",
                "unsubscribe_url": link,
                "at": now.isoformat(timespec="seconds"),
            }
            body = json.dumps(content, ensure_ascii=False).encode()
            headers = {
                "Content-Type": "application/json",
                "webhook-id": key.hex,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": sign(settings.HOOK_SECRETS[0], event_id=key.hex, at=now, body=body),
            }
            async with session.post(settings.HOOK_URL, data=body, headers=headers) as response:
                await response.read()

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*[send(session) for _ in range(settings.GATEWAY_IN_FLIGHT)])


def _rows(count: int) -> list[tuple[UUID, bytes]]:
    rows = Correspondent.objects.order_by("pk").values_list("pk", "contact")[:count]
    return [(key, bytes(contact or b"")) for key, contact in rows]


if __name__ == "__main__":
    if sys.argv[2:] == ["bare"]:
        import os

        import uvloop

        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the rows are read before the first leaves
        uvloop.run(_bare(int(sys.argv[1])))
    else:
        prepare(int(sys.argv[1]))
