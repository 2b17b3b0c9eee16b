"""Count the sources behind an incident's reports, and say why some are one.

Ten messages can be one person. Two reports are tied to one source when something that has nothing to do with the event
is the same: the words, a message that was passed on, a picture, who wrote, the browser. What is tied, also through a
third, is one group; a group counts as one source where at least one of its reports is first-hand and no forwarded
message. Hearsay, and what was passed on, tie groups together but count as none: whose eyes they were is not known. Nor
does who names no place count where others name one: they may have seen something else.

The count can only be too high: two people may talk before they write. So it is never a proof of independence, only of
its absence; whether reports are independent stays a person's judgement (`domain/outcomes.py`).

The result is the same for every order of the reports, and a report that comes in never makes two of one source.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Final
from uuid import UUID

from amparo.core import sketches

# From here on (0 to 1) two texts are one, passed on with a word or two changed. Two people's own words about one event
# in one language rarely reach 0.3.
SAME_WORDS_FROM: Final = 0.7
# Where one of them says that it is a forwarded message: it holds the other, with words of whoever passed it on around.
FORWARDED_FROM: Final = 0.4
# Different runs of letters from which a likeness means anything: about seven words. "ICE here" is written by everybody.
FEWEST_RUNS: Final = sketches.SIZE
# A shorter text is compared only for being the very same one: about five words, or a sentence in Chinese.
FEWEST_RUNS_OF_THE_SAME: Final = 20
# What two sketches must share to be as alike as that, by whether one of the texts was passed on.
_FEWEST_SHARED: Final = {
    False: int(SAME_WORDS_FROM * sketches.SIZE),
    True: int(FORWARDED_FROM * sketches.SIZE),
}

# Different wordings compared pair by pair: beyond these, in a flood, only the very same words tie reports. Whoever
# records an outcome chooses few, and those are compared once more (`outcomes.same_wording`).
MOST_WORDINGS: Final = 150


class Tie(StrEnum):
    """Why two reports are one source. Values are stored; they are never renamed."""

    SAME_WORDS = "same_words"
    FORWARDED = "forwarded"
    SAME_PICTURE = "same_picture"
    SAME_CORRESPONDENT = "same_correspondent"
    SAME_BROWSER = "same_browser"


@dataclass(frozen=True, slots=True)
class Source:
    """What counting needs of one report: no words, no address.

    Attributes:
        wording: of `amparo.core.sketches`.
        is_forwarded: its text says that it was passed on.
        pictures: difference hashes of what came with it.
        correspondent: opaque; None where nobody can be asked back.
        browser: the mark of the browser, or empty.
        names_place: somebody could read where it was.
    """

    report_id: UUID
    is_first_hand: bool
    wording: tuple[int, ...] = field(default=(), repr=False)
    is_forwarded: bool = False
    pictures: tuple[int, ...] = field(default=(), repr=False)
    correspondent: UUID | None = field(default=None, repr=False)
    browser: str = field(default="", repr=False)
    names_place: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Two reports that are one source, and why; `one` is the lesser id."""

    one: UUID
    other: UUID
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Reports of one source.

    Attributes:
        report_ids: ascending.
        links: enough of them to tie all reports together, each with all its reasons.
        counts: at least one report is first-hand, no forwarded message, and names a place if any does.
    """

    report_ids: tuple[UUID, ...]
    links: tuple[Link, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class Independence:
    """How many sources there are, and which reports are one.

    Attributes:
        count: independent first-hand sources, at most.
        groups: all reports, those of one source together.
        hearsay: reports that count as none since they were only heard of; forwarded: since they were passed on;
            nowhere: since they name no place, and others do.
    """

    count: int
    groups: tuple[Group, ...]
    hearsay: frozenset[UUID] = frozenset()
    forwarded: frozenset[UUID] = frozenset()
    nowhere: frozenset[UUID] = frozenset()

    def links(self) -> tuple[Link, ...]:
        """Return what ties reports together."""
        return tuple(link for group in self.groups for link in group.links)

    def tied_among(self, report_ids: Iterable[UUID]) -> tuple[Group, ...]:
        """Return the groups that hold more than one of these reports: none, where they may be independent."""
        wanted = frozenset(report_ids)
        return tuple(each for each in self.groups if len(wanted.intersection(each.report_ids)) > 1)


NOTHING: Final = Independence(0, ())


def count(sources: Iterable[Source], known: Iterable[Link] = ()) -> Independence:
    """Count the independent sources.

    Cost: a microsecond for each pair of at most MOST_WORDINGS different wordings, and little more.

    Args:
        sources: the reports of one incident, in any order.
        known: what was found before and can't be seen any more, since marks and addresses go with the outcome.
    """
    by_id = {each.report_id: each for each in sources}
    ordered = [by_id[key] for key in sorted(by_id)]
    kept = _kept(known, by_id)
    groups = _Groups(by_id)
    for one, other in sorted(_candidates(ordered).union(kept)):
        if groups.are_one(one, other):
            continue
        ties = tuple(sorted({*ties_of(by_id[one], by_id[other]), *kept.get((one, other), ())}))
        if ties:
            groups.join(Link(one, other, ties))
    nowhere = _nowhere(ordered)
    found = tuple(_group(ids, links, by_id, nowhere) for ids, links in groups.all())
    return Independence(
        count=sum(each.counts for each in found),
        groups=found,
        hearsay=frozenset(each.report_id for each in ordered if not each.is_first_hand),
        forwarded=frozenset(each.report_id for each in ordered if each.is_forwarded),
        nowhere=nowhere,
    )


def ties_of(one: Source, other: Source) -> tuple[Tie, ...]:
    """Return every reason why two reports are one source. Symmetric."""
    found = []
    wording = _tie_of_words(one, other)
    if wording is not None:
        found.append(wording)
    if any(sketches.pictures_alike(mine, theirs) for mine in one.pictures for theirs in other.pictures):
        found.append(Tie.SAME_PICTURE)
    if one.correspondent is not None and one.correspondent == other.correspondent:
        found.append(Tie.SAME_CORRESPONDENT)
    if one.browser and one.browser == other.browser:
        found.append(Tie.SAME_BROWSER)
    return tuple(found)


def _tie_of_words(one: Source, other: Source) -> Tie | None:
    fewest = min(len(one.wording), len(other.wording))
    if fewest < FEWEST_RUNS:
        is_same = fewest >= FEWEST_RUNS_OF_THE_SAME and one.wording == other.wording
        return Tie.SAME_WORDS if is_same else None
    sameness = sketches.text_sameness(one.wording, other.wording)
    if sameness >= SAME_WORDS_FROM:
        return Tie.SAME_WORDS
    if sameness >= FORWARDED_FROM and (one.is_forwarded or other.is_forwarded):
        return Tie.FORWARDED
    return None


def _candidates(ordered: list[Source]) -> set[tuple[UUID, UUID]]:
    """Return the pairs that may be tied. Those that share one sign are tied in a chain: that is enough."""
    buckets: dict[Hashable, list[UUID]] = defaultdict(list)
    for each in ordered:
        for sign in _signs(each):
            buckets[sign].append(each.report_id)
    pairs = {pair for same in buckets.values() for pair in pairwise(same)}
    pairs.update(combinations([each.report_id for each in ordered if each.pictures], 2))
    pairs.update(_alike_in_words(ordered))
    return pairs


def _signs(source: Source) -> Iterator[Hashable]:
    if source.correspondent is not None:
        yield ("correspondent", source.correspondent)
    if source.browser:
        yield ("browser", source.browser)
    if len(source.wording) >= FEWEST_RUNS_OF_THE_SAME:
        yield source.wording


def _alike_in_words(ordered: list[Source]) -> Iterator[tuple[UUID, UUID]]:
    """Yield a pair for any two different wordings that share enough to be compared whole."""
    first: dict[tuple[tuple[int, ...], bool], UUID] = {}
    for each in ordered:
        if len(each.wording) >= FEWEST_RUNS:
            first.setdefault((each.wording, each.is_forwarded), each.report_id)
    compared = list(first.items())[:MOST_WORDINGS]
    told = [(report_id, frozenset(wording), passed) for (wording, passed), report_id in compared]
    for (one, mine, one_passed), (other, theirs, other_passed) in combinations(told, 2):
        if len(mine & theirs) >= _FEWEST_SHARED[one_passed or other_passed]:
            yield one, other


def _kept(known: Iterable[Link], by_id: Mapping[UUID, Source]) -> dict[tuple[UUID, UUID], tuple[Tie, ...]]:
    return {
        (min(link.one, link.other), max(link.one, link.other)): link.ties
        for link in known
        if link.one in by_id and link.other in by_id
    }


def _nowhere(sources: Sequence[Source]) -> frozenset[UUID]:
    """Return the reports that name no place; none, where nobody names one."""
    nowhere = frozenset(each.report_id for each in sources if not each.names_place)
    return nowhere if len(nowhere) < len(sources) else frozenset()


def _group(
    report_ids: tuple[UUID, ...],
    links: tuple[Link, ...],
    by_id: Mapping[UUID, Source],
    nowhere: frozenset[UUID],
) -> Group:
    members = [by_id[key] for key in report_ids]
    return Group(
        report_ids=report_ids,
        links=links,
        counts=any(
            each.is_first_hand and not each.is_forwarded and each.report_id not in nowhere for each in members
        ),
    )


class _Groups:
    """Sets that grow together (union by hanging the greater root under the lesser, with halved paths)."""

    def __init__(self, ids: Iterable[UUID]) -> None:
        self._parent = {each: each for each in ids}
        self._links: list[Link] = []

    def are_one(self, one: UUID, other: UUID) -> bool:
        return self._root(one) == self._root(other)

    def join(self, link: Link) -> None:
        low, high = sorted((self._root(link.one), self._root(link.other)))
        self._parent[high] = low
        self._links.append(link)

    def all(self) -> Iterator[tuple[tuple[UUID, ...], tuple[Link, ...]]]:
        members: dict[UUID, list[UUID]] = defaultdict(list)
        for each in sorted(self._parent):
            members[self._root(each)].append(each)
        links: dict[UUID, list[Link]] = defaultdict(list)
        for link in self._links:
            links[self._root(link.one)].append(link)
        for root, ids in members.items():
            yield tuple(ids), tuple(sorted(links[root]))

    def _root(self, each: UUID) -> UUID:
        while self._parent[each] != each:
            self._parent[each] = self._parent[self._parent[each]]
            each = self._parent[each]
        return each
