"""Let what was sent be found by "Heard something? Check", and no longer once it is taken back, replaced or archived."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from amparo.alerts.domain.content import Content, Text
from amparo.alerts.domain.kinds import RELAY_KINDS, Kind
from amparo.alerts.domain.precision import ARCHIVE_AFTER
from amparo.alerts.models import Alert
from amparo.incidents import api as incidents

_KIND = "statement"
_BASIS = "basis."


def let_find(row: Alert, content: Content, texts: tuple[Text, ...], now: datetime) -> None:
    """Put a released alert into the search; a withdrawal and a relay say nothing of an outcome. In a transaction.

    It stays until the archive begins: from then on a page shows the district only, and the words would show more.
    """
    if row.kind == Kind.WITHDRAWAL or row.kind in RELAY_KINDS:
        return
    incidents.make_findable(
        kind=_KIND,
        source_id=row.pk,
        path=reverse("alerts:alert", args=[row.pk]),
        outcome=content.facts.outcome,
        bases=[each.removeprefix(_BASIS) for each in content.sentences if each.startswith(_BASIS)],
        texts={text.language: f"{text.headline}\n{text.description}" for text in texts},
        found_at=now,
        until=now + content.lifetime + ARCHIVE_AFTER,
        now=now,
    )


def let_go(alert_id: UUID) -> None:
    """Take an alert out of the search that another message replaced or took back. Inside a transaction."""
    incidents.make_unfindable(kind=_KIND, source_id=alert_id)
