"""A call typed in by an operator: one page in the order of the script, nobody's name, and six words to read aloud."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from amparo.channels import api as channels
from amparo.channels.models import Correspondent
from amparo.core import jobs
from amparo.core.models import JournalEntry
from amparo.network.api import NotAllowed
from amparo.reports import api
from amparo.reports.models import Report
from amparo.reports.services.calls import Call, NumberNotTaken, take_call
from tests.personas import Personas
from tests.reports.reporting import BY_PHONE, DRAFT, NOW, body
from tests.reports.texting import a_gateway

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]

CALLS = "/calls/new/"
TOLD = BY_PHONE | {"markings": "POLICE ICE", "how_many": "4"}
TOKEN = "invented-token-of-a-call"


@pytest.fixture
def operator(personas: Personas) -> Client:
    """Who takes calls."""
    return personas.hotline_operator.client


@pytest.fixture
def texting(personas: Personas, tmp_path: Path) -> Iterator[None]:
    """SMS switched on."""
    with a_gateway(tmp_path):
        yield


def send(client: Client, **fields: str) -> tuple[int, str]:
    answer = client.post(CALLS, {"token": TOKEN, **TOLD, **fields})
    return answer.status_code, body(answer)


def words_of(page: str) -> list[str]:
    return re.findall(r"<li><strong>(\w+)</strong></li>", page)


def test_the_page_follows_the_script_in_both_languages(operator: Client) -> None:
    page = body(operator.get(CALLS))

    said = (
        "Are you safe? Can you talk now?",
        "Is it happening now, or is it over?",
        "Where exactly is it?",
        "What do their vests or vehicles say?",
        "What are they doing?",
        "You do not have to open the door.",
        "I am not a lawyer.",
        "you may take a photo",
        "Would you like witnesses",
        "Is anyone being taken?",
        "May we pass on what you saw",
        "People from the network look at this now",
    )
    assert [page.index(sentence) for sentence in said] == sorted(page.index(sentence) for sentence in said)
    assert "¿Está en un lugar seguro?" in page
    assert "They are told information, not legal advice." in page
    assert "safe to open" not in page


def test_nobody_s_name_is_asked(operator: Client) -> None:
    page = body(operator.get(CALLS))

    names = set(re.findall(r'name="(\w+)"', page))
    assert not {name for name in names if "name" in name or "birth" in name or "status" in name}


def test_a_call_becomes_a_report_typed_in_by_a_member(operator: Client, personas: Personas) -> None:
    status, page = send(operator, being_taken="yes", child_alone="on", witnesses="yes", share="no", safe="no")

    report = Report.objects.get()
    assert status == 200
    assert len(words_of(page)) == 6
    assert (report.channel, report.language, report.activity, report.agency) == (
        "member",
        "es",
        "at_a_door",
        "ice",
    )
    assert (report.being_taken, report.child_alone, report.how_many) == ("yes", True, 4)
    assert report.text.splitlines() == [
        "The caller said that they are not safe.",
        "The caller would like witnesses to come.",
        "The caller does not want what they saw to be passed on.",
        "they knock and call names through the door",
    ]
    entry = JournalEntry.objects.get(kind="report.received")
    assert entry.by == personas.hotline_operator.actor.ref
    assert (entry.at.minute, entry.at.second) == (0, 0)


def test_the_six_words_are_the_caller_s_receipt(operator: Client) -> None:
    _status, page = send(operator)
    jobs.run_all(now=NOW)

    answer = Client().post(reverse("reports:receipt"), {"code": " ".join(words_of(page))})

    assert "We have your report" in body(answer)


def test_sent_twice_a_call_is_one_report_with_the_same_words(operator: Client) -> None:
    _status, first = send(operator)
    _status, again = send(operator, text="something else")

    assert words_of(first) == words_of(again)
    assert "It came to us before" in again
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"activity": ""}, "Please choose what comes closest."),
        ({"activity": "flying"}, "Please choose what comes closest."),
        ({"seen": ""}, "Please say when it was seen."),
        ({"seen": "other", "seen_at": "never"}, "We could not read this time."),
        ({"place_text": "", "area": ""}, "Please tell us where"),
        ({"area": "Atlantis"}, "don't know this neighborhood"),
        ({"lat": "north", "lon": "west"}, "We could not read the point."),
        ({"lat": "18.54", "lon": "-72.33"}, "outside the region"),
        ({"how_many": "0"}, "greater than or equal to 1"),
        ({"text": "x" * 2001}, "at most 2000 characters"),
        ({"language": "klingon"}, "Select a valid choice"),
        ({"safe": "maybe"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    operator: Client, fields: dict[str, str], sentence: str
) -> None:
    status, page = send(operator, **fields)

    assert status == 422
    assert sentence in page
    assert f'value="{TOKEN}"' in page
    for name in ("markings", "place_text", "text"):
        assert fields.get(name, TOLD[name]) in page
    assert not Report.objects.exists()


def test_a_token_that_is_none_is_replaced_and_what_was_typed_stays(operator: Client) -> None:
    status, page = send(operator, token="short")

    token = re.search(r'name="token" value="([^"]+)"', page)
    assert status == 422
    assert TOLD["text"] in page
    assert token is not None
    assert send(operator, token=token[1])[0] == 200


def test_what_leads_to_a_person_is_asked_about_once(operator: Client) -> None:
    said = "Maria Gonzalez told me, her number is 213-555-0142"

    status, page = send(operator, text=said)
    insisted, _page = send(operator, text=said, no_person="on")

    assert (status, insisted) == (422, 200)
    assert "This looks like it leads to a person." in page
    assert said in page
    assert 'name="no_person"' in page


def test_a_number_goes_to_the_seal_and_is_never_shown_again(operator: Client, texting: None) -> None:
    status, page = send(operator, text_back="yes", number="(213) 555-0177")

    report = Report.objects.get()
    assert report.correspondent_id is not None
    correspondent = Correspondent.objects.get(pk=report.correspondent_id)
    rows = str(list(Report.objects.values())) + str(list(JournalEntry.objects.values()))
    assert status == 200
    assert correspondent.kind == "sms"
    assert "5550177" not in page.replace("-", "") + rows
    assert correspondent.sealed_address is not None


def test_a_number_sent_twice_is_kept_once(operator: Client, texting: None) -> None:
    for _ in range(2):
        send(operator, text_back="yes", number="(213) 555-0177")

    assert Correspondent.objects.count() == 1


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"text_back": "no", "number": "213-555-0177"}, "Ask first"),
        ({"text_back": "", "number": "213-555-0177"}, "Ask first"),
        ({"text_back": "yes", "number": ""}, "Write the number, or answer no above."),
        ({"text_back": "yes", "number": "soon"}, "This is not a telephone number."),
        ({"text_back": "yes", "number": "1" * 60}, "at most 40 characters"),
    ],
)
def test_no_number_without_a_yes_and_no_yes_without_a_number(
    operator: Client, texting: None, fields: dict[str, str], sentence: str
) -> None:
    status, page = send(operator, **fields)

    assert (status, sentence in page) == (422, True)
    assert not Correspondent.objects.exists()
    assert not Report.objects.exists()


def test_while_text_messages_are_off_no_number_is_asked_or_kept(operator: Client, personas: Personas) -> None:
    page = body(operator.get(CALLS))

    assert 'name="number"' not in page
    assert "Text messages are off: write no number down." in page
    with pytest.raises(NumberNotTaken):
        take_call(
            draft=DRAFT,
            call=Call(language="en", number="+12135550177"),
            token=TOKEN,
            by=personas.hotline_operator.actor,
            now=NOW,
        )
    assert not channels.is_switched_on(channels.ChannelKind.SMS)


def test_what_was_typed_survives_back(operator: Client) -> None:
    assert operator.get(CALLS)["Cache-Control"] == "private, no-cache"


def test_only_who_types_in_reports_takes_calls(personas: Personas) -> None:
    for who in (personas.coordinator, personas.editor, personas.keyholder, personas.legal):
        assert who.client.get(CALLS).status_code == 403
        assert who.client.post(CALLS, TOLD).status_code == 403
    for who in (personas.hotline_operator, personas.dispatcher, personas.verifier, personas.observer):
        assert who.client.get(CALLS).status_code == 200
    assert personas.outsider.client.get(CALLS).status_code == 302
    with pytest.raises(NotAllowed):
        take_call(draft=DRAFT, call=Call(language="en"), token=TOKEN, by=personas.coordinator.actor, now=NOW)


def test_the_page_offers_the_neighborhoods_that_may_be_meant(operator: Client) -> None:
    status, page = send(operator, area="Los")

    assert status == 422
    assert 'name="area_slug"' in page


def test_a_place_that_nobody_knows_is_taken(operator: Client) -> None:
    status, _page = send(operator, area="", area_slug="unknown")

    assert status == 200
    assert not Report.objects.get().place_is_known


def test_a_call_is_read_by_who_checks(operator: Client, personas: Personas) -> None:
    send(operator)

    (view,) = api.for_triage([Report.objects.get().pk], by=personas.dispatcher.actor)

    assert view.text == TOLD["text"]


def test_the_callers_languages_are_named_in_the_language_of_the_page(operator: Client) -> None:
    page = operator.get("/calls/new/", headers={"accept-language": "es"}).content.decode()

    assert "coreano · 한국어" in page
    assert "Korean" not in page
    assert ">español<" in page
