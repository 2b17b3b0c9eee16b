"""The board as its templates take it: every text ready, nothing left to decide."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from amparo.core.places.cells import centre
from amparo.incidents.domain.filters import Filter
from amparo.incidents.domain.forming import is_area
from amparo.incidents.domain.states import State
from amparo.incidents.forms import times, words, words_board, words_time_box
from amparo.incidents.queries.board import BoardRow, Similar
from amparo.incidents.queries.shelves import Shelf
from amparo.network.api import NetworkSettings


@dataclass(frozen=True, slots=True)
class Setting:
    """What texts and addresses depend on besides the incident: the moment, the clocks, the part of the queue."""

    now: datetime
    network: NetworkSettings
    shelf: Shelf = Shelf.TO_DO
    page: int = 1
    wanted: Filter = field(default_factory=Filter)

    def ago(self, moment: datetime) -> str:
        """Return how long ago a moment was."""
        return times.ago(moment, now=self.now)

    def clock(self, moment: datetime) -> str:
        """Return a moment's hour on the network's clocks."""
        return times.clock(moment, now=self.now, zone=self.network.time_zone)

    def href(self, incident_id: UUID) -> str:
        """Return the address of an incident beside the same part of the queue."""
        return f"{reverse('incidents:incident', args=[incident_id])}{self.query()}"

    def board_href(self, **instead: str) -> str:
        """Return the address of the queue, here or on another page or shelf; never the bare one, which may lead on."""
        return f"{reverse('incidents:board')}{self._query({'shelf': self.shelf.value} | instead)}"

    def address(self, route: str, *, selected: UUID | None) -> str:
        """Return the address of a part of the screen beside the same part of the queue."""
        return f"{reverse(route)}{self.query(selected=selected)}"

    def query(self, *, selected: UUID | None = None) -> str:
        """Return the part of an address that keeps the queue where it is."""
        shelf = self.shelf.value if self.shelf is not Shelf.TO_DO else ""
        return self._query({"shelf": shelf, "selected": str(selected or "")})

    def _query(self, more: Mapping[str, str]) -> str:
        parts = {"page": str(self.page) if self.page > 1 else "", **self.wanted.terms(), **more}
        given = urlencode({name: value for name, value in parts.items() if value})
        return f"?{given}" if given else ""


@dataclass(frozen=True, slots=True)
class Item:
    """One incident in the queue, in words."""

    incident_id: UUID
    href: str
    title: str
    agency: str
    place: str
    seen_ago: str
    seen_at: str
    reports: str
    state: str
    state_text: str
    is_urgent: bool
    child_alone: bool
    someone_hurt: bool
    is_aside: bool
    has_news: bool
    came_back: bool
    late_text: str
    private_marks: str
    checking_name: str
    looking: str
    similar_text: str
    similar_href: str
    is_selected: bool


Lookers = Callable[[UUID], tuple[str, ...]]


def _nobody(_incident_id: UUID) -> tuple[str, ...]:
    return ()


def item(
    row: BoardRow, setting: Setting, *, selected: UUID | None = None, lookers: Lookers = _nobody
) -> Item:
    """Return a row of the queue in words; `lookers` names who else has an incident open."""
    return Item(
        incident_id=row.incident_id,
        href=setting.href(row.incident_id),
        title=str(words.ACTIVITIES[row.activity]),
        agency=str(words.AGENCIES[row.agency]),
        place=place_of(row),
        seen_ago=setting.ago(row.last_seen_at),
        seen_at=times.span(
            row.first_seen_at, row.last_seen_at, now=setting.now, zone=setting.network.time_zone
        ),
        reports=words_board.reports(row.report_count, row.first_hand_count, row.independent_count),
        state=row.state.value,
        state_text=str(words.STATES[row.state]),
        is_urgent=row.is_urgent,
        child_alone=row.child_alone,
        someone_hurt=row.someone_hurt,
        is_aside=row.is_aside,
        has_news=row.has_news,
        came_back=row.came_back,
        late_text=words_time_box.late_text(row, now=setting.now, policy=setting.network),
        looking=words_board.looking(lookers(row.incident_id)),
        private_marks=words.private_marks(row.private_marks) if row.private_marks else "",
        checking_name=row.checking_name,
        similar_text=_similar_text(row.similar, setting) if row.similar else "",
        similar_href=setting.href(row.similar.incident_id) if row.similar else "",
        is_selected=row.incident_id == selected,
    )


def items(
    rows: Iterable[BoardRow], setting: Setting, *, selected: UUID | None = None, lookers: Lookers = _nobody
) -> list[Item]:
    """Return rows of the queue in words."""
    return [item(row, setting, selected=selected, lookers=lookers) for row in rows]


def place_of(row: BoardRow) -> str:
    """Return an incident's place in words."""
    return words.place(row.place, is_area=is_area(row.cell), is_home=row.is_home, is_known=row.place_is_known)


def one_line(row: BoardRow, setting: Setting) -> str:
    """Return an incident as one line, for a choice among several and for the map."""
    shown = item(row, setting)
    return f"{shown.state_text} · {shown.title} · {shown.place} · {shown.seen_at} · {shown.reports}"


def points(
    rows: Sequence[BoardRow], setting: Setting, *, selected: UUID | None
) -> Iterator[dict[str, object]]:
    """Yield the map's points: what the queue beside it says, where it says it."""
    for row in rows:
        if not row.place_is_known:
            continue
        middle = centre(row.cell)
        yield {
            "id": str(row.incident_id),
            "lat": round(middle.lat, 6),
            "lon": round(middle.lon, 6),
            "status": "open" if row.state is State.CHECKING else row.state.value,
            "text": one_line(row, setting),
            "href": setting.href(row.incident_id),
            "current": row.incident_id == selected,
        }


def _similar_text(similar: Similar, setting: Setting) -> str:
    parts = (words.STATES[similar.state], similar.place, setting.clock(similar.last_seen_at))
    return " · ".join(str(part) for part in parts if part)
