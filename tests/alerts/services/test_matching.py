"""Matching: as one by one, in the order of nearness and urgency, by queries that do not grow with the list."""

import random
from collections import Counter
from datetime import time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.alerts.domain import areas
from amparo.alerts.domain.kinds import Kind, Topic
from amparo.alerts.domain.quiet import QuietHours
from amparo.alerts.domain.ways import Urgency
from amparo.alerts.models import Subscription, SubscriptionWatch
from amparo.alerts.queries import audience, fetch, plan, watching
from amparo.alerts.queries.audience import Audience
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.channels.models import Delivery
from amparo.core.places.cells import Cell, Precision, cell_at, coarsen, neighbours, precision_of
from amparo.core.places.shapes import descendants
from tests.alerts.watchers import Watcher, store
from tests.alerts.world import PICO_UNION, World

HERE = cell_at(PICO_UNION, Precision.NEIGHBOURHOOD)
CHANNELS = (ChannelKind.EMAIL, ChannelKind.SMS, ChannelKind.WEB_PUSH, ChannelKind.HOOK)


def walked(world: World, alert_id: UUID, at_once: int) -> list[UUID]:
    steps = plan.of(fetch.alert(alert_id))
    return [
        each.reader.subscription_id
        for batch in plan.everybody(steps, world.now, at_once)
        for each in batch.recipients
    ]


def some_watcher(chance: random.Random) -> Watcher:
    near = neighbours(HERE, 3)
    cells = [
        coarsen(cell, chance.choice((4, 5, 6, 7, 7, 7)))
        for cell in chance.choices(near, k=chance.randrange(5))
    ]
    return Watcher(
        cells=tuple(cells),
        is_everywhere=chance.random() < 0.1,
        topics=tuple(chance.sample(list(Topic), k=chance.choice((1, 2)))),
        channel=chance.choice(CHANNELS),
        language=chance.choice(("en", "es")),
        is_confirmed=chance.random() < 0.9,
        lasts=timedelta(days=chance.choice((-1, 0, 90))),
    )


def is_meant(watcher: Watcher, published: tuple[Cell, ...], topic: Topic) -> bool:
    """Say by looking at this one person alone whether an alert is theirs."""
    if topic not in watcher.topics or not watcher.is_confirmed or watcher.lasts < timedelta(0):
        return False
    mine = {fine for cell in watcher.cells for fine in descendants(cell, 7)}
    theirs = {
        fine for cell in published for fine in descendants(coarsen(cell, min(7, precision_of(cell))), 7)
    }
    return watcher.is_everywhere or bool(mine & theirs)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", range(4))
def test_exactly_those_are_found_who_are_found_one_by_one(world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 — repeatable on purpose
    channels.switch_on(ChannelKind.SMS, by="test", now=world.now)
    people = {store(each, world.now): each for each in (some_watcher(chance) for _ in range(150))}
    alert_id = world.release(world.proposed(Kind.CONFIRMED, precision=chance.choice((7, 10)))[0])
    row = fetch.alert(alert_id)
    content = fetch.content_of(row)

    found = walked(world, alert_id, at_once=7)

    meant = {key for key, each in people.items() if is_meant(each, content.cells, Topic.CONFIRMED)}
    assert set(found) == meant
    counted = audience.audience_of(row, content, world.now)
    by_hand = Counter((people[key].language, people[key].channel.value) for key in meant)
    assert {(each.language, each.channel): each.count for each in counted} == dict(by_hand)


def test_the_nearest_go_first_and_of_those_who_are_interrupted_before_mail_and_systems(world: World) -> None:
    channels.switch_on(ChannelKind.SMS, by="test", now=world.now)
    wanted = [
        Watcher(cells=cells, is_everywhere=not cells, channel=channel)
        for cells in ((HERE,), (coarsen(HERE, 6),), ())
        for channel in (ChannelKind.SMS, ChannelKind.EMAIL, ChannelKind.HOOK)
    ]
    stored = {each: store(each, world.now) for each in reversed(wanted)}
    alert_id = world.release(world.compose(world.incident()))

    assert walked(world, alert_id, at_once=2) == [stored[each] for each in wanted]


def test_an_alert_about_several_places_counts_a_person_who_watches_two_once(world: World) -> None:
    two = (HERE, next(each for each in neighbours(HERE, 1) if each != HERE))
    store(Watcher(cells=two), world.now)
    store(Watcher(cells=two, is_everywhere=True), world.now)
    segments = [
        watching.Segment(Topic.CONFIRMED, cell, urgency)
        for ring in areas.rings(two)
        for urgency in Urgency
        for cell in ring.cells
    ]

    counted = audience.count_watching(
        plan.Plan(tuple(segments)), now=world.now, expires_at=world.now + timedelta(hours=1)
    )

    assert counted == {("en", "email"): 2}


def test_the_ledger_has_a_person_once_who_watches_the_place_and_the_region(world: World) -> None:
    key = store(Watcher(cells=(HERE,), is_everywhere=True), world.now)
    alert_id = world.release(world.compose(world.incident()))

    assert walked(world, alert_id, at_once=500) == [key, key]
    world.work()

    assert Delivery.objects.filter(message__purpose="alert").count() == 1


def test_a_batch_takes_as_many_queries_however_many_people_there_are(world: World) -> None:
    alert_id = world.release(world.compose(world.incident()))
    steps = plan.of(fetch.alert(alert_id))
    content = fetch.content_of(fetch.alert(alert_id))

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as batch:
            plan.batch(steps, plan.Position(), 500, world.now)
        with CaptureQueriesContext(connection) as count:
            audience.audience_of(fetch.alert(alert_id), content, world.now)
        return len(batch), len(count)

    store(Watcher(cells=(HERE,)), world.now)
    before = queries()
    for _ in range(40):
        store(Watcher(cells=(HERE,)), world.now)
        store(Watcher(cells=(cell_at(PICO_UNION, 7), Cell(neighbours(HERE, 5)[-1]))), world.now)

    assert queries() == before
    assert before[0] <= len(steps.steps) + 2
    assert before[1] <= 6


def test_a_batch_is_a_range_of_the_index(world: World) -> None:
    for _ in range(30):
        store(Watcher(cells=(HERE,)), world.now)
    rows = SubscriptionWatch.objects.filter(
        topic="confirmed", cell=HERE, urgency=1, subscription_id__gt=UUID(int=0)
    )

    explained = rows.order_by("subscription_id").values_list("subscription_id")[:10].explain()

    if connection.vendor == "sqlite":
        assert "SEARCH" in explained
        assert "topic=? AND cell=? AND urgency=? AND subscription_id>?" in explained
        assert "TEMP B-TREE" not in explained


NIGHT = QuietHours(time(22), time(7))
WOKEN = QuietHours(time(22), time(7), wakes=True)


def at_night(world: World) -> None:
    zone = ZoneInfo("America/Los_Angeles")
    local = world.now.astimezone(zone)
    world.now = (
        (local + timedelta(days=1))
        .replace(hour=23, minute=0, second=0, microsecond=0)
        .astimezone(world.now.tzinfo)
    )


@pytest.mark.parametrize("hours", [2, 12])
def test_at_night_who_sleeps_gets_it_in_the_morning_if_it_is_valid_then(world: World, hours: int) -> None:
    at_night(world)
    here = (HERE,)
    awake = store(Watcher(cells=here), world.now)
    asleep = store(Watcher(cells=here, quiet=NIGHT), world.now)
    woken = store(Watcher(cells=here, is_everywhere=True, quiet=WOKEN), world.now)
    far = store(Watcher(is_everywhere=True, quiet=WOKEN), world.now)
    incident = world.incident()
    alert_id = world.compose(incident, lifetime=timedelta(hours=hours))
    row = fetch.alert(alert_id)

    counted = audience.audience_of(row, fetch.content_of(row), world.now)
    world.release(alert_id)
    world.work()

    at = dict(Delivery.objects.filter(message__purpose="alert").values_list("correspondent_id", "run_at"))
    by_id = {
        key: at.get(correspondent)
        for key, correspondent in Subscription.objects.values_list("pk", "correspondent_id")
    }
    assert counted == (Audience("en", "email", 4 if hours == 12 else 2),)
    for key in (awake, woken):
        found = by_id[key]
        assert found is not None
        assert found < world.now + timedelta(minutes=10)
    morning = world.now + timedelta(hours=8)
    for key in (asleep, far):
        assert by_id[key] == (morning if hours == 12 else None)
