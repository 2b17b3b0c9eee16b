"""Coming back with the six words."""

from datetime import timedelta
from uuid import uuid4

import pytest

from amparo.core import journal
from amparo.reports import api as reports
from amparo.reports.api import Answer, Fate, close_reports, record_fate
from amparo.reports.domain import limits
from amparo.reports.models import ReportAddition
from amparo.reports.services import attempts
from tests.reports.reporting import DRAFT, NOW, Neighbour, stored, submit

pytestmark = pytest.mark.django_db
NEVER_GIVEN_OUT = "abandon ability able about above absent"


def comes_back(neighbour: Neighbour, code: str, language: str = "en") -> None:
    neighbour.language = language
    neighbour.opens("/receipt/")
    neighbour.sends(path="/receipt/", code=code)


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate not in {Fate.RECEIVED, Fate.WITHDRAWN}])
def test_each_fate_is_said_in_words(neighbour: Neighbour, fate: Fate) -> None:
    submitted = submit()
    record_fate(report_ids=[submitted.report_id], fate=fate, now=NOW)

    comes_back(neighbour, submitted.receipt_code)

    assert f"badge--{fate.value}" in neighbour.text


def test_a_report_in_spanish_gives_spanish_words_that_work_in_any_writing(neighbour: Neighbour) -> None:
    submitted = submit(language="es-MX")
    shouted = "-".join(word[:5].upper() for word in submitted.receipt_code.split())

    comes_back(neighbour, shouted, language="es")

    assert "badge--received" in neighbour.text


def test_the_page_does_not_show_what_was_said(neighbour: Neighbour) -> None:
    submitted = submit()

    comes_back(neighbour, submitted.receipt_code)

    assert DRAFT.text not in neighbour.text
    assert DRAFT.place_text not in neighbour.text


def test_a_wrong_code_and_a_code_whose_time_is_over_answer_alike(neighbour: Neighbour) -> None:
    submitted = submit()
    close_reports(report_ids=[submitted.report_id], now=NOW - timedelta(days=3650))

    comes_back(neighbour, NEVER_GIVEN_OUT)
    wrong = (neighbour.page.status_code if neighbour.page else 0, neighbour.text.count("We have nothing"))
    comes_back(neighbour, submitted.receipt_code)
    over = (neighbour.page.status_code if neighbour.page else 0, neighbour.text.count("We have nothing"))

    assert wrong == over == (422, 1)


def test_a_report_closed_lately_still_answers(neighbour: Neighbour) -> None:
    submitted = submit()
    close_reports(report_ids=[submitted.report_id], now=NOW + timedelta(hours=1))

    comes_back(neighbour, submitted.receipt_code)

    assert "badge--received" in neighbour.text
    assert "What would you like to add?" not in neighbour.text


@pytest.mark.parametrize(
    "code,sentence",
    [
        ("", "Please write the six words"),
        ("abandon ability", "these are 2 words"),
        ("abandon ability able xylophonic above absent", "word number 4"),
        ("a " * 300, "too long for a receipt code"),
    ],
)
def test_a_mistyped_code_is_explained(neighbour: Neighbour, code: str, sentence: str) -> None:
    comes_back(neighbour, code)

    assert sentence in neighbour.text


def test_guessing_is_stopped_and_the_true_code_waits_too(neighbour: Neighbour) -> None:
    submitted = submit()
    for _attempt in range(attempts.MOST_FAILURES):
        comes_back(neighbour, NEVER_GIVEN_OUT)

    comes_back(neighbour, submitted.receipt_code)

    assert neighbour.page is not None
    assert neighbour.page.status_code == 429
    assert "Please wait ten minutes" in neighbour.text


def test_something_is_added_once_and_told(neighbour: Neighbour) -> None:
    submitted = submit()
    comes_back(neighbour, submitted.receipt_code)
    page = neighbour.page
    neighbour.sends(path="/receipt/add/", text="They have left. Call 213 555 0134.")
    neighbour.page = page
    neighbour.sends(path="/receipt/add/", text="They have left. Call 213 555 0134.")

    addition = ReportAddition.objects.get()
    assert addition.private_marks[0]["kind"] == "phone"
    assert "We have added it." in neighbour.text
    notice = journal.about(submitted.report_id)[-1]
    assert (notice.kind, notice.by, notice.at.minute) == ("report.added_to", "reporter", 0)


def test_danger_told_later_needs_no_words_and_rises(neighbour: Neighbour) -> None:
    submitted = submit()
    comes_back(neighbour, submitted.receipt_code)
    page = neighbour.page
    for _tap in range(2):
        neighbour.page = page
        neighbour.sends(path="/receipt/add/", text="", being_taken="on", child_alone="on")

    addition = ReportAddition.objects.get()
    assert (addition.being_taken, addition.child_alone, addition.someone_hurt) == (True, True, False)
    facts = reports.facts((submitted.report_id,))[0]
    assert (facts.being_taken, facts.child_alone, facts.someone_hurt) == (Answer.YES, True, False)


def test_the_same_words_with_another_danger_are_told_again(neighbour: Neighbour) -> None:
    comes_back(neighbour, submit().receipt_code)
    page = neighbour.page
    for told in ({}, {"someone_hurt": "on"}):
        neighbour.page = page
        neighbour.sends(path="/receipt/add/", text="They came back.", **told)

    assert [each.someone_hurt for each in ReportAddition.objects.all()] == [False, True]


@pytest.mark.parametrize(
    "text,sentence",
    [
        ("", "Please write what you want to add."),
        ("a" * 1001, "at most 1000 characters"),
        ("\n" * 99 + "a" + "\nb" * 40, "lines"),
    ],
)
def test_an_addition_that_can_not_be_taken_is_kept_on_the_page(
    neighbour: Neighbour, text: str, sentence: str
) -> None:
    comes_back(neighbour, submit().receipt_code)

    neighbour.sends(path="/receipt/add/", text=text)

    assert sentence in neighbour.text
    assert not ReportAddition.objects.exists()


def test_additions_have_an_end(neighbour: Neighbour) -> None:
    comes_back(neighbour, submit().receipt_code)
    page = neighbour.page
    for number in range(limits.ADDITIONS_MAX + 1):
        neighbour.page = page
        neighbour.sends(path="/receipt/add/", text=f"Addition {number}")

    assert "Please send a new report." in neighbour.text
    assert ReportAddition.objects.count() == limits.ADDITIONS_MAX


def test_withdrawing_asks_first_then_erases_and_tells(neighbour: Neighbour) -> None:
    submitted = submit()
    comes_back(neighbour, submitted.receipt_code)
    neighbour.sends(path="/receipt/add/", text="More")
    neighbour.sends(path="/receipt/withdraw/")
    assert stored(submitted.report_id).text == DRAFT.text

    page = neighbour.page
    neighbour.sends(path="/receipt/withdraw/", sure="yes")
    neighbour.page = page
    again = neighbour.sends(path="/receipt/withdraw/", sure="yes")

    report = stored(submitted.report_id)
    assert (report.text, report.place_text, report.fate) == ("", "", "withdrawn")
    assert report.received_at.minute == 0
    assert not ReportAddition.objects.exists()
    assert again.status_code == 200
    kinds = [notice.kind for notice in journal.about(submitted.report_id)]
    assert kinds == ["report.received", "report.added_to", "report.withdrawn"]


@pytest.mark.parametrize("path", ["/receipt/add/", "/receipt/withdraw/"])
@pytest.mark.parametrize("held", ["", "x", "A" * 100])
def test_without_the_code_there_is_no_way_in(neighbour: Neighbour, path: str, held: str) -> None:
    response = neighbour.client.post(path, {"held": held, "sure": "yes", "text": "Something"})

    assert (response.status_code, response.headers["Location"]) == (303, "/receipt/")


def test_a_sealed_page_of_the_report_form_opens_no_receipt(neighbour: Neighbour) -> None:
    page = neighbour.opens().content.decode()
    answers = page.split('name="answers" value="')[1].split('"')[0]

    response = neighbour.client.post("/receipt/withdraw/", {"held": answers, "sure": "yes"})

    assert response.status_code == 303


def test_the_code_is_in_no_address_and_no_column(neighbour: Neighbour) -> None:
    other, submitted = submit(), submit()
    comes_back(neighbour, other.receipt_code)
    said_to_everybody = neighbour.text.split("<main")[1]
    comes_back(neighbour, submitted.receipt_code)

    words = submitted.receipt_code.split()
    page = neighbour.text.split("<main")[1]
    assert not any(word in page for word in words if len(word) > 6 and word not in said_to_everybody)
    row = str(stored(submitted.report_id).__dict__)
    assert not any(f" {word} " in row for word in words)


def test_a_statement_is_linked(neighbour: Neighbour) -> None:
    submitted, statement = submit(), uuid4()
    record_fate(report_ids=[submitted.report_id], fate=Fate.UNFOUNDED, statement_id=statement, now=NOW)

    comes_back(neighbour, submitted.receipt_code)

    assert f"/alerts/{statement}/" in neighbour.text
