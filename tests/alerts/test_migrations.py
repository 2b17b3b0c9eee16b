"""What subscriptions watched before there were rows of topic and cell is watched afterwards, and the way back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amparo.core.places.cells import Point, Precision, cell_at, coarsen, neighbours
from amparo.core.places.shapes import descendants

HERE = cell_at(Point(34.0467, -118.2850), Precision.NEIGHBOURHOOD)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]


def migrated_to(ending: str) -> Any:  # noqa: ANN401 — the registry of a moment has no static types
    """Migrate alerts to the migration whose name ends so, and return the models of that moment."""
    executor = MigrationExecutor(connection)
    names = [name for app, name in executor.loader.graph.nodes if app == "alerts"]
    target = [("alerts", next(name for name in names if name.endswith(ending)))]
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture(autouse=True)
def as_it_was_at_the_end() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _alert(apps: Any) -> Any:  # noqa: ANN401 — as above
    return apps.get_model("alerts", "Alert").objects.create(
        id=UUID(int=8),
        thread=UUID(int=8),
        incident_id=UUID(int=7),
        kind="confirmed",
        state="draft",
        code="AAA-AAA",
        content={},
        authors=[],
        created_at=NOW,
        draft_expires_at=NOW,
        composed_by=UUID(int=6),
    )


def test_what_was_watched_is_watched_after_the_rows_were_made_anew() -> None:
    before = migrated_to("_joining")
    subscription = before.get_model("alerts", "Subscription")
    shared = {"language": "en", "asked_at": NOW}
    confirmed = {**shared, "state": "confirmed", "consented_at": NOW, "consent_until": NOW.date()}
    named = subscription.objects.create(
        id=UUID(int=1), correspondent_id=UUID(int=11), channel="sms", areas=["x"], **confirmed
    )
    everywhere = subscription.objects.create(
        id=UUID(int=2), correspondent_id=UUID(int=12), is_everywhere=True, **confirmed
    )
    waiting = subscription.objects.create(
        id=UUID(int=3), correspondent_id=UUID(int=13), state="pending", **shared
    )
    whole = descendants(coarsen(HERE, 6), 7)
    alone = next(each for each in neighbours(HERE, 3) if coarsen(each, 6) != coarsen(HERE, 6))
    for row, cells in ((named, (*whole, alone)), (waiting, (HERE,))):
        for cell in cells:
            before.get_model("alerts", "SubscriptionCell").objects.create(subscription=row, cell=cell)
    for row, topics in (
        (named, ("confirmed", "found_false")),
        (everywhere, ("confirmed",)),
        (waiting, ("confirmed",)),
    ):
        for topic in topics:
            before.get_model("alerts", "SubscriptionTopic").objects.create(subscription=row, topic=topic)

    before.get_model("alerts", "Fanout").objects.create(alert=_alert(before), cursor=UUID(int=9))

    after = migrated_to("_watch_rows")

    rows = after.get_model("alerts", "SubscriptionWatch").objects.order_by("subscription_id", "topic", "cell")
    assert list(rows.values_list("subscription_id", "topic", "cell", "urgency")) == [
        *(
            (named.pk, topic, cell, 0)
            for topic in ("confirmed", "found_false")
            for cell in sorted((coarsen(HERE, 6), alone))
        ),
        (everywhere.pk, "confirmed", 0, 1),
    ]

    assert after.get_model("alerts", "Fanout").objects.get().cursor is None

    back = migrated_to("_joining").get_model("alerts", "SubscriptionCell")
    assert set(back.objects.values_list("subscription_id", "cell")) == {
        (named.pk, cell) for cell in (*whole, alone)
    }
