"""Expire: every alert and every draft has an end, and leaves the feeds then."""

from datetime import datetime, timedelta

from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.domain import states
from amparo.alerts.domain.states import UNSENT, Action, State
from amparo.alerts.models import Alert
from amparo.core import journal

DRAFTS_KEPT = timedelta(days=30)


def expire(now: datetime) -> int:
    """End what is past its time; return how many released alerts ended. Idempotent."""
    with transaction.atomic():
        # All of them before the journal: whoever works on one takes them in this order.
        rows = Alert.objects.select_for_update().order_by("pk")
        over = list(rows.filter(state=State.RELEASED, expires_at__lte=now))
        forgotten = list(rows.filter(state__in=sorted(UNSENT), draft_expires_at__lte=now))
        ended = sum(_end(row, over_at=row.expires_at, now=now) for row in over)
        for row in forgotten:
            _end(row, over_at=now, now=now)
        never_sent = Alert.objects.filter(released_at__isnull=True, created_at__lte=now - DRAFTS_KEPT)
        never_sent.exclude(state__in=sorted(UNSENT)).delete()
    return ended


def _end(row: Alert, *, over_at: datetime | None, now: datetime) -> int:
    state = states.after(State(row.state), Action.EXPIRE)
    changed = Alert.objects.filter(pk=row.pk, state=row.state).update(state=state, over_at=over_at)
    if changed:
        journal.write(notices.EXPIRED, subject=row.pk, by="system", now=now)
    return changed
