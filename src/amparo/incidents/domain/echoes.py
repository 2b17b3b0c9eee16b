"""Notice when the same words, or the same phrases in another order, are told of places that lie far apart.

Neighbours who saw one thing put it differently and stand near each other; a machine, or a campaign, tells one thing of
the whole city. Nothing of the words is here but keyed sketches (`amparo.core.sketches`). What is alike is found through
the values that two sketches share; of each value only the newest reports are kept, so that a flood costs each report
the same.

A machine that puts its sentences together from parts makes no two texts alike. But each part comes back, all over the
city, and people's words don't: so a text is also everywhere if most of it consists of what many others say elsewhere.
"""

from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from amparo.core import sketches
from amparo.core.clock import HOUR
from amparo.core.places import cells
from amparo.core.places.cells import Cell

# "ICE is here" is written by everybody; about five words are somebody's own.
FEWEST_RUNS: Final = 20
# Two places that one person can't have seen at once, and from which one event is not seen.
APART_M: Final = 3_000.0
# So alike are texts that share long phrases. Two people's own words about two events in one language reach it in one
# case of a hundred, so three such texts are asked for, all told of places apart.
SHARED_PHRASES: Final = 0.45
SHARED_PHRASES_TIMES: Final = 3
# So alike are texts that share a phrase: eight of them are asked for.
SHARED_PHRASE: Final = 0.35
SHARED_PHRASE_TIMES: Final = 8
# The same text, with a word or two changed.
SAME: Final = 0.7
# A text is put together from parts if so much of it stands in many other texts: three quarters. On simulated weekends
# without a flood no honest text of 3,277 reaches it, and in floods of 16,000 one of 6,000 that use neighbours' words.
FROM_PARTS: Final = 0.75
# "Many" is one in a hundred of the last hours' texts, so that the words that everybody uses don't grow into a reason
# with the number of reports; but never fewer than a rumour that is passed on reaches by itself.
PART_IN_ONE_OF: Final = 100
PART_IN_AT_LEAST: Final = 12
# And told of so many places that lie apart: more than a rumour has that moved on once or twice.
PART_OF_PLACES: Final = 4

KEPT: Final = 6 * HOUR
MOST_KNOWN: Final = 12_000
# Reports looked at for each value of a sketch: the newest.
_NEWEST: Final = 300
# Two sketches with fewer values in common can't be alike enough.
_FEWEST_SHARED: Final = 8


@dataclass(slots=True)
class _Heard:
    """One report's words, and how often they were echoed from apart."""

    wording: tuple[int, ...]
    cell: Cell | None
    at: datetime
    is_from_parts: bool
    phrases: int = 0
    phrase: int = 0

    def is_everywhere(self) -> bool:
        if self.is_from_parts:
            return True
        return self.phrases >= SHARED_PHRASES_TIMES or self.phrase >= SHARED_PHRASE_TIMES

    def echo(self, sameness: float) -> bool:
        """Count one echo; tell whether with it the words are everywhere."""
        was = self.is_everywhere()
        self.phrase += 1
        self.phrases += sameness >= SHARED_PHRASES
        return self.is_everywhere() and not was


@dataclass(frozen=True, slots=True)
class Found:
    """What one more report showed.

    Attributes:
        everywhere: reports, maybe itself among them, whose words are everywhere since then.
        same: the newest report with the same text, if there is one.
    """

    everywhere: tuple[UUID, ...] = ()
    same: UUID | None = None


@dataclass
class Echoes:
    """The words of the last hours' reports. Reports may be added in any order; one that is known changes nothing."""

    _known: "OrderedDict[UUID, _Heard]" = field(default_factory=OrderedDict)
    _by_value: "defaultdict[int, deque[UUID]]" = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=_NEWEST))
    )
    # Of which places each value was told, each apart from the others: the first few.
    _places: "defaultdict[int, list[Cell]]" = field(default_factory=lambda: defaultdict(list))

    def __contains__(self, report_id: UUID) -> bool:
        return report_id in self._known

    def add(self, report_id: UUID, wording: tuple[int, ...], cell: Cell | None, at: datetime) -> Found:
        """Add one report, and return what it shows."""
        if report_id in self._known or len(wording) < FEWEST_RUNS:
            return Found()
        self._forget(at)
        found = self._compare(report_id, wording, cell, at)
        for value in wording:
            self._by_value[value].append(report_id)
            self._note_place(value, cell)
        return found

    def _compare(self, report_id: UUID, wording: tuple[int, ...], cell: Cell | None, at: datetime) -> Found:
        mine = _Heard(wording, cell, at, self._is_from_parts(wording))
        everywhere = [report_id] if mine.is_from_parts else []
        same: UUID | None = None
        for other_id in self._candidates(wording):
            other = self._known[other_id]
            sameness = sketches.text_sameness(wording, other.wording)
            if sameness < SHARED_PHRASE:
                continue
            if sameness >= SAME and (same is None or other.at >= self._known[same].at):
                same = other_id
            if _are_apart(cell, other.cell):
                both = ((other_id, other), (report_id, mine))
                everywhere += [key for key, heard in both if heard.echo(sameness)]
        self._known[report_id] = mine
        return Found(tuple(everywhere), same)

    def _is_from_parts(self, wording: tuple[int, ...]) -> bool:
        many = max(PART_IN_AT_LEAST, len(self._known) / PART_IN_ONE_OF)
        parts = sum(
            len(self._by_value.get(value, ())) >= many and len(self._places.get(value, ())) >= PART_OF_PLACES
            for value in wording
        )
        return parts >= FROM_PARTS * len(wording)

    def _note_place(self, value: int, cell: Cell | None) -> None:
        places = self._places[value]
        if (
            cell is not None
            and len(places) < PART_OF_PLACES
            and all(_are_apart(cell, each) for each in places)
        ):
            places.append(cell)

    def _candidates(self, wording: tuple[int, ...]) -> list[UUID]:
        shared: Counter[UUID] = Counter()
        for value in wording:
            if value in self._by_value:
                shared.update(self._by_value[value])
        return [key for key, count in shared.items() if count >= _FEWEST_SHARED and key in self._known]

    def _forget(self, now: datetime) -> None:
        while self._known:
            oldest, heard = next(iter(self._known.items()))
            if len(self._known) < MOST_KNOWN and heard.at > now - KEPT:
                return
            del self._known[oldest]
            for value in heard.wording:
                ids = self._by_value[value]
                if ids and ids[0] == oldest:
                    ids.popleft()
                if not ids:
                    del self._by_value[value]
                    self._places.pop(value, None)


def _are_apart(one: Cell | None, other: Cell | None) -> bool:
    return one is None or other is None or cells.distance_m(one, other) > APART_M
