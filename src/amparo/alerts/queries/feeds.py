"""What the feeds say now: the alerts that stand, and the bytes of every file."""

import json
import logging
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from amparo.alerts import keys
from amparo.alerts.domain import cap, composing
from amparo.alerts.domain.content import Text
from amparo.alerts.domain.feeds import as_json, atom, frame, signature
from amparo.alerts.domain.feeds.entry import Entry, Publisher, beat_of
from amparo.alerts.domain.states import State
from amparo.alerts.models import Alert, AlertText
from amparo.alerts.queries import fetch, wording
from amparo.channels import api as channels
from amparo.network import api as network

log = logging.getLogger(__name__)

MOST_ENTRIES = 200


def current(now: datetime) -> list[Entry]:
    """Return what stands released and signed and has not expired, the newest first."""
    rows = Alert.objects.filter(state=State.RELEASED, expires_at__gt=now, signed__isnull=False)
    rows = rows.select_related("signed").prefetch_related("texts").order_by("-released_at", "-pk")
    entries = [_entry(row) for row in rows[:MOST_ENTRIES]]
    # What was made while this installation was a test stays out of it for ever.
    return [each for each in entries if cap.has_status(each.cap, settings.CAP_STATUS)]


def languages_of(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the languages that have feeds of their own: those we offer, and those in which something stands."""
    return tuple(sorted({*wording.offered_languages(), *(tag for entry in entries for tag in entry.texts)}))


def files(entries: list[Entry], now: datetime) -> dict[str, bytes]:
    """Return the bytes of every file by its name below the feeds' folder."""
    tags = languages_of(entries)
    publisher = _publisher(now, tags)
    written = {entry.cap_name: entry.cap for entry in entries}
    written[atom.INDEX] = atom.cap_index(publisher, entries)
    written[as_json.GEO] = written[as_json.GEO_OLD] = as_json.geojson(publisher, entries)
    for tag in tags:
        written[atom.name_of(tag)] = atom.feed(publisher, entries, tag)
        words = wording.of_the_widget(tag)
        written[as_json.name_of(tag)] = as_json.feed(publisher, entries, tag, words)
        written[frame.name_of(tag)] = frame.page(publisher, entries, tag, words)
    return written


def lockdown_notices(tags: Iterable[str]) -> dict[str, str]:
    """Return the fixed sentence that a lockdown says in every feed, by language; nothing while none holds."""
    if not channels.is_locked():
        return {}
    book = wording.book()
    complete = set(book.languages_complete(["lockdown.notice"]))
    return {tag: book.text("lockdown.notice", tag if tag in complete else "en") for tag in tags}


def widget(built: bytes) -> bytes:
    """Return the widget's script with the one sentence that it must know before it ever reached us."""
    said = {tag: wording.of_the_widget(tag)["never_reached"] for tag in wording.offered_languages()}
    words = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    return built.replace(b'"__NEVER_REACHED__"', words.encode())


def keys_file() -> bytes:
    """Return the public keys, those that sign now first: where to look them up, never why to believe them."""
    try:
        known = keys.public()
    except keys.SigningKeysBroken:
        # A withdrawal must not wait for somebody to mend a file that only names keys.
        log.exception("The file of the public signing keys is broken")
        known = ()
    found = [
        {
            "certificate": each.certificate.decode(),
            "certificate_sha256": each.fingerprint,
            "ed25519": b64encode(each.ed25519).decode(),
            "ed25519_id": signature.key_id(each.ed25519),
            "since": each.since.isoformat(timespec="seconds"),
            "until": each.until.isoformat(timespec="seconds") if each.until else None,
        }
        for each in known
    ]
    return json.dumps({"keys": found}, sort_keys=True, indent=1).encode()


def _publisher(now: datetime, tags: Iterable[str]) -> Publisher:
    return Publisher(
        name=network.current_network().name,
        origin=settings.PUBLIC_ORIGIN,
        status=settings.CAP_STATUS,
        beat=beat_of(now),
        notices=lockdown_notices(tags),
    )


def _entry(row: Alert) -> Entry:
    if row.released_at is None or row.expires_at is None:
        raise fetch.NoSuchAlert
    content = fetch.content_of(row)
    rows = {text.language: text for text in row.texts.all()}
    texts = {tag: _text(rows[tag]) for tag in content.languages if tag in rows}
    zone = network.current_network().time_zone
    return Entry(
        alert_id=row.pk,
        thread=row.thread,
        code=row.code,
        kind=row.kind,
        outcome=content.facts.outcome,
        place=content.facts.place,
        cells=content.cells,
        texts=texts,
        until={
            tag: wording.book().text(
                "closing.until", tag, until=composing.moment_in_words(row.expires_at, tag, zone)
            )
            for tag in texts
        },
        seen_at=content.facts.seen_at,
        released_at=row.released_at,
        expires_at=row.expires_at,
        cap=bytes(row.signed.body),
        page=f"{settings.PUBLIC_ORIGIN}/alerts/{row.pk}/",
    )


def _text(row: AlertText) -> Text:
    return Text(
        row.language,
        row.headline,
        row.description,
        row.instruction,
        row.closing,
        row.is_draft,
        row.short,
    )
