"""Who ends an alert's subscription waits for nobody who waits for them: no `test_` in the name, as for incidents."""

from functools import partial

import pytest

from amparo.alerts import api as alerts
from amparo.alerts.models import Subscription
from amparo.channels.models import Correspondent
from amparo.channels.services import correspondents
from tests.alerts.world import World
from tests.meeting import in_the_midst

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]


def test_somebody_ends_alerts_while_the_gateway_notes_that_nothing_arrives_there(world: World) -> None:
    subscription_id = world.subscriber("ana@near.example")
    address = Subscription.objects.get().correspondent_id
    token = world.stop_token(subscription_id)
    lock = partial(Correspondent.objects.select_for_update().get, pk=address)
    fails = partial(correspondents.mark_unreachable, address, reason="unknown", now=world.now)

    in_the_midst(lock, partial(alerts.unsubscribe, token=token, now=world.now), fails)

    assert not Subscription.objects.exists()
    assert not Correspondent.objects.exists()
