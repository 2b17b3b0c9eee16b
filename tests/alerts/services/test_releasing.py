"""The two-person rule (every way round it that we know), and what a release makes."""

from amparo.alerts import api as alerts
from amparo.alerts.models import Alert
from tests.alerts.world import World


def test_a_second_person_releases_what_was_previewed_and_subscribers_get_it(world: World) -> None:
    world.subscriber("ana@example.org")
    world.subscriber("bea@example.org", language="es")

    alert_id = world.released()

    assert Alert.objects.get(pk=alert_id).state == alerts.State.RELEASED
    assert len(world.got("Confirmed:")) == 1
    assert len(world.got("Confirmado:")) == 1
