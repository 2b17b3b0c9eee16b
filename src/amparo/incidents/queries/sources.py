"""Which reports are one source: read from the reports, and from what was seen before it had to be erased."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from amparo.incidents.domain import independence
from amparo.incidents.domain.independence import Independence, Link, Source, Tie
from amparo.incidents.models import SameSource
from amparo.incidents.queries.facts import Fact


def independence_of(facts: Sequence[Fact]) -> Independence:
    """Return how many independent sources an incident's reports have. One query at most."""
    known = kept_among(fact.report_id for fact in facts) if len(facts) > 1 else ()
    return independence.count(map(source_of, facts), known)


def source_of(fact: Fact) -> Source:
    """Return what counting needs of a report."""
    return Source(
        report_id=fact.report_id,
        is_first_hand=fact.said.first_hand,
        wording=fact.said.wording,
        is_forwarded=fact.said.is_forwarded,
        pictures=fact.sighting.pictures,
        correspondent=fact.said.correspondent_id,
        browser=fact.said.browser_mark,
        names_place=fact.said.place_is_known,
    )


def senders_of(facts: Sequence[Fact]) -> int:
    """Return how many different senders some reports have; all those that nothing tells apart are one."""
    return len({fact.said.browser_mark or fact.said.correspondent_id for fact in facts})


def kept_among(report_ids: Iterable[UUID]) -> tuple[Link, ...]:
    """Return what was found before of these reports. One query."""
    wanted = list(report_ids)
    rows = SameSource.objects.filter(one__in=wanted, other__in=wanted).order_by("one", "other")
    return tuple(Link(row.one, row.other, tuple(Tie(each) for each in row.ties)) for row in rows)
