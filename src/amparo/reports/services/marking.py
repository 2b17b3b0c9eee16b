"""Know two reports of one browser within a day, and nothing else about it.

A browser that sends a report gets a random key in a cookie that lives 24 hours. The report gets a *mark*: a hash of
that key under a random key of the day on which the cookie was given, which is deleted at the end of the next day. So
two marks tell whether two reports of a day came from one browser; a mark leads to no phone once either key is gone. It
is erased with the outcome. Who deletes the cookie is another browser: a mark speaks against two reports, never for
them.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from django.db import transaction

from amparo.core import clock, database, jobs
from amparo.reports.models import MarkKey

# How long a browser keeps its key, counted from its first report.
KEY_LIFE = timedelta(hours=24)
FORGET_JOB = "reports.forget_mark_keys"
_BROWSER_KEY = re.compile(r"(\d{8})-[0-9a-f]{32}")
_KEY_BYTES = 32
_MARK_BYTES = 16

_lock = Lock()
_known: dict[date, bytes] = {}


@dataclass(frozen=True, slots=True)
class BrowserKey:
    """What lies in the cookie; `is_new` where the browser has none yet, or one whose time is over."""

    value: str
    is_new: bool

    @property
    def day(self) -> date:
        """The day on which it was given, whose key makes its marks."""
        return _day_of(self.value)


def key_for(cookie: str, *, now: datetime) -> BrowserKey:
    """Return a browser's key: the one in its cookie while that is good, else a new one."""
    today = _today(now)
    found = _BROWSER_KEY.fullmatch(cookie)
    if found and _is_day(found[1]) and today - clock.DAY <= _day_of(cookie) <= today:
        return BrowserKey(cookie, is_new=False)
    return BrowserKey(f"{today:%Y%m%d}-{secrets.token_hex(16)}", is_new=True)


def mark_of(key: BrowserKey, *, now: datetime) -> str:
    """Return the mark of a browser, or nothing where the day's key is gone already. Rarely a query: once a day."""
    secret = _day_key(key.day, now)
    if secret is None:
        return ""
    return hashlib.blake2b(key.value.encode(), key=secret, digest_size=_MARK_BYTES).hexdigest()


def forget_mark_keys(*, now: datetime) -> None:
    """Delete the keys of days before yesterday, for good."""
    oldest = _today(now) - clock.DAY
    with _lock:
        for day in [each for each in _known if each < oldest]:
            del _known[day]
    with transaction.atomic():
        MarkKey.objects.filter(day__lt=oldest).delete()
        transaction.on_commit(database.erase_residue)


def forget_known() -> None:
    """Forget what this process knows, as at its start."""
    with _lock:
        _known.clear()


def _day_key(day: date, now: datetime) -> bytes | None:
    with _lock:
        found = _known.get(day)
    if found is None:
        found = _stored_key(day, now)
        with _lock:
            # Of a day before yesterday nobody needs one: this process holds two at most.
            for old in [each for each in _known if each < _today(now) - clock.DAY]:
                del _known[old]
            if found is not None:
                _known[day] = found
    return found


def _stored_key(day: date, now: datetime) -> bytes | None:
    """Return a day's key; only today's is made, and of two processes that make it the second takes the first's."""
    if day == _today(now) and not MarkKey.objects.filter(day=day).exists():
        with transaction.atomic():
            fresh = MarkKey(day=day, key=secrets.token_bytes(_KEY_BYTES))
            MarkKey.objects.bulk_create([fresh], ignore_conflicts=True)
            midnight = clock.floor_to(now, clock.DAY)
            jobs.enqueue(
                FORGET_JOB, {}, now=now, run_at=midnight + 2 * clock.DAY, unique=FORGET_JOB + str(day)
            )
    row = MarkKey.objects.filter(day=day).first()
    return bytes(row.key) if row else None


def _today(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _day_of(value: str) -> date:
    return date(int(value[:4]), int(value[4:6]), int(value[6:8]))


def _is_day(text: str) -> bool:
    try:
        _day_of(text)
    except ValueError:
        return False
    return True
