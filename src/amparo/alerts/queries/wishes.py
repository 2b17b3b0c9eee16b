"""Read what a subscription watches, for its owner who holds the link."""

from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.tokens import LinkNotValid
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import Subscription, SubscriptionState
from amparo.alerts.queries import signing


def wishes_of(token: str, purpose: str) -> tuple[Wishes, bool]:
    """Return a subscription's wishes, and whether it is confirmed.

    Raises:
        LinkNotValid: no such subscription; it may have ended before.
    """
    row = Subscription.objects.filter(pk=signing.subscription_of(token, purpose)).first()
    if row is None:
        raise LinkNotValid
    topics = tuple(Topic(each.topic) for each in row.topics.order_by("topic"))
    wishes = Wishes(row.language, topics, tuple(row.areas), row.is_everywhere)
    return wishes, row.state == SubscriptionState.CONFIRMED
