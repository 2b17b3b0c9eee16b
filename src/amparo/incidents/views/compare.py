"""Two incidents that may be one, side by side in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.incidents.domain import kindred
from amparo.incidents.domain.likeness import Sighting
from amparo.incidents.forms import words_compare
from amparo.incidents.forms.regroup import OtherForm, SameForm
from amparo.incidents.queries import compare as queries
from amparo.incidents.queries.board import BoardRow
from amparo.incidents.queries.compare import Comparison
from amparo.incidents.queries.detail import Detail
from amparo.incidents.views.screen import Item, Setting, item
from amparo.network.api import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that both say: what this incident says, the other, and how that agrees."""

    label: str
    mine: str
    theirs: str
    verdict: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One other incident beside this one.

    Attributes:
        same_form: None where neither may go into the other.
        stays_here: the other one goes into this.
    """

    other: Item
    lines: tuple[Line, ...]
    same_form: SameForm | None
    other_form: OtherForm
    stays_here: bool


def of(found: Detail, setting: Setting, *, by: Actor) -> tuple[SideBySide, ...]:
    """Return what may be the same as an incident; a fixed number of queries."""
    mine = item(found.row, setting)
    compared = queries.comparisons(found.row.incident_id, by=by)
    return tuple(_beside(each, found.row, mine, setting, number) for number, each in enumerate(compared))


def _beside(comparison: Comparison, row: BoardRow, mine: Item, setting: Setting, number: int) -> SideBySide:
    theirs = item(comparison.other, setting)
    form = None
    if comparison.merges or comparison.takes_in:
        stays = theirs.incident_id if comparison.merges else mine.incident_id
        form = SameForm(other=theirs.incident_id, stays=stays, number=number)
    return SideBySide(
        other=theirs,
        lines=tuple(_lines(comparison, row, mine, theirs)),
        same_form=form,
        other_form=OtherForm(initial={"other": theirs.incident_id}, auto_id=f"other_{number}_%s"),
        stays_here=comparison.takes_in,
    )


def _lines(comparison: Comparison, row: BoardRow, mine: Item, theirs: Item) -> Iterator[Line]:
    """Yield what the incidents say as wholes; of words, pictures and directions what their most alike reports do."""
    one, two, parts = comparison.mine, comparison.theirs, comparison.parts
    activity = kindred.activities(row.activity, comparison.other.activity)
    agency = kindred.agencies(row.agency, comparison.other.agency)
    yield Line(_("Where"), mine.place, theirs.place, words_compare.place(comparison.distance_m))
    yield Line(_("When"), mine.seen_at, theirs.seen_at, words_compare.time(comparison.apart))
    yield Line(_("What"), mine.title, theirs.title, words_compare.agreement(activity))
    yield Line(_("Agency as read"), mine.agency, theirs.agency, words_compare.agreement(agency))
    if one.direction or two.direction:
        yield Line(_("Moving"), _moving(one), _moving(two), words_compare.agreement(parts.direction))
    is_told = bool(one.wording and two.wording)
    yield Line(
        _("Words"), mine.reports, theirs.reports, words_compare.wording(parts.wording, is_told=is_told)
    )
    counts = (len(one.pictures), len(two.pictures))
    yield Line(_("Pictures"), str(counts[0]), str(counts[1]), words_compare.pictures(parts.picture, counts))


def _moving(sighting: Sighting) -> str:
    return str(words_compare.DIRECTIONS[sighting.direction])
