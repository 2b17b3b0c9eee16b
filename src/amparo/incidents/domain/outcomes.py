"""What a person found out about an incident, and why we may say so.

An outcome stands on a basis. What a *confirmation* needs is the network's policy; by default one trained observer
on the spot, or two independent first-hand reports of which one has a picture with a landmark. A "no" must be quick:
any one basis carries it. "Could not be verified" needs none.

Whether reports are independent is a person's judgement, kept in words. The code refuses only what can't be
independent: reports not first-hand, passed on, or of one source (`domain/independence.py`), and says which.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any, Final, Protocol
from uuid import UUID

from amparo.core.errors import AmparoError
from amparo.incidents.domain.independence import NOTHING, Independence

# Two texts that share this part of their words are one text passed on (0 to 1; Jaccard). Short texts agree by chance.
SAME_WORDING_FROM: Final = 0.8
FEWEST_WORDS_TO_COMPARE: Final = 6
LONGEST_HOW_JUDGED: Final = 300  # characters: a sentence or two, not a file on anybody


class Outcome(StrEnum):
    """What was found."""

    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    OTHER_AGENCY = "other_agency"
    UNVERIFIABLE = "unverifiable"


class BasisKind(StrEnum):
    """Why we may say so."""

    TRAINED_OBSERVER = "trained_observer"
    INDEPENDENT_REPORTS = "independent_reports"
    MEDIA_WITH_LANDMARK = "media_with_landmark"
    OFFICIAL_SOURCE = "official_source"


@dataclass(frozen=True, slots=True)
class Basis:
    """One reason.

    Attributes:
        how_judged: in words and without personal data: how the observer was reached, why the reports are independent,
            which landmark the picture shows, which office said it.
        report_ids: the reports it rests on; for `independent_reports` all of them, for media those with the picture.
        observers: for `trained_observer`, how many were on the spot.
    """

    kind: BasisKind
    how_judged: str
    report_ids: tuple[UUID, ...] = ()
    observers: int = 1


class BasisPolicy(Protocol):
    """What a network asks for before it confirms; the network's settings have this shape."""

    @property
    def trained_observers(self) -> int:
        """How many trained observers on the spot are enough; 0: observers alone never are."""

    @property
    def independent_reports(self) -> int:
        """How many independent first-hand reports are enough, at least 2."""

    @property
    def reports_with_media(self) -> int:
        """How many of these must have a picture or recording with a landmark."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What judging independence needs to know of a report: who saw it, and the set of its words."""

    report_id: UUID
    is_first_hand: bool
    words: frozenset[str] = frozenset()


class BasisRefused(AmparoError):
    """The basis does not carry the outcome; the subclass and its fields say what is missing."""

    code = "BASIS_REFUSED"


class BasisMissing(BasisRefused):
    """This outcome needs a basis and none was given."""

    code = "BASIS_MISSING"


class HowJudgedMissing(BasisRefused):
    """A basis does not say in words how it was judged; `fields` has `kind`."""

    code = "HOW_JUDGED_MISSING"


class HowJudgedTooLong(BasisRefused):
    """The words of a basis are too many; `fields` has `kind` and `limit`."""

    code = "HOW_JUDGED_TOO_LONG"


class BasisRepeated(BasisRefused):
    """The same kind of basis was given twice; `fields` has `kind`."""

    code = "BASIS_REPEATED"


class ReportNotOfIncident(BasisRefused):
    """A basis names a report that is not (or no more) part of the incident; `fields` has `report_id`."""

    code = "REPORT_NOT_OF_INCIDENT"


class ReportNotFirstHand(BasisRefused):
    """A basis of independent reports names one by hearsay; `fields` has `report_id`."""

    code = "REPORT_NOT_FIRST_HAND"


class ReportsInSameWords(BasisRefused):
    """Two of the reports are one text passed on; `fields` has `report_ids`."""

    code = "REPORTS_IN_SAME_WORDS"


class ReportPassedOn(BasisRefused):
    """A basis of independent reports names a forwarded message: whose eyes those were is not known; `report_id`."""

    code = "REPORT_PASSED_ON"


class ReportsOfOneSource(BasisRefused):
    """Some of the reports are one source; `fields` has `report_ids` and `links`, the ties that hold them together."""

    code = "REPORTS_OF_ONE_SOURCE"


class TooFewIndependentReports(BasisRefused):
    """Fewer reports than it takes; `fields` has `needed` and `given`."""

    code = "TOO_FEW_INDEPENDENT_REPORTS"


class MediaMissing(BasisRefused):
    """Too few of the independent reports have a picture with a landmark; `fields` has `needed` and `given`."""

    code = "MEDIA_MISSING"


class ConfirmationNeedsMore(BasisRefused):
    """What was given does not confirm by this network's policy; `fields` has `policy`."""

    code = "CONFIRMATION_NEEDS_MORE"


def check_basis(
    outcome: Outcome,
    basis: tuple[Basis, ...],
    policy: BasisPolicy,
    witnesses: Iterable[Witness],
    found: Independence = NOTHING,
) -> None:
    """Check that a basis carries an outcome by a network's policy.

    Args:
        witnesses: the incident's present reports.
        found: which of these are one source.

    Raises:
        BasisRefused: it does not; the narrow subclass says what is missing.
    """
    present = {witness.report_id: witness for witness in witnesses}
    _check_form(basis, present)
    for each in basis:
        if each.kind is BasisKind.INDEPENDENT_REPORTS:
            _check_independence(each, present, needed=max(policy.independent_reports, 2))
            _check_sources(each, found)
    if outcome is Outcome.CONFIRMED:
        _check_confirmation(basis, policy)
    elif outcome is not Outcome.UNVERIFIABLE and not basis:
        raise BasisMissing(outcome=outcome)


def same_wording(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two sets of words are one text passed on."""
    if min(len(one), len(other)) < FEWEST_WORDS_TO_COMPARE:
        return False
    return len(one & other) / len(one | other) >= SAME_WORDING_FROM


def _check_form(basis: tuple[Basis, ...], present: Mapping[UUID, Witness]) -> None:
    seen: set[BasisKind] = set()
    for each in basis:
        if each.kind in seen:
            raise BasisRepeated(kind=each.kind)
        seen.add(each.kind)
        if not each.how_judged.strip():
            raise HowJudgedMissing(kind=each.kind)
        if len(each.how_judged) > LONGEST_HOW_JUDGED:
            raise HowJudgedTooLong(kind=each.kind, limit=LONGEST_HOW_JUDGED)
        for report_id in each.report_ids:
            if report_id not in present:
                raise ReportNotOfIncident(report_id=report_id)


def _check_independence(basis: Basis, present: Mapping[UUID, Witness], *, needed: int) -> None:
    report_ids = frozenset(basis.report_ids)
    for report_id in report_ids:
        if not present[report_id].is_first_hand:
            raise ReportNotFirstHand(report_id=report_id)
    if len(report_ids) < needed:
        raise TooFewIndependentReports(needed=needed, given=len(report_ids))
    for one, other in combinations(sorted(report_ids), 2):
        if same_wording(present[one].words, present[other].words):
            raise ReportsInSameWords(report_ids=(one, other))


def _check_sources(basis: Basis, found: Independence) -> None:
    passed_on = found.forwarded.intersection(basis.report_ids)
    if passed_on:
        raise ReportPassedOn(report_id=min(passed_on))
    for group in found.tied_among(basis.report_ids):
        chosen = tuple(each for each in group.report_ids if each in basis.report_ids)
        raise ReportsOfOneSource(report_ids=chosen, links=group.links)


def _check_confirmation(basis: tuple[Basis, ...], policy: BasisPolicy) -> None:
    if not basis:
        raise BasisMissing(outcome=Outcome.CONFIRMED)
    by_kind = {each.kind: each for each in basis}
    observer = by_kind.get(BasisKind.TRAINED_OBSERVER)
    if observer is not None and 0 < policy.trained_observers <= observer.observers:
        return
    reports = by_kind.get(BasisKind.INDEPENDENT_REPORTS)
    if reports is None:
        raise ConfirmationNeedsMore(policy=policy)
    media = by_kind.get(BasisKind.MEDIA_WITH_LANDMARK)
    with_media = frozenset(media.report_ids) & frozenset(reports.report_ids) if media else frozenset()
    if len(with_media) < policy.reports_with_media:
        raise MediaMissing(needed=policy.reports_with_media, given=len(with_media))


def bases_to_json(bases: Iterable[Basis]) -> list[dict[str, object]]:
    """Return bases as they are stored."""
    return [
        {
            "kind": each.kind.value,
            "how_judged": each.how_judged,
            "reports": [str(report_id) for report_id in each.report_ids],
            "observers": each.observers,
        }
        for each in bases
    ]


def bases_from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Basis, ...]:
    """Read what `bases_to_json` wrote."""
    return tuple(
        Basis(
            kind=BasisKind(each["kind"]),
            how_judged=each["how_judged"],
            report_ids=tuple(UUID(report_id) for report_id in each["reports"]),
            observers=each["observers"],
        )
        for each in stored
    )
