"""What stands around the queue, in words: shelves, the filter, saved filters, and what can be done to several."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.functional import SimpleLazyObject

from amparo.core.places import gazetteer
from amparo.incidents.domain.filters import Filter
from amparo.incidents.forms import words_board
from amparo.incidents.forms.filters import FilterNameForm, filter_of, shown_again
from amparo.incidents.queries.board import BoardPage
from amparo.incidents.queries.saved import Saved, filters_of
from amparo.incidents.queries.shelves import Shelf
from amparo.incidents.views.screen import Setting
from amparo.network.api import Actor, Capability

# After `g`, each shelf and each of the first filters has a key.
SHELF_KEYS = {Shelf.TO_DO: "t", Shelf.ASIDE: "a", Shelf.PROPOSED: "p", Shelf.DECIDED: "d"}
_MOST_KEYS = 9


@dataclass(frozen=True, slots=True)
class ShelfLink:
    """One shelf with what stands on it."""

    text: str
    href: str
    count: int
    key: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One saved filter."""

    filter_id: int
    name: str
    href: str
    text: str
    key: str
    is_default: bool
    is_here: bool


def shelf_links(found: BoardPage, setting: Setting) -> Iterator[ShelfLink]:
    """Yield the shelves; each keeps the filter that is on."""
    first = replace(setting, page=1)
    for shelf in Shelf:
        yield ShelfLink(
            text=str(words_board.SHELVES[shelf]),
            href=first.board_href(shelf=shelf.value),
            count=getattr(found.counts, shelf.value),
            key=f"g {SHELF_KEYS[shelf]}",
            is_here=shelf is setting.shelf,
        )


def filter_links(saved: tuple[Saved, ...], setting: Setting) -> Iterator[FilterLink]:
    """Yield a member's filters; what one of them asks for that is not known any more is passed over."""
    for number, each in enumerate(saved, start=1):
        wanted = filter_of(each.terms)
        yield FilterLink(
            filter_id=each.filter_id,
            name=each.name,
            href=replace(setting, page=1, wanted=wanted).board_href(shelf=Shelf.TO_DO.value),
            text=words_board.filter_in_words(wanted),
            key=f"g {number}" if number <= _MOST_KEYS else "",
            is_default=each.is_default,
            is_here=bool(wanted) and wanted == setting.wanted,
        )


def context(setting: Setting, actor: Actor) -> dict[str, object]:
    """Return what stands around the queue and is not renewed with it."""
    saved = filters_of(actor)
    return {
        "filter_form": shown_again(setting.wanted),
        "filter_text": words_board.filter_in_words(setting.wanted),
        "filter_terms": setting.wanted.terms(),
        "everything_href": replace(setting, page=1, wanted=Filter()).board_href(),
        "saved_filters": list(filter_links(saved, setting)),
        "name_form": FilterNameForm(auto_id="new_filter_%s"),
        "areas": SimpleLazyObject(_area_names),
        "may_triage": actor.can(Capability.TRIAGE_REPORTS),
        "may_record_in_bulk": actor.can(Capability.RECORD_OUTCOME),
        "here_shelf": setting.shelf.value,
    }


def _area_names() -> list[str]:
    return [area.name for area in gazetteer.gazetteer().areas if area.kind == "neighbourhood"]
