"""Who holds a receipt reads there what the network asks, and answers there; once, and nothing else is told."""

import pytest

from amparo.core import clock, jobs
from amparo.network.api import Actor
from amparo.reports import api
from amparo.reports.api import Canned, Wanted
from amparo.reports.models import Question, Report, ReportAddition
from amparo.reports.services import return_visit
from tests.personas import Personas
from tests.reports.reporting import Neighbour

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]


@pytest.fixture
def holder(personas: Personas, neighbour: Neighbour) -> Neighbour:
    """Somebody who sent a report and kept its six words."""
    neighbour.comes_to_the_last_page()
    neighbour.sends("send")
    neighbour.code_kept = neighbour.code  # type: ignore[attr-defined]  # the test's own note
    return neighbour


def look(holder: Neighbour, *, language: str = "en") -> str:
    holder.language = language
    holder.opens("/receipt/")
    holder.sends(path="/receipt/", code=holder.code_kept)  # type: ignore[attr-defined]  # as above
    return holder.text


def ask(by: Actor, wanted: Wanted) -> Question:
    asked = api.ask(report_id=Report.objects.get().pk, wanted=wanted, by=by, now=clock.now())
    return Question.objects.get(pk=asked.question_id)


def answer(holder: Neighbour, question: Question, text: str) -> int:
    page = holder.sends(path="/receipt/add/", question=str(question.pk), text=text)
    return page.status_code


def test_a_question_stands_on_the_receipt_s_page_in_the_reader_s_language(
    holder: Neighbour, personas: Personas
) -> None:
    ask(personas.dispatcher.actor, Wanted(canned=Canned.VESTS))

    english, spanish = look(holder), look(holder, language="es")

    assert "what do their vests or jackets say?" in english
    assert "¿qué dicen sus chalecos o chaquetas?" in spanish
    assert 'lang="es"' in spanish


def test_own_words_carry_their_language(holder: Neighbour, personas: Personas) -> None:
    ask(personas.dispatcher.actor, Wanted(words="¿De qué lado del parque?", language="es"))

    shown = look(holder)

    assert '<blockquote lang="es" dir="ltr">¿De qué lado del parque?</blockquote>' in shown


def test_an_answer_belongs_to_its_question_and_the_question_goes(
    holder: Neighbour, personas: Personas
) -> None:
    hurt = ask(personas.dispatcher.actor, Wanted(canned=Canned.HURT))
    vests = ask(personas.verifier.actor, Wanted(canned=Canned.VESTS))
    look(holder)

    status = answer(holder, vests, "they say HSI")

    (addition,) = ReportAddition.objects.all()
    vests.refresh_from_db()
    hurt.refresh_from_db()
    assert (status, vests.answer_id, hurt.answer_id) == (200, addition.pk, None)
    assert "Thank you. We have your answer." in holder.text
    assert "vests" not in holder.text
    assert Report.objects.count() == 1


def test_an_answer_sent_twice_is_one(holder: Neighbour, personas: Personas) -> None:
    question = ask(personas.dispatcher.actor, Wanted(canned=Canned.HURT))
    look(holder)

    for _ in range(2):
        answer(holder, question, "no")

    assert ReportAddition.objects.count() == 1


@pytest.mark.parametrize(
    "text, sentence", [("", "Please write what you want to add."), ("x" * 1001, "at most 1000 characters")]
)
def test_an_answer_that_can_t_be_taken_stays_at_its_question(
    holder: Neighbour, personas: Personas, text: str, sentence: str
) -> None:
    question = ask(personas.dispatcher.actor, Wanted(canned=Canned.HURT))
    look(holder)

    status = answer(holder, question, text)

    assert status == 422
    assert sentence in holder.text
    assert text in holder.text
    assert not ReportAddition.objects.exists()


@pytest.mark.parametrize("question", ["", "nonsense", "5d84ac34-c733-4787-8be8-34cb65ba7bf5"])
def test_an_answer_to_no_question_of_theirs_is_an_addition(holder: Neighbour, question: str) -> None:
    look(holder)

    page = holder.sends(path="/receipt/add/", question=question, text="they left")

    assert page.status_code == 200
    assert ReportAddition.objects.get().text == "they left"


def test_without_the_receipt_nobody_answers(personas: Personas, holder: Neighbour) -> None:
    question = ask(personas.dispatcher.actor, Wanted(canned=Canned.HURT))

    stranger = Neighbour()
    page = stranger.sends(path="/receipt/add/", question=str(question.pk), text="no", held="guessed")

    assert page.status_code == 303
    assert not ReportAddition.objects.exists()


def test_when_the_report_is_closed_or_taken_back_nothing_is_asked(
    holder: Neighbour, personas: Personas
) -> None:
    question = ask(personas.dispatcher.actor, Wanted(canned=Canned.HURT))
    look(holder)
    return_visit.withdraw_report(report_id=Report.objects.get().pk, now=clock.now())
    jobs.run_all(now=clock.now())

    status = answer(holder, question, "no")

    assert status == 422
    assert "This report is closed." in holder.text
    assert "anybody hurt" not in look(holder)
