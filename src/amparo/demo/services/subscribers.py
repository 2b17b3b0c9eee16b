"""Let invented people ask for alerts, each by opening the mail and pressing its button, as real ones do."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime
from itertools import cycle

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amparo.alerts import api as alerts
from amparo.channels import api as channels
from amparo.core import jobs
from amparo.demo.domain.weekend import ToldNetwork

_CONFIRM_LINK = re.compile(r"/alerts/confirm/([^/\s]+)/")


def bring_in(told: ToldNetwork, *, now: datetime) -> None:
    """Subscribe everybody who gets alerts in the story."""
    for number, (language, areas) in enumerate(_people(told), start=1):
        alerts.subscribe(
            address=f"vecina{number}@example.org",
            wishes=alerts.Wishes(
                language=language,
                topics=(alerts.Topic.CONFIRMED, alerts.Topic.FOUND_FALSE),
                areas=areas,
                is_everywhere=not areas,
            ),
            now=now,
        )
    jobs.run_all(now=now)
    for body in list(channels.recorded_bodies()):
        for token in _CONFIRM_LINK.findall(body):
            alerts.confirm_subscription(token=token, now=now)
    jobs.run_all(now=now)


def bring_in_by_sms(told: ToldNetwork, *, now: datetime) -> None:
    """Have people write JOIN, each from a telephone that nobody has. SMS must be on."""
    for number, words in enumerate(told.texts):
        channels.receive_text(
            kind=channels.ChannelKind.SMS,
            sender=f"+121355501{50 + number}",
            text=words,
            event_id=f"invented {number}",
            now=now,
        )
    jobs.run_all(now=now)


def bring_in_screens(told: ToldNetwork, *, now: datetime) -> None:
    """Have browsers subscribe that no push service knows, each with keys of its own; they watch the whole region."""
    for number, language in enumerate(told.screens):
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
        point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _encoded(point), "auth": _encoded(point[1:17])}
        endpoint = f"https://updates.push.services.mozilla.com/invented/{number}"
        wishes = alerts.Wishes(
            language, (alerts.Topic.CONFIRMED, alerts.Topic.FOUND_FALSE), is_everywhere=True
        )
        alerts.subscribe_browser(
            address=json.dumps({"endpoint": endpoint, "keys": keys}), wishes=wishes, now=now
        )
    jobs.run_all(now=now)


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _people(told: ToldNetwork) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each person's language and areas; one in five watches the whole region."""
    areas = cycle(told.areas)
    number = 0
    for language, count in told.subscribers.items():
        for _ in range(count):
            number += 1
            yield language, () if number % 5 == 0 else (next(areas), next(areas))
