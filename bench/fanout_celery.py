"""What the same costs as a Celery task for each recipient: `fanout_celery.py enqueue COUNT`, or Celery's own worker.

A task does what such tasks do: read its row, open the contact, fill the text, post it, mark the row.
"""

import json
import os
import sys
from pathlib import Path
from uuid import UUID

import celery  # type: ignore[import-untyped]  # it has no types
import django

django.setup()

import requests  # noqa: E402 — after the settings
from django.conf import settings  # noqa: E402 — the same

from amparo.channels.domain.slots import fill  # noqa: E402 — the same
from amparo.channels.hook.signing import sign  # noqa: E402 — the same
from amparo.channels.keys import PRIVATE_FILE  # noqa: E402 — the same
from amparo.channels.models import Delivery, Rendering  # noqa: E402 — the same
from amparo.core import clock  # noqa: E402 — the same
from amparo.core.privacy.seal import Keyring  # noqa: E402 — the same

app = celery.Celery("fanout", broker=os.environ["AMPARO_BENCH_BROKER"])
app.conf.update(task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=50)
_session = requests.Session()
_keyring = Keyring.from_text((Path(settings.DATA) / PRIVATE_FILE).read_text(encoding="ascii"))


@app.task(name="send")  # type: ignore[untyped-decorator]  # the same
def send(key: int) -> None:
    """Send one message to one person."""
    row = Delivery.objects.select_related("correspondent").get(pk=key)
    rendering = Rendering.objects.get(message_id=row.message_id, language=row.language)
    assert row.correspondent is not None
    contact = bytes(row.correspondent.contact or b"")
    content = {
        "id": row.idempotency_key,
        "to": _keyring.decrypt_contact(UUID(str(row.correspondent_id)), contact),
        "language": row.language,
        "subject": rendering.subject,
        "text": fill(rendering.body, row.values),
        "short": "",
        "unsubscribe_url": row.values["unsubscribe_url"],
        "at": clock.now().isoformat(timespec="seconds"),
    }
    body = json.dumps(content, ensure_ascii=False).encode()
    now = clock.now()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": row.idempotency_key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": sign(settings.HOOK_SECRETS[0], event_id=row.idempotency_key, at=now, body=body),
    }
    _session.post(settings.HOOK_URL, data=body, headers=headers, timeout=10).raise_for_status()
    Delivery.objects.filter(pk=key).update(state="sent", values={})


if __name__ == "__main__" and sys.argv[1:2] == ["enqueue"]:
    waiting = Delivery.objects.filter(is_waiting=True).order_by("pk").values_list("pk", flat=True)
    for each in waiting[: int(sys.argv[2])]:
        send.delay(each)
