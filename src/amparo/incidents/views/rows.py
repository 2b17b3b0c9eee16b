"""Rows of the queue as HTML, written once for all boards that show the same row in the same minute."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import get_language

from amparo.core import clock
from amparo.incidents.queries.board import BoardRow
from amparo.incidents.views.screen import Lookers, Setting, item


@dataclass(frozen=True, slots=True)
class _Look:
    """All that a row's HTML depends on besides the incident; the setting itself is known by the rest."""

    minute: int
    zone: str
    language: str
    query: str
    may_choose: bool
    setting: Setting = field(compare=False)


def html(
    rows: Iterable[BoardRow], setting: Setting, *, selected: UUID | None, lookers: Lookers, may_choose: bool
) -> list[str]:
    """Return the queue's rows."""
    minute = clock.floor_to(setting.now, clock.MINUTE)
    look = _Look(
        minute=int(minute.timestamp()),
        zone=setting.network.time_zone.key,
        language=get_language() or "",
        query=setting.query(),
        may_choose=may_choose,
        setting=replace(setting, now=minute),
    )
    return [_row(row, look, row.incident_id == selected, lookers(row.incident_id)) for row in rows]


def forget() -> None:
    """Write anew the next time: a measurement wants to know what that costs."""
    _row.cache_clear()


@lru_cache(maxsize=2048)
def _row(row: BoardRow, look: _Look, is_selected: bool, names: tuple[str, ...]) -> str:  # noqa: FBT001 — a key
    chosen = row.incident_id if is_selected else None
    shown = item(row, look.setting, selected=chosen, lookers=lambda _incident_id: names)
    return render_to_string(
        "incidents/partials/queue_row.html", {"item": shown, "may_choose": look.may_choose}
    )
