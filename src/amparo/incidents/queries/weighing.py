"""What one weighs before an incident is decided: how many sources there are, and what nobody has asked yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from amparo.incidents.domain import red_flags
from amparo.incidents.domain.independence import NOTHING, Independence
from amparo.incidents.domain.red_flags import Account, Question
from amparo.incidents.models import Echo
from amparo.incidents.queries import facts, sources
from amparo.incidents.queries.facts import Fact
from amparo.vault import api as vault


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sources behind an incident's reports, and the questions about them."""

    independence: Independence = NOTHING
    questions: tuple[Question, ...] = ()


def weigh(report_ids: Sequence[UUID], seen_before: Iterable[vault.SeenBefore]) -> Weighed:
    """Return the sources and the questions of an incident's present reports; a fixed number of queries.

    Args:
        report_ids: reports that the caller was allowed to read.
        seen_before: which of their pictures had come with another report.
    """
    if not report_ids:
        return Weighed()
    known = facts.known(report_ids)
    mine = frozenset(report_ids)
    recycled = {each.report_id for each in seen_before if each.earlier_report_id not in mine}
    echoes = set(Echo.objects.filter(report_id__in=mine).values_list("report_id", flat=True))
    return Weighed(
        sources.independence_of(known),
        red_flags.questions(_account(fact, recycled, echoes) for fact in known),
    )


def _account(fact: Fact, recycled: set[UUID], echoes: set[UUID]) -> Account:
    return Account(
        report_id=fact.report_id,
        cell=fact.sighting.cell,
        seen_at=fact.said.seen_at,
        received_at=fact.said.received_at,
        is_first_hand=fact.said.first_hand,
        activity=fact.sighting.activity,
        agency=fact.sighting.agency,
        how_many=fact.said.how_many,
        sent_before=fact.said.sent_before,
        wording=fact.said.wording,
        is_forwarded=fact.said.is_forwarded,
        is_recycled=fact.report_id in recycled,
        is_echo=fact.report_id in echoes,
    )
