"""Further ways: consent there first, order, what failing and stopping does, guessed codes, renewal of the consent."""

from datetime import timedelta
from uuid import UUID

import pytest

from amparo.alerts.domain import tokens
from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import Subscription, SubscriptionWatch, SubscriptionWay
from amparo.alerts.queries import signing, watching
from amparo.alerts.services import pace, subscribing, ways
from amparo.alerts.services.ways import CodeNotValid, LastWay, NumberElsewhere, TooManyWays, WayNotOffered
from amparo.channels import api as channels
from amparo.channels.api import AddressRefused, ChannelKind
from amparo.channels.models import Correspondent, Delivery, RecordedMessage
from amparo.channels.services import correspondents
from tests.alerts.world import World

NUMBER = "+1 213 373 4253"


@pytest.fixture
def ana(world: World) -> tuple[UUID, str]:
    """A subscriber by mail, and the token of her link; texts are switched on."""
    channels.switch_on(ChannelKind.SMS, by="test", now=world.now)
    key = world.subscriber("ana@near.example")
    return key, world.stop_token(key)


def text_added(world: World, token: str, number: str = NUMBER) -> SubscriptionWay:
    ways.add(token=token, kind=ChannelKind.SMS, address=number, now=world.now)
    world.work()
    return SubscriptionWay.objects.get(channel="sms", state="pending")


def text_confirmed(world: World, token: str, number: str = NUMBER) -> SubscriptionWay:
    way = text_added(world, token, number)
    ways.confirm_by_code(token=token, code=signing.code_of(way.pk), now=world.now)
    world.work()
    way.refresh_from_db()
    return way


def kinds_of(key: UUID, world: World) -> list[str]:
    """Return the kinds of the ways that an alert would try, in their order."""
    (reader,) = watching.of_correspondents(
        [Subscription.objects.get(pk=key).correspondent_id], watching.rules(world.now)
    )
    return [Correspondent.objects.get(pk=each).kind for each in reader.ways]


def test_nothing_but_a_code_goes_to_a_number_before_it_was_typed_in(
    world: World, ana: tuple[UUID, str]
) -> None:
    key, token = ana
    way = text_added(world, token)
    world.released()

    texts = list(RecordedMessage.objects.filter(kind="sms").values_list("body", flat=True))
    assert len(texts) == 1
    assert signing.code_of(way.pk) in texts[0]
    assert kinds_of(key, world) == ["email"]


def test_a_typed_code_begins_the_way_as_the_second(world: World, ana: tuple[UUID, str]) -> None:
    key, token = ana
    way = text_added(world, token)
    code = signing.code_of(way.pk)

    ways.confirm_by_code(token=token, code=f" {code[:3]} - {code[3:]} ", now=world.now)
    world.work()

    assert kinds_of(key, world) == ["email", "sms"]
    world.released()
    delivery = Delivery.objects.get(message__purpose="alert")
    assert delivery.kind == "email"
    assert delivery.fallbacks == SubscriptionWay.objects.get().correspondent_id.hex


def test_who_is_moved_up_goes_first_and_by_its_own_turn(world: World, ana: tuple[UUID, str]) -> None:
    key, token = ana
    way = text_confirmed(world, token)

    ways.move_up(token=token, way_id=way.pk)

    assert kinds_of(key, world) == ["sms", "email"]
    assert set(SubscriptionWatch.objects.values_list("urgency", flat=True)) == {0}
    world.released()
    assert Delivery.objects.get(message__purpose="alert").kind == "sms"


def test_codes_can_not_be_guessed(world: World, ana: tuple[UUID, str]) -> None:
    _key, token = ana
    way = text_added(world, token)
    right = signing.code_of(way.pk)
    wrong = [f"{(int(right) + number) % 1_000_000:06}" for number in range(1, ways.MOST_TRIES + 1)]

    for code in wrong:
        with pytest.raises(CodeNotValid):
            ways.confirm_by_code(token=token, code=code, now=world.now)
    with pytest.raises(CodeNotValid):
        ways.confirm_by_code(token=token, code=right, now=world.now)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "００００００", "é" * 6, "1" * 10_000, "\0"]
)
def test_what_is_no_code_is_answered_like_a_wrong_one(world: World, ana: tuple[UUID, str], code: str) -> None:
    text_added(world, ana[1])

    with pytest.raises(CodeNotValid):
        ways.confirm_by_code(token=ana[1], code=code, now=world.now)


def test_a_code_of_another_subscription_is_no_code(world: World, ana: tuple[UUID, str]) -> None:
    code = signing.code_of(text_added(world, ana[1]).pk)
    other = world.stop_token(world.subscriber("bea@near.example"))

    with pytest.raises(CodeNotValid):
        ways.confirm_by_code(token=other, code=code, now=world.now)


def test_a_code_is_too_old_after_two_hours_and_the_number_is_forgotten(
    world: World, ana: tuple[UUID, str]
) -> None:
    way = text_added(world, ana[1])
    late = world.now + timedelta(hours=2)

    with pytest.raises(CodeNotValid):
        ways.confirm_by_code(token=ana[1], code=signing.code_of(way.pk), now=late)
    world.later(timedelta(hours=2))

    assert not SubscriptionWay.objects.exists()
    assert Correspondent.objects.count() == 1


def test_only_so_many_codes_are_tried_in_an_hour(world: World, ana: tuple[UUID, str]) -> None:
    for _ in range(pace.CODES_OF_SUBSCRIPTION):
        with pytest.raises(CodeNotValid):
            ways.confirm_by_code(token=ana[1], code="000000", now=world.now)

    with pytest.raises(pace.TooOften):
        ways.confirm_by_code(token=ana[1], code="000000", now=world.now)


def test_a_number_gets_three_codes_an_hour_at_most_however_it_is_written(
    world: World, ana: tuple[UUID, str]
) -> None:
    other = world.stop_token(world.subscriber("bea@near.example"))
    for token, number in (
        (ana[1], NUMBER),
        (ana[1], "213-373-4253"),
        (other, "(213) 373 4253"),
        (other, NUMBER),
    ):
        ways.add(token=token, kind=ChannelKind.SMS, address=number, now=world.now)
    world.work()

    assert RecordedMessage.objects.filter(kind="sms").count() == pace.MAILS_TO_ADDRESS
    assert SubscriptionWay.objects.count() == 4


@pytest.mark.parametrize(
    "number", ["+52 55 1234 5678", "+44 20 7946 0958", "+1 876 555 0123", "+881 612345678"]
)
def test_a_number_of_another_country_is_refused_and_nothing_is_stored(
    world: World, ana: tuple[UUID, str], number: str
) -> None:
    with pytest.raises(NumberElsewhere):
        ways.add(token=ana[1], kind=ChannelKind.SMS, address=number, now=world.now)

    assert not SubscriptionWay.objects.exists()
    assert not Correspondent.objects.filter(kind="sms").exists()


@pytest.mark.parametrize("number", ["", "911", "no number", "1" * 60, "+1 213\r\n"])
def test_what_is_no_number_is_refused(world: World, ana: tuple[UUID, str], number: str) -> None:
    with pytest.raises((AddressRefused, NumberElsewhere)):
        ways.add(token=ana[1], kind=ChannelKind.SMS, address=number, now=world.now)


def test_a_kind_that_is_off_is_not_offered_and_not_used(world: World, ana: tuple[UUID, str]) -> None:
    key, token = ana
    way = text_confirmed(world, token)
    ways.move_up(token=token, way_id=way.pk)
    channels.switch_off(ChannelKind.SMS, by="test", now=world.now)

    with pytest.raises(WayNotOffered):
        ways.add(token=token, kind=ChannelKind.SMS, address=NUMBER, now=world.now)
    assert kinds_of(key, world) == ["email"]
    assert ways.offered() == (ChannelKind.EMAIL,)


def test_a_second_mail_address_is_asked_by_a_link_there(world: World, ana: tuple[UUID, str]) -> None:
    key, token = ana
    ways.add(token=token, kind=ChannelKind.EMAIL, address="ana@work.example", now=world.now)
    world.work()
    link = signing.address(SubscriptionWay.objects.get().pk, tokens.CONFIRM_WAY)
    assert sum(link in body for body in world.bodies("Please confirm")) == 1

    for _ in range(2):
        assert ways.confirm_by_link(token=link.split("/")[-2], now=world.now) == key
    world.work()

    assert kinds_of(key, world) == ["email", "email"]


def test_four_ways_are_the_most(world: World, ana: tuple[UUID, str]) -> None:
    for number in range(3):
        ways.add(token=ana[1], kind=ChannelKind.EMAIL, address=f"a{number}@work.example", now=world.now)

    with pytest.raises(TooManyWays):
        ways.add(token=ana[1], kind=ChannelKind.EMAIL, address="a4@work.example", now=world.now)


def test_taking_out_the_first_lets_the_second_replace_it_and_the_last_stays(
    world: World, ana: tuple[UUID, str]
) -> None:
    key, token = ana
    text_confirmed(world, token)

    ways.take_out(token=token, way_id=None, now=world.now)

    assert kinds_of(key, world) == ["sms"]
    assert list(Correspondent.objects.values_list("kind", flat=True)) == ["sms"]
    with pytest.raises(LastWay):
        ways.take_out(token=token, way_id=None, now=world.now)


def test_an_address_that_fails_gives_way_to_the_next_and_its_owner_is_told(
    world: World, ana: tuple[UUID, str]
) -> None:
    key, token = ana
    text_confirmed(world, token)
    first = Subscription.objects.get().correspondent_id

    correspondents.mark_unreachable(first, reason="unknown", now=world.now)
    world.work()

    assert kinds_of(key, world) == ["sms"]
    told = RecordedMessage.objects.filter(kind="sms").order_by("pk").last()
    assert told is not None
    assert "took it out" in told.body


def test_an_alert_that_goes_out_before_a_failed_address_was_taken_out_comes_by_the_next(
    world: World, ana: tuple[UUID, str]
) -> None:
    text_confirmed(world, ana[1])
    Correspondent.objects.filter(kind="email").update(state="unreachable")

    world.released()

    delivery = Delivery.objects.get(message__purpose="alert")
    assert (delivery.kind, delivery.fallbacks) == ("sms", "")


def test_a_stop_from_the_second_telephone_ends_everything(world: World, ana: tuple[UUID, str]) -> None:
    way = text_confirmed(world, ana[1])

    subscribing.stop(way.correspondent_id, channel=ChannelKind.SMS, now=world.now)
    world.work()

    assert not Subscription.objects.exists()
    assert not SubscriptionWay.objects.exists()
    assert not SubscriptionWatch.objects.exists()
    assert not Correspondent.objects.exists()


def test_a_stop_from_a_telephone_that_never_consented_leaves_the_rest(
    world: World, ana: tuple[UUID, str]
) -> None:
    way = text_added(world, ana[1])

    subscribing.stop(way.correspondent_id, channel=ChannelKind.SMS, now=world.now)

    assert Subscription.objects.get().pk == ana[0]
    assert not SubscriptionWay.objects.exists()


def test_a_second_way_takes_no_subscription_from_its_owner_and_brings_nothing_twice(
    world: World, ana: tuple[UUID, str]
) -> None:
    bea = world.subscriber("bea@near.example")
    ways.add(token=ana[1], kind=ChannelKind.EMAIL, address="Bea@near.example", now=world.now)
    way = SubscriptionWay.objects.get()
    world.work()
    ways.confirm_by_link(token=signing.path(way.pk, tokens.CONFIRM_WAY).split("/")[-2], now=world.now)
    world.work()

    first = world.released()
    world.withdraw(first)
    assert len(world.got("Confirmed:")) == len(world.got("We take back")) == 2
    world.stop(ana[0])
    assert Subscription.objects.get().pk == bea
    assert len(Correspondent.objects.filter(kind="email", is_released=False)) == 1


def test_what_follows_goes_to_whom_the_address_is_the_first_way(world: World, ana: tuple[UUID, str]) -> None:
    bea = world.subscriber("bea@far.example")
    world.move(ana[0], "sylmar")
    ways.add(token=ana[1], kind=ChannelKind.EMAIL, address="bea@far.example", now=world.now)
    way = SubscriptionWay.objects.get()
    ways.confirm_by_link(token=signing.path(way.pk, tokens.CONFIRM_WAY).split("/")[-2], now=world.now)
    world.work()

    first = world.released()
    world.withdraw(first)

    assert Subscription.objects.filter(pk=bea).exists()
    assert [each[0] for each in world.got("We take back")] == ["b"]


def test_a_join_from_a_second_telephone_adds_places_and_keeps_the_order(
    world: World, ana: tuple[UUID, str]
) -> None:
    text_confirmed(world, ana[1])

    channels.receive_text(
        kind=ChannelKind.SMS, sender="+12133734253", text="JOIN sylmar", event_id="one", now=world.now
    )
    world.work()

    row = Subscription.objects.get()
    assert row.areas == ["pico-union", "sylmar"]
    assert row.channel == "email"
    assert kinds_of(ana[0], world) == ["email", "sms"]


def test_ones_own_first_address_as_a_second_way_is_let_go(world: World, ana: tuple[UUID, str]) -> None:
    ways.add(token=ana[1], kind=ChannelKind.EMAIL, address="ANA@near.example", now=world.now)
    way = SubscriptionWay.objects.get()
    ways.confirm_by_link(token=signing.path(way.pk, tokens.CONFIRM_WAY).split("/")[-2], now=world.now)
    world.work()

    assert not SubscriptionWay.objects.exists()
    assert not Subscription.objects.get().has_further_ways
    assert kinds_of(ana[0], world) == ["email"]


def test_what_follows_finds_who_was_reached_by_the_second_way(world: World, ana: tuple[UUID, str]) -> None:
    way = text_confirmed(world, ana[1])
    first = world.released()
    # As if mail had failed and the text had arrived instead.
    Delivery.objects.filter(message__purpose="alert").update(correspondent=way.correspondent_id, kind="sms")

    world.withdraw(first)

    assert len(world.got("We take back")) == 1


def test_who_never_confirmed_has_no_ways(world: World) -> None:
    subscribing.subscribe(
        address="ana@near.example",
        wishes=Wishes("en", tuple(Topic), is_everywhere=True),
        now=world.now,
    )
    token = world.stop_token(Subscription.objects.get().pk)

    with pytest.raises(tokens.LinkNotValid):
        ways.add(token=token, kind=ChannelKind.EMAIL, address="bea@near.example", now=world.now)


def test_two_weeks_before_the_end_a_person_is_asked_and_one_press_renews(
    world: World, ana: tuple[UUID, str]
) -> None:
    world.later(timedelta(days=350))
    assert not world.bodies("Do you still want")
    world.later(timedelta(days=2))
    (body,) = world.bodies("Do you still want")
    assert f"{signing.address(ana[0], tokens.UNSUBSCRIBE)}renew/" in body

    subscribing.renew(token=ana[1], now=world.now)
    world.later(timedelta(days=30))
    assert Subscription.objects.get().pk == ana[0]
    assert len(world.bodies("Do you still want")) == 1
    world.later(timedelta(days=325))

    assert len(world.bodies("Do you still want")) == 2
    world.later(timedelta(days=40))
    assert not Subscription.objects.exists()
