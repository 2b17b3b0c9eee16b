"""Keep the index of "Heard something? Check": an entry while something is public, none afterwards."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import clock, jobs
from amparo.incidents.domain import search_words
from amparo.incidents.models import SearchEntry, SearchToken

PRUNE_JOB = "incidents.prune_search"
_TOKENS_AT_ONCE = 500


def put(
    *,
    kind: str,
    source_id: UUID,
    path: str,
    outcome: str,
    bases: Iterable[str],
    texts: Mapping[str, str],
    found_at: datetime,
    until: datetime,
    now: datetime,
) -> None:
    """Make something public findable; what stood for it before is replaced.

    Args:
        kind: `rumour` or `statement`.
        source_id: of the rumour, or opaque to incidents; there is one entry for it.
        path: its page on this site.
        bases: kinds of basis by their stored values.
        texts: by language, the title on the first line.
        until: from then on it is not found any more.
    """
    with transaction.atomic():
        forget(kind=kind, source_id=source_id)
        entry = SearchEntry.objects.create(
            kind=kind,
            source_id=source_id,
            path=path,
            outcome=outcome,
            bases=list(bases),
            texts=dict(texts),
            found_at=clock.floor_to(found_at, clock.HOUR),
            until=until,
        )
        found = search_words.tokens("\n".join(texts.values()))
        SearchToken.objects.bulk_create(
            (SearchToken(token=token, entry=entry) for token in sorted(found)), batch_size=_TOKENS_AT_ONCE
        )
        jobs.enqueue(PRUNE_JOB, {}, now=now, run_at=until)


def forget(*, kind: str, source_id: UUID) -> None:
    """Take something out of the index; nothing happens where it is not in it."""
    SearchEntry.objects.filter(kind=kind, source_id=source_id).delete()


def prune(now: datetime) -> int:
    """Take out whatever is past its time; return how many entries went."""
    _, deleted = SearchEntry.objects.filter(until__lte=now).delete()
    return deleted.get("incidents.SearchEntry", 0)
