"""A simulated weekend is like life where it matters: rates, hours, errors, copies, and what lies close together."""

import math
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amparo.core import languages
from amparo.core.places import cells
from amparo.core.places.cells import Point, Precision
from amparo.core.places.region import Region
from amparo.core.privacy.marks import find_private_marks
from amparo.demo.simulation import api as simulation
from amparo.demo.simulation.api import Kind, Told, TrueEvent, Truth, Weekend
from amparo.reports.domain import draft as drafts

FRIDAY = datetime(2026, 1, 9, 8, tzinfo=UTC)
CITY = ZoneInfo("America/Los_Angeles")


@pytest.fixture(scope="module", params=simulation.TUNING[:4])
def weekend(request: pytest.FixtureRequest) -> Weekend:
    return simulation.simulate(request.param, days=3, began=FRIDAY, junk_a_day=40)


def honest(weekend: Weekend) -> list[Told]:
    return [told for told in weekend.messages if not told.is_junk]


def events(weekend: Weekend) -> dict[str, TrueEvent]:
    return {event.key: event for event in weekend.events}


def test_what_is_measured_on_was_never_tuned_on() -> None:
    assert len(set(simulation.HELD_OUT)) == len(set(simulation.TUNING)) == 10
    assert not set(simulation.HELD_OUT) & set(simulation.TUNING)


def test_most_of_it_is_no_confirmed_action(weekend: Weekend) -> None:
    outcomes = Counter(event.outcome for event in weekend.events)

    assert 0.02 <= outcomes[Truth.CONFIRMED] / len(weekend.events) <= 0.10
    assert all(outcomes[each] for each in Truth)


def test_nights_are_silent_and_an_hour_of_surge_is_not(weekend: Weekend) -> None:
    hours = Counter(told.at.astimezone(CITY).hour for told in honest(weekend))
    at_night = sum(hours[hour] for hour in range(5))
    busiest = max(
        Counter(told.at.astimezone(CITY).replace(minute=0, second=0) for told in honest(weekend)).values()
    )

    assert at_night / hours.total() < 0.05
    assert sum(hours[hour] for hour in (6, 7, 8, 14, 15, 16)) / hours.total() > 0.25
    assert busiest >= 20


def test_messages_come_in_order_within_the_days_and_point_at_what_is_there(weekend: Weekend) -> None:
    known, keys = events(weekend), {told.key for told in weekend.messages}

    assert [told.at for told in weekend.messages] == sorted(told.at for told in weekend.messages)
    assert all(FRIDAY <= told.at < FRIDAY + timedelta(days=3) for told in weekend.messages)
    assert all((told.event is None) == told.is_junk for told in weekend.messages)
    assert all(told.event in known for told in honest(weekend))
    assert all(not told.copied_from or told.copied_from in keys for told in weekend.messages)
    assert len(keys) == len(weekend.messages)


def test_every_message_would_be_taken(weekend: Weekend) -> None:
    region = simulation.los_angeles().region

    for told in weekend.messages:
        drafts.checked(told.draft, region=region, now=told.at)
        assert languages.is_known(told.language)


def test_nobody_real_is_in_it(weekend: Weekend) -> None:
    texts = [f"{told.draft.text} {told.draft.vehicles} {told.draft.markings}" for told in weekend.messages]

    kinds = {mark.kind for text in texts for mark in find_private_marks(text)}

    # The reader of marks takes a cautious view: "I COUNT 29" is no plate, but nothing may look like a number to call.
    assert kinds.isdisjoint({"phone", "a_number"})
    assert not [text for text in texts if re.search(r"\d{5}", text)]


def test_real_events_lie_close_to_each_other(weekend: Weekend) -> None:
    known = events(weekend)
    doors = [event for event in weekend.events if event.key.endswith("second_door")]
    stops = [event for event in weekend.events if event.key.endswith("police_stop")]

    assert doors
    assert stops
    for door in doors:
        first = known[door.beside]
        assert cells.distance_m(first.place, door.place) < 160
        assert timedelta(minutes=50) < door.began - first.began < timedelta(minutes=100)
    for stop in stops:
        assert stop.kind is Kind.OTHER_AGENCY
        assert 300 < cells.distance_m(known[stop.beside].place, stop.place) < 500


def test_witnesses_err_about_the_place_but_most_of_them_little(weekend: Weekend) -> None:
    known = events(weekend)
    off = sorted(
        cells.distance_m(told.draft.cell, known[told.event].place)
        for told in honest(weekend)
        if told.event
        and told.style == "first_hand"
        and cells.precision_of(told.draft.cell) >= Precision.BLOCK
    )
    vague = [
        told for told in honest(weekend) if cells.precision_of(told.draft.cell) == Precision.NEIGHBOURHOOD
    ]

    assert 20 < off[len(off) // 2] < 120
    assert off[-1] > 350
    assert vague
    assert any(not told.draft.place_is_known for told in honest(weekend))


def test_some_tell_hours_later_and_some_say_now(weekend: Weekend) -> None:
    delays = [told.at - told.draft.seen_at for told in honest(weekend)]

    assert min(delays) >= timedelta(0)
    assert sum(delay < timedelta(minutes=6) for delay in delays) > len(delays) / 4
    assert sum(delay > timedelta(hours=2) for delay in delays) > len(delays) / 50


def is_alike(one: int | None, other: int | None) -> bool:
    """Tell whether two pictures were given and differ in a few bits at most."""
    return one is not None and other is not None and ((one ^ other) & (2**64 - 1)).bit_count() <= 6


def test_copies_carry_the_words_or_the_picture_of_the_first(weekend: Weekend) -> None:
    by_key = {told.key: told for told in weekend.messages}
    copies = [told for told in honest(weekend) if told.copied_from]

    assert len(copies) > 20
    for told in copies:
        first = by_key[told.copied_from]
        assert first.at <= told.at
        assert first.event == told.event
        assert first.draft.text in told.draft.text or is_alike(told.picture, first.picture)


def test_wording_is_no_giveaway(weekend: Weekend) -> None:
    own = [told.draft.text for told in honest(weekend) if told.style == "first_hand" and told.draft.text]
    spoken = Counter(told.language for told in honest(weekend))

    assert len(set(own)) > 0.97 * len(own)
    assert len(spoken) >= 8
    assert spoken.most_common(1)[0][1] < 0.7 * spoken.total()


def test_rumours_grow_into_rumours_of_other_places(weekend: Weekend) -> None:
    known = events(weekend)
    grown = [event for event in weekend.events if event.grew_from]

    assert grown
    for event in grown:
        assert event.kind is Kind.RUMOUR
        assert event.outcome is Truth.UNFOUNDED
        assert cells.distance_m(event.place, known[event.grew_from].place) > 1_500
        assert event.how_many > known[event.grew_from].how_many


def test_one_person_tells_twice_by_two_channels(weekend: Weekend) -> None:
    told_by: dict[tuple[str, str | None], list[Told]] = defaultdict(list)
    for told in honest(weekend):
        told_by[told.source, told.event].append(told)

    assert any(len({each.channel for each in both}) > 1 for both in told_by.values())


def test_junk_is_of_several_styles_from_senders_who_send_again(weekend: Weekend) -> None:
    junk = [told for told in weekend.messages if told.is_junk]

    assert {told.style for told in junk} == {"nonsense", "copied", "invented", "machine"}
    assert len({told.source for told in junk}) < len(junk)
    assert 120 <= len(junk) <= 120 + 3 * 7


@pytest.mark.parametrize(
    "style, messages", [("copied", 40), ("nonsense", 25), ("invented", 8), ("machine", 3)]
)
def test_a_sender_of_a_flood_sends_as_many_as_its_style_says(style: str, messages: int) -> None:
    flooded = simulation.simulate(3, days=1, began=FRIDAY, junk_a_day=8_000)
    senders = [told.source for told in flooded.messages if told.style == style]

    assert math.isclose(len(senders) / len(set(senders)), messages, rel_tol=0.15)


def test_what_is_meant_honestly_stays_the_same_under_a_flood() -> None:
    quiet = simulation.simulate(3, days=1, began=FRIDAY)
    flooded = simulation.simulate(3, days=1, began=FRIDAY, junk_a_day=500)

    assert flooded.events == quiet.events
    assert [told.draft for told in honest(flooded)] == [told.draft for told in honest(quiet)]
    assert len(flooded.messages) == len(quiet.messages) + 500


def test_another_city_needs_no_gazetteer() -> None:
    helsinki = simulation.around(Region.around(Point(60.17, 24.94), 20_000), time_zone="Europe/Helsinki")
    weekend = simulation.simulate(1, days=1, began=FRIDAY, place=helsinki)
    hours = Counter(told.at.astimezone(ZoneInfo("Europe/Helsinki")).hour for told in honest(weekend))

    assert all(helsinki.region.contains(told.draft.cell) for told in weekend.messages)
    assert math.isclose(cells.centre(weekend.events[0].place).lat, 60.17, abs_tol=0.5)
    assert sum(hours[hour] for hour in range(5)) < 0.1 * hours.total()


@pytest.mark.parametrize(
    "days, junk, began",
    [(0, 0, FRIDAY), (-1, 0, FRIDAY), (1, -1, FRIDAY), (1, 0, FRIDAY.replace(tzinfo=None))],
)
def test_nonsense_is_refused(days: int, junk: int, began: datetime) -> None:
    with pytest.raises(ValueError, match=r"day|time zone"):
        simulation.simulate(1, days=days, began=began, junk_a_day=junk)
