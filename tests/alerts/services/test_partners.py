"""A partner network: let in by two, fetched by the gateway, believed only as far as its signature goes."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from amparo.alerts.domain import xml_signature
from amparo.alerts.domain.partners import index
from amparo.alerts.domain.partners.message import Says
from amparo.alerts.models import DocumentState, Partner, PartnerDocument, PartnerStatement
from amparo.alerts.queries import partners as partner_queries
from amparo.alerts.services import partners
from amparo.channels import api as channels
from amparo.core.models import Job
from amparo.network.api import NotAllowed, NotIndependent
from tests.alerts.partner_server import NAME, Neighbour, message, neighbour, reference, sign
from tests.alerts.relaying import let_in, second_coordinator
from tests.alerts.signing_keys import pair
from tests.alerts.world import World


@pytest.fixture
def there() -> Iterator[Neighbour]:
    with neighbour() as found:
        yield found


def look(world: World, there: Neighbour) -> tuple[partner_queries.Statement, ...]:
    """Let the gateway ask again, and return what stands."""
    world.later(timedelta(minutes=2))
    return partner_queries.standing(world.now)


def faults() -> set[str]:
    return set(PartnerDocument.objects.filter(state=DocumentState.REFUSED).values_list("fault", flat=True))


def test_a_signed_statement_is_taken_in_as_the_partners_own(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.publish("one", message("v-1", world.now))

    [stated] = look(world, there)

    assert (stated.partner, stated.identifier, stated.says) == (NAME, "v-1", Says.CONFIRMED)
    words = stated.words_for("es")
    assert words is not None
    assert words.headline == "Confirmed: federal agents stopped people in the street"
    assert stated.may_be_relayed


def test_nothing_is_fetched_before_a_second_coordinator_confirmed(world: World, there: Neighbour) -> None:
    proposal = partners.Proposal(NAME, there.address, there.certificate)
    partner_id = partners.propose(proposal=proposal, by=world.personas.coordinator.actor, now=world.now)
    world.later(timedelta(minutes=5))

    fingerprint = xml_signature.fingerprint(there.certificate.encode())
    with pytest.raises(NotIndependent):
        partners.confirm(
            partner_id=partner_id, fingerprint=fingerprint, by=world.personas.coordinator.actor, now=world.now
        )
    with pytest.raises(partners.NoSuchPartner):
        partners.confirm(partner_id=partner_id, fingerprint="00", by=second_coordinator(), now=world.now)

    assert there.asked == []


def test_the_database_too_wants_two_people_and_keeps_what_was_pinned(world: World, there: Neighbour) -> None:
    partner_id = let_in(world, there)
    row = Partner.objects.get(pk=partner_id)

    for changed in (
        {"certificate": pair("somebody")[1].decode()},
        {"address": "https://elsewhere.example/"},
        {"confirmed_by": row.proposed_by},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Partner.objects.filter(pk=partner_id).update(**changed)


def test_what_a_partner_stated_is_never_changed(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.publish("one", message("v-1", world.now))
    look(world, there)

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerStatement.objects.update(says=Says.ENDED)


@pytest.mark.parametrize("name", ["dispatcher", "editor", "verifier", "observer"])
def test_only_coordinators_let_in(world: World, there: Neighbour, name: str) -> None:
    proposal = partners.Proposal(NAME, there.address, there.certificate)

    with pytest.raises(NotAllowed):
        partners.propose(proposal=proposal, by=getattr(world.personas, name).actor, now=world.now)


@pytest.mark.parametrize(
    "address",
    ["http://valley.example/cap.xml", "https://10.0.0.1/cap.xml", "file:///etc/passwd", "https://x", ""],
)
def test_an_address_that_the_gateway_would_not_go_to_is_refused(world: World, address: str) -> None:
    proposal = partners.Proposal(NAME, address, pair("neighbour")[1].decode())

    with pytest.raises(partners.PartnerAddressRefused):
        partners.propose(proposal=proposal, by=world.personas.coordinator.actor, now=world.now)


def test_stopping_takes_one_and_everything_away_at_once(world: World, there: Neighbour) -> None:
    partner_id = let_in(world, there)
    there.publish("one", message("v-1", world.now))
    assert look(world, there)

    partners.stop(partner_id=partner_id, by=world.personas.coordinator.actor, now=world.now)

    asked = len(there.asked)
    assert partner_queries.standing(world.now) == ()
    world.later(timedelta(minutes=10))
    assert len(there.asked) == asked
    with pytest.raises(IntegrityError), transaction.atomic():
        Partner.objects.filter(pk=partner_id).update(state="active")


FORGED: dict[str, Callable[[datetime], bytes]] = {
    "signature_does_not_verify": lambda now: sign(message("v-1", now), "somebody else"),
    "signature_not_one_signature": lambda now: message("v-1", now),
    "signature_no_xml": lambda _now: b"not even XML",
    "wrong_status": lambda now: sign(message("v-1", now, status="Actual")),
    "not_public": lambda now: sign(message("v-1", now, scope="Private")),
    "wrong_type": lambda now: sign(message("v-1", now, type="Ack")),
    "from_the_future": lambda now: sign(message("v-1", now + timedelta(hours=1))),
    "over": lambda now: sign(message("v-1", now - timedelta(hours=3))),
    "without_an_end": lambda now: sign(message("v-1", now, expires=None)),
    "lasts_too_long": lambda now: sign(message("v-1", now, expires=now + timedelta(days=30))),
    "follows_nothing": lambda now: sign(message("v-1", now, type="Update")),
    "bad_name": lambda now: sign(message("v 1", now)),
}


@pytest.mark.parametrize("why", FORGED)
def test_what_can_not_be_believed_is_refused_by_name(world: World, there: Neighbour, why: str) -> None:
    let_in(world, there)
    there.put("one", FORGED[why](world.now))

    assert look(world, there) == ()
    assert faults() == {why}


def test_an_altered_message_and_a_wrapped_one_are_refused(world: World, there: Neighbour) -> None:
    let_in(world, there)
    genuine = sign(message("v-1", world.now))
    there.put("altered", genuine.replace(b"stopped people", b"took children"))
    inner = genuine.split(b"?>", 1)[1]
    there.put("wrapped", message("v-2", world.now).replace(b"</alert>", inner + b"</alert>"))

    assert look(world, there) == ()
    assert faults() == {"signature_does_not_verify", "signature_not_one_signature"}


def test_an_old_message_played_back_is_refused(world: World, there: Neighbour) -> None:
    let_in(world, there)
    look(world, there)
    world.later(timedelta(minutes=30))
    there.put("old", sign(message("v-1", world.now - timedelta(minutes=25))))

    assert look(world, there) == ()
    assert faults() == {"played_back"}


def test_what_is_there_when_a_partner_is_let_in_may_be_older(world: World, there: Neighbour) -> None:
    there.put("old", sign(message("v-1", world.now - timedelta(minutes=25))))

    let_in(world, there)

    assert [each.identifier for each in look(world, there)] == ["v-1"]


def test_one_identifier_is_one_message(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.publish("one", message("v-1", world.now))
    look(world, there)
    there.publish("again", message("v-1", world.now, headline="Something else"))

    [stated] = look(world, there)

    assert faults() == {"identifier_used_twice"}
    assert stated.words[0].headline.startswith("Confirmed")


def test_a_cancel_takes_back_and_an_update_takes_the_place(world: World, there: Neighbour) -> None:
    let_in(world, there)
    began = world.now
    there.publish("one", message("v-1", began))
    there.publish("two", message("v-2", began))
    look(world, there)
    there.publish("three", message("v-3", world.now, type="Cancel", references=reference("v-1", began)))
    there.publish("four", message("v-4", world.now, type="Update", references=reference("v-2", began)))

    assert [each.identifier for each in look(world, there)] == ["v-4"]


def test_nobody_takes_back_what_another_sender_said(world: World, there: Neighbour) -> None:
    let_in(world, there)
    began = world.now
    there.publish("one", message("v-1", began))
    look(world, there)
    foreign = reference("v-1", began, sender="somebody.example")
    there.publish("two", message("v-2", world.now, type="Cancel", references=foreign))

    assert "v-1" in {each.identifier for each in look(world, there)}


def test_a_statement_ends_by_itself(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.publish("one", message("v-1", world.now))
    assert look(world, there)

    assert partner_queries.standing(world.now + timedelta(hours=2)) == ()


def test_words_with_marks_of_a_person_are_not_shown(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.publish(
        "one", message("v-1", world.now, description="White van, plate 8ABC123. Call (213) 555-0142.")
    )

    [stated] = look(world, there)

    assert stated.words == ()
    assert stated.words_for("en") is None


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&x;</title></feed>'


@pytest.mark.parametrize(
    "body, why",
    [
        (BOMB, "has_a_dtd"), (OUTSIDE, "has_a_dtd"), (b"<rss/", "no_xml"), (b"<html/>", "no_index"),
        (BOMB.decode().encode("utf-16"), "no_xml"), (b"<feed>" * 100_000, "no_xml"),
    ],
)  # fmt: skip
def test_a_hostile_index_is_a_fault_that_backs_off(
    world: World, there: Neighbour, body: bytes, why: str
) -> None:
    partner_id = let_in(world, there)
    there.pages["/cap/index.xml"] = body

    look(world, there)

    row = Partner.objects.get(pk=partner_id)
    assert row.fault in {why, "has_a_dtd"}
    assert row.failures == 1
    assert row.next_at is not None
    assert row.next_at > world.now + timedelta(minutes=1)


def test_an_index_leads_to_no_other_host(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.index(
        "http://127.0.0.1:1/x.xml", "http://169.254.169.254/x", "file:///etc/passwd", "//elsewhere.example/x"
    )

    look(world, there)

    assert not PartnerDocument.objects.filter(is_index=False).exists()


def test_hosts_that_the_operator_did_not_list_are_not_asked(world: World, there: Neighbour) -> None:
    with override_settings(PARTNER_HOSTS=frozenset({"valley.example"})):
        partner_id = let_in(world, there)
        look(world, there)

    assert there.asked == []
    assert Partner.objects.get(pk=partner_id).fault == "host_not_listed"


def test_an_index_that_did_not_change_is_not_sent_again(world: World, there: Neighbour) -> None:
    let_in(world, there)
    look(world, there)
    look(world, there)

    assert there.asked[-1][1].get("If-None-Match") == there.etag


def test_an_index_that_was_refused_is_asked_for_whole_again(world: World, there: Neighbour) -> None:
    partner_id = let_in(world, there)
    good = there.pages["/cap/index.xml"]
    there.pages["/cap/index.xml"] = b"<html/>"
    look(world, there)
    there.pages["/cap/index.xml"] = good
    world.later(timedelta(minutes=10))

    row = Partner.objects.get(pk=partner_id)
    assert (row.failures, row.fault) == (0, "")


def test_a_message_that_does_not_come_is_asked_for_again_and_then_left(
    world: World, there: Neighbour
) -> None:
    let_in(world, there)
    there.put("one", lambda handler: handler.reply(503, b""))
    for _ in range(12):
        world.later(timedelta(hours=1))

    asked = [path for path, _ in there.asked if path == "/cap/one.xml"]
    assert len(asked) == 6
    assert PartnerDocument.objects.get(is_index=False).state == DocumentState.LOST


def test_the_web_process_and_the_worker_never_go_out(world: World, there: Neighbour) -> None:
    let_in(world, there)
    names = {"alerts.poll_partners", "alerts.fetch_document"}

    assert set(Job.objects.filter(name__in=names).values_list("queue", flat=True)) == {"gateway"}
    with pytest.raises(channels.NotTheGateway):
        without_keys(there)


def without_keys(there: Neighbour) -> None:
    """Fetch as a process that holds no keys."""
    from amparo.channels import keys

    held = list(keys._held)
    keys._held.clear()
    try:
        limits = channels.Limits(most_bytes=1000, timeout=timedelta(seconds=1), may_be_here=True)
        channels.fetch(there.address, known=channels.Known(), limits=limits)
    finally:
        keys._held[:] = held


def test_what_was_relayed_by_the_partner_is_shown_but_not_relayed_on(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.publish("one", message("v-1", world.now, parameter="AMPARO-RELAYS"))

    [stated] = look(world, there)

    assert not stated.may_be_relayed


@pytest.mark.parametrize(
    "polygon",
    ["", "1,2", "91,0 0,0 0,1 91,0", "a,b c,d", "nan,nan nan,nan nan,nan nan,nan", "0,0 0,90 60,90 0,0"],
)
def test_an_area_that_means_nothing_here_leads_to_nobody(
    world: World, there: Neighbour, polygon: str
) -> None:
    let_in(world, there)
    there.publish("one", message("v-1", world.now, polygon=polygon))

    [stated] = look(world, there)

    assert not stated.is_near
    assert not stated.may_be_relayed


def test_an_index_that_names_more_than_anybody_reads_is_refused_whole(world: World, there: Neighbour) -> None:
    partner_id = let_in(world, there)
    there.index(*(f"{there.origin}/cap/{number}.xml" for number in range(201)))

    look(world, there)

    assert Partner.objects.get(pk=partner_id).fault == "too_many_messages"
    assert not PartnerDocument.objects.filter(is_index=False).exists()


def test_the_same_host_written_otherwise_is_the_same_host(world: World) -> None:
    ours = "https://valley.example/cap/index.xml"

    assert index.is_beside("https://VALLEY.example/cap/1.xml", ours)
    assert not index.is_beside("https://valley.example.evil.example/1.xml", ours)
    assert not index.is_beside("https://user@valley.example/1.xml", ours)
    assert not index.is_beside("http://valley.example/1.xml", ours)
    assert not index.is_beside("https://valley.example:8443/1.xml", ours)
