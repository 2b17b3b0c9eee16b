"""What everybody may read: what is confirmed now, what was found false, what is over, and one alert with its story."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amparo.alerts.domain import codes, precision
from amparo.alerts.domain.content import Content, Text
from amparo.alerts.domain.kinds import RELAY_KINDS, Kind
from amparo.alerts.domain.states import State
from amparo.alerts.models import Alert
from amparo.alerts.queries import fetch, wording
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.core import languages
from amparo.core.places.cells import Cell

FALSE_SHOWN = timedelta(hours=72)
OVER_SHOWN = timedelta(hours=24)
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class PublicAlert:
    """One alert as everybody may see it now.

    Attributes:
        text: in the reader's language, or the nearest there is.
        texts: in all its languages.
        is_archived: shown coarsened, as the district only.
        newest_id: the newest message of the thread, if that is another.
    """

    alert_id: UUID
    code: str
    kind: Kind
    outcome: str
    state: State
    place: str
    cells: tuple[Cell, ...]
    text: Text
    texts: tuple[Text, ...]
    seen_at: datetime
    released_at: datetime
    expires_at: datetime
    over_at: datetime | None
    is_archived: bool
    newest_id: UUID | None


@dataclass(frozen=True, slots=True)
class Home:
    """The three lists of the first page; nothing unverified is in any of them."""

    confirmed: tuple[PublicAlert, ...]
    found_false: tuple[PublicAlert, ...]
    over: tuple[PublicAlert, ...]
    relayed: tuple[PublicAlert, ...] = ()


def home(language: str, now: datetime) -> Home:
    """Return the first page's lists, each the newest first."""
    confirmed, found_false, over, relayed = [], [], [], []
    since = now - FALSE_SHOWN
    rows = Alert.objects.filter(released_at__gte=since).exclude(kind=Kind.WITHDRAWAL)
    rows = rows.exclude(state__in=[State.SUPERSEDED, State.WITHDRAWN]).prefetch_related("texts")
    for row in rows.order_by("-released_at", "-pk")[:MOST_SHOWN]:
        shown = _public(row, language, now, newest_id=None)
        if shown.kind in RELAY_KINDS:
            relayed += [shown] if shown.state == State.RELEASED else []
        elif shown.kind == Kind.ALL_CLEAR:
            over.append(shown)
        elif shown.outcome != "confirmed":
            found_false.append(shown)
        elif shown.state == State.RELEASED:
            confirmed.append(shown)
        elif shown.state == State.EXPIRED:
            over.append(shown)
    recent = [each for each in over if (each.over_at or each.released_at) >= now - OVER_SHOWN]
    return Home(tuple(confirmed), tuple(found_false), tuple(recent), tuple(relayed))


def thread_of(alert_id: UUID, language: str, now: datetime) -> tuple[PublicAlert, tuple[PublicAlert, ...]]:
    """Return an alert and every message of its thread, the newest first.

    Raises:
        NoSuchAlert: there is none that was sent.
    """
    row = Alert.objects.filter(pk=alert_id, released_at__isnull=False).first()
    if row is None:
        raise NoSuchAlert
    rows = list(
        Alert.objects.filter(thread=row.thread, released_at__isnull=False)
        .prefetch_related("texts")
        .order_by("-number")
    )
    newest = rows[0].pk
    shown = tuple(
        _public(each, language, now, newest_id=newest if newest != each.pk else None) for each in rows
    )
    return next(each for each in shown if each.alert_id == alert_id), shown


def _public(row: Alert, language: str, now: datetime, *, newest_id: UUID | None) -> PublicAlert:
    if row.released_at is None or row.expires_at is None:
        raise NoSuchAlert
    content = fetch.content_of(row)
    over_at = row.over_at or (row.expires_at if row.expires_at <= now else None)
    is_archived = over_at is not None and precision.is_archived(over_at, now)
    if is_archived:
        content = wording.archived(content)
    texts = wording.texts_of(content, row.code) if is_archived else _sent_texts(row, content)
    return PublicAlert(
        alert_id=row.pk,
        code=row.code,
        kind=Kind(row.kind),
        outcome=content.facts.outcome,
        state=State.EXPIRED if row.state == State.RELEASED and over_at else State(row.state),
        place=content.facts.place,
        cells=content.cells,
        text=_best(texts, language),
        texts=texts,
        seen_at=content.facts.seen_at,
        released_at=row.released_at,
        expires_at=row.expires_at,
        over_at=over_at,
        is_archived=is_archived,
        newest_id=newest_id,
    )


def id_of_code(code: str) -> UUID:
    """Return the id of the message that was sent under a code, however it is typed.

    Raises:
        NoSuchAlert: none was sent under it.
    """
    [written] = codes.codes_in(code) or [""]
    row = Alert.objects.filter(code=written, released_at__isnull=False).only("pk").first()
    if row is None:
        raise NoSuchAlert
    return row.pk


def code_of(alert_id: UUID) -> str:
    """Return the code of what was sent.

    Raises:
        NoSuchAlert: there is none that was sent.
    """
    code = Alert.objects.filter(pk=alert_id, released_at__isnull=False).values_list("code", flat=True).first()
    if code is None:
        raise NoSuchAlert
    return code


def _sent_texts(row: Alert, content: Content) -> tuple[Text, ...]:
    found = {text.language: text for text in row.texts.all()}
    return tuple(
        Text(
            tag,
            found[tag].headline,
            found[tag].description,
            found[tag].instruction,
            found[tag].closing,
            found[tag].is_draft,
        )
        for tag in content.languages
        if tag in found
    )


def _best(texts: tuple[Text, ...], language: str) -> Text:
    by_tag = {text.language: text for text in texts}
    return by_tag[languages.choose([language], list(by_tag))]
