"""Confirmed subscriptions written straight into the tables, for tests that need many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.quiet import QuietHours
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import Subscription, SubscriptionState
from amparo.alerts.services import wishing
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import CorrespondentState
from amparo.channels.models import Correspondent
from amparo.core import ids
from amparo.core.places.cells import Cell


@dataclass(frozen=True)
class Watcher:
    """What one invented person watches."""

    cells: tuple[Cell, ...] = ()
    is_everywhere: bool = False
    topics: tuple[Topic, ...] = (Topic.CONFIRMED,)
    channel: ChannelKind = ChannelKind.EMAIL
    language: str = "en"
    quiet: QuietHours | None = None
    is_confirmed: bool = True
    lasts: timedelta = timedelta(days=90)


def store(watcher: Watcher, now: datetime) -> UUID:
    """Store a watcher as a subscription and return its id. Nobody can write to the address."""
    correspondent = Correspondent.objects.create(
        id=ids.new_anonymous_id(),
        kind=watcher.channel,
        language=watcher.language,
        state=CorrespondentState.UNCONFIRMED,
        sealed_address=b"invented",
        registered_on=now.date(),
    )
    row = Subscription.objects.create(
        id=ids.new_anonymous_id(),
        correspondent_id=correspondent.pk,
        channel=watcher.channel,
        state=SubscriptionState.CONFIRMED if watcher.is_confirmed else SubscriptionState.PENDING,
        language=watcher.language,
        asked_at=now,
        consented_at=now if watcher.is_confirmed else None,
        consent_until=(now + watcher.lasts).date() if watcher.is_confirmed else None,
    )
    wishes = Wishes(
        watcher.language,
        watcher.topics,
        is_everywhere=watcher.is_everywhere,
        drawn=watcher.cells,
        quiet=watcher.quiet,
    )
    wishing.write(row, wishes)
    return row.pk
