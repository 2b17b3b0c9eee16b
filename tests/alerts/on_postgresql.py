"""Who ends an alert or its sending waits for nobody who waits for them: no `test_` in the name, as for incidents."""

from datetime import timedelta
from functools import partial

import pytest

from amparo.alerts import api as alerts
from amparo.alerts.models import Alert, Subscription
from amparo.alerts.queries import fetch
from amparo.alerts.services import expiring
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


def test_drafts_end_while_somebody_drops_one_of_them(world: World) -> None:
    drafts = sorted(world.compose(world.incident()) for _ in range(2))
    late, by = world.now + timedelta(days=20), world.personas.verifier.actor
    drop = partial(alerts.withdraw, alert_id=drafts[1], by=by, now=late)

    in_the_midst(partial(fetch.locked, drafts[1]), partial(expiring.expire, late), drop)

    assert set(Alert.objects.values_list("state", flat=True)) == {"expired", "withdrawn"}
