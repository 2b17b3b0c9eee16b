"""Asking a reporter back: by the way they came, once, and the answer is no new report."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from amparo.channels import api as channels
from amparo.channels.models import Delivery, Rendering
from amparo.core.models import JournalEntry
from amparo.core.places import cells
from amparo.core.places.cells import Precision
from amparo.network.api import NotAllowed
from amparo.reports import api
from amparo.reports.api import Activity, Canned, ReportDraft, Standing, TalkView, Wanted, Way
from amparo.reports.domain import asking
from amparo.reports.models import Conversation, Question, Report, ReportAddition
from amparo.reports.services import return_visit
from tests.personas import Persona, Personas
from tests.reports.reporting import DRAFT, NOW, PICO_UNION, stored, submit
from tests.reports.texting import Phone, a_gateway

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]

GOING_ON = Wanted(canned=Canned.GOING_ON)
EVERYTHING = "I see them knocking at a door at 7th and Alvarado, Westlake, right now"


@pytest.fixture(autouse=True)
def _gateway(personas: Personas, tmp_path: Path) -> Iterator[None]:
    with a_gateway(tmp_path):
        yield


@pytest.fixture
def phone() -> Phone:
    """Somebody who told a report by SMS, and answered what the machine asked."""
    phone = Phone()
    phone.writes(EVERYTHING)
    phone.writes("yes I saw it")
    phone.writes("no")
    phone.writes("4 agents, white van, vests say POLICE ICE")
    assert Report.objects.count() == 1
    return phone


def ask(report: Report, by: Persona, wanted: Wanted = GOING_ON, *, minutes: float = 0) -> api.Asked:
    return api.ask(report_id=report.pk, wanted=wanted, by=by.actor, now=NOW + timedelta(minutes=minutes))


def talk(report: Report, by: Persona) -> TalkView:
    return api.talks([report.pk], by=by.actor)[report.pk]


def test_a_question_goes_out_by_sms_and_its_answer_comes_back_to_the_same_report(
    phone: Phone, personas: Personas
) -> None:
    report = Report.objects.get()

    ask(report, personas.dispatcher)
    (sms,) = phone.waits(timedelta(seconds=10))
    waiting = talk(report, personas.dispatcher)
    phone.writes("yes still here, at Alvarado")
    (question,) = talk(report, personas.dispatcher).questions

    assert sms == "About your report: is it still going on? Answer only if it is safe for you."
    assert waiting.way is Way.MESSAGE
    assert waiting.questions[0].standing is Standing.SENT
    assert question.standing is Standing.ANSWERED
    assert question.answer is not None
    assert question.answer.text == "yes still here, at Alvarado"
    assert Report.objects.count() == 1


@pytest.mark.parametrize("answer", ["no", "I don't know", "ok", "1", "gracias"])
def test_a_short_answer_is_an_answer(phone: Phone, personas: Personas, answer: str) -> None:
    report = Report.objects.get()
    ask(report, personas.dispatcher)
    phone.waits(timedelta(seconds=10))

    phone.writes(answer)

    (question,) = talk(report, personas.dispatcher).questions
    assert question.answer is not None
    assert question.answer.text == answer


def test_an_answer_hours_later_about_another_corner_begins_no_new_report(
    phone: Phone, personas: Personas
) -> None:
    report = Report.objects.get()
    phone.waits(timedelta(hours=3))
    ask(report, personas.dispatcher, minutes=180)
    phone.waits(timedelta(seconds=10))

    replies = phone.writes("they are stopping cars at Broadway and 5th, Downtown")

    assert replies == ["Added to your report. Thank you. Write again if something changes."]
    assert Report.objects.count() == 1
    assert talk(report, personas.dispatcher).questions[0].standing is Standing.ANSWERED


def test_two_questions_are_answered_in_turn_also_in_the_same_words(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()
    ask(report, personas.dispatcher, Wanted(canned=Canned.HURT))
    ask(report, personas.dispatcher, Wanted(canned=Canned.SHARE))
    phone.waits(timedelta(seconds=10))

    phone.writes("no")
    phone.writes("no")

    answers = [each.answer.text for each in talk(report, personas.verifier).questions if each.answer]
    assert answers == ["no", "no"]


def test_where_two_questions_wait_an_answer_by_message_may_be_to_either(
    phone: Phone, personas: Personas
) -> None:
    report = Report.objects.get()
    ask(report, personas.dispatcher, Wanted(canned=Canned.HURT))
    ask(report, personas.dispatcher, Wanted(canned=Canned.IN_SIGHT), minutes=20)
    phone.waits(timedelta(minutes=21))

    phone.writes("yes")
    hurt, in_sight = talk(report, personas.verifier).questions
    assert (hurt.is_unsure, in_sight.is_unsure) == (True, False)

    phone.writes("no")
    assert [each.is_unsure for each in talk(report, personas.verifier).questions] == [True, True]


def test_an_answer_to_the_one_question_that_waits_is_sure(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()
    ask(report, personas.dispatcher, Wanted(canned=Canned.HURT))
    phone.waits(timedelta(minutes=5))
    phone.writes("no")
    ask(report, personas.dispatcher, Wanted(canned=Canned.IN_SIGHT), minutes=20)
    phone.waits(timedelta(minutes=16))
    phone.writes("yes")

    assert [each.is_unsure for each in talk(report, personas.verifier).questions] == [False, False]


def test_who_answers_on_the_page_of_the_receipt_chose_the_question(personas: Personas) -> None:
    report_id = api.submit_report(
        draft=DRAFT, token="invented-token-of-two-questions", channel="web", language="en", now=NOW
    ).report_id
    report = Report.objects.get(pk=report_id)
    ask(report, personas.dispatcher, Wanted(canned=Canned.HURT))
    second = ask(report, personas.dispatcher, Wanted(canned=Canned.IN_SIGHT))

    return_visit.add_to_report(report_id=report_id, text="yes", now=NOW, question_id=second.question_id)

    assert [each.is_unsure for each in talk(report, personas.verifier).questions] == [False, False]


def test_a_question_in_spanish_to_who_speaks_spanish(personas: Personas) -> None:
    phone = Phone(number="+12135550188")
    phone.writes("Hay migra tocando puertas en la 7 y Alvarado, Westlake, ahora, yo lo vi")
    phone.waits(timedelta(minutes=5))

    ask(Report.objects.get(), personas.dispatcher)

    assert phone.waits(timedelta(seconds=10))[-1].startswith("Sobre su reporte: ¿sigue pasando?")


def test_own_words_go_out_and_stand_in_no_rendering(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()

    ask(report, personas.dispatcher, Wanted(words="Which side of the park?", language="en"))

    assert phone.waits(timedelta(seconds=10)) == ["About your report: Which side of the park?"]
    assert not Rendering.objects.filter(body__contains="side of the park").exists()
    assert not any("park" in str(values) for values in Delivery.objects.values_list("values", flat=True))
    assert not any(
        "park" in str(payload) for payload in JournalEntry.objects.values_list("payload", flat=True)
    )


@pytest.mark.parametrize(
    "words, error",
    [
        ("", api.QuestionEmpty),
        ("  \u200b ", api.QuestionEmpty),
        ("call 213-555-0142", api.QuestionHoldsPrivate),
        ("is that Maria Gonzalez?", api.QuestionHoldsPrivate),
        ("can you follow the van?", api.QuestionHoldsPrivate),
        ("write to someone@example.org", api.QuestionHoldsPrivate),
    ],
)
def test_words_that_lead_to_a_person_or_do_harm_are_refused(
    phone: Phone, personas: Personas, words: str, error: type[Exception]
) -> None:
    report = Report.objects.get()

    with pytest.raises(error):
        ask(report, personas.dispatcher, Wanted(words=words, language="en"))

    assert not Question.objects.exists()


def test_words_in_a_language_that_has_no_sentence_around_them_are_refused(
    phone: Phone, personas: Personas
) -> None:
    with pytest.raises(api.LanguageNotSpoken):
        ask(Report.objects.get(), personas.dispatcher, Wanted(words="Ki bò?", language="ht"))


def test_asking_twice_is_asking_once_and_the_second_person_is_told(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()

    first = ask(report, personas.dispatcher)
    again = ask(report, personas.dispatcher)

    assert (again.question_id, again.is_new) == (first.question_id, False)
    with pytest.raises(api.AlreadyAsked) as told:
        ask(report, personas.verifier)
    assert told.value.fields["name"] == personas.dispatcher.name
    assert len(phone.waits(timedelta(seconds=10))) == 1


def test_the_database_holds_no_question_twice_while_it_waits(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()
    ask(report, personas.dispatcher)
    row = Question.objects.get()
    row.pk, row.number = report.pk, 2

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_nobody_is_asked_more_than_they_can_answer(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()
    for canned in list(Canned)[: asking.MOST_OPEN]:
        ask(report, personas.dispatcher, Wanted(canned=canned))

    assert not talk(report, personas.dispatcher).may_ask
    with pytest.raises(api.TooManyQuestions):
        ask(report, personas.dispatcher, Wanted(canned=Canned.SHARE))


def test_who_wrote_stop_is_not_asked(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()
    phone.writes("STOP")

    assert talk(report, personas.dispatcher).way is Way.SILENT
    with pytest.raises(api.CannotBeAsked) as why:
        ask(report, personas.dispatcher)
    assert why.value.fields["way"] is Way.SILENT


def test_who_is_telling_something_new_is_not_asked_about_the_old(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()
    phone.writes("NEW")

    with pytest.raises(api.CannotBeAsked) as why:
        ask(report, personas.dispatcher)
    assert why.value.fields["way"] is Way.TELLING_ELSE


def test_who_left_a_number_with_an_operator_answers_into_that_report(personas: Personas) -> None:
    draft = ReportDraft(
        activity=Activity.AT_A_DOOR,
        cell=cells.cell_at(PICO_UNION, Precision.EXACT),
        seen_at=NOW,
        first_hand=True,
        correspondent_id=channels.register_correspondent(
            kind=channels.ChannelKind.SMS, address="+12135550177", language="en", now=NOW
        ),
    )
    submitted = api.submit_report(
        draft=draft, token=api.new_token(), channel="member", language="en", now=NOW, by="member:somebody"
    )
    report = stored(submitted.report_id)
    caller = Phone(number="+12135550177")
    ask(report, personas.dispatcher)
    caller.waits(timedelta(seconds=10))

    replies = caller.writes("no they left")

    assert Report.objects.count() == 1
    assert ReportAddition.objects.get().text == "no they left"
    assert replies[-1].startswith("Added to your report.")
    assert "phone company can read SMS" in replies[0]
    caller.writes("STOP")
    assert talk(report, personas.dispatcher).way is Way.SILENT


def test_a_receipt_s_holder_is_asked_on_the_page_and_nothing_is_sent(personas: Personas) -> None:
    report = stored(submit(DRAFT).report_id)

    asked = ask(report, personas.dispatcher)

    (question,) = talk(report, personas.dispatcher).questions
    assert (question.standing, talk(report, personas.dispatcher).way) == (Standing.ON_THE_PAGE, Way.RECEIPT)
    assert not Delivery.objects.exists()
    return_visit.add_to_report(report_id=report.pk, text="it is over", now=NOW, question_id=asked.question_id)
    return_visit.add_to_report(report_id=report.pk, text="it is over", now=NOW, question_id=asked.question_id)
    assert ReportAddition.objects.count() == 1
    assert talk(report, personas.dispatcher).questions[0].answer_number == 1


def test_the_answer_to_another_report_s_question_is_only_an_addition(personas: Personas) -> None:
    mine, other = stored(submit(DRAFT).report_id), stored(submit(DRAFT).report_id)
    asked = ask(other, personas.dispatcher)

    return_visit.add_to_report(report_id=mine.pk, text="over", now=NOW, question_id=asked.question_id)

    assert talk(other, personas.dispatcher).questions[0].standing is Standing.ON_THE_PAGE


@pytest.mark.parametrize("role", ["hotline_operator", "observer", "coordinator", "editor", "keyholder"])
def test_only_who_triages_asks(personas: Personas, role: str) -> None:
    report = stored(submit(DRAFT).report_id)

    with pytest.raises(NotAllowed):
        ask(report, getattr(personas, role))


def test_questions_go_when_the_report_closes_or_is_taken_back(personas: Personas) -> None:
    closed, withdrawn = stored(submit(DRAFT).report_id), stored(submit(DRAFT).report_id)
    for report in (closed, withdrawn):
        asked = ask(report, personas.dispatcher)
        return_visit.add_to_report(report_id=report.pk, text="yes", now=NOW, question_id=asked.question_id)
    ask(closed, personas.dispatcher)

    api.close_reports(report_ids=[closed.pk], now=NOW)
    return_visit.withdraw_report(report_id=withdrawn.pk, now=NOW)

    assert not Question.objects.exists()
    for report in (closed, withdrawn):
        with pytest.raises(api.ReportIsClosed):
            ask(report, personas.dispatcher)


def test_reading_what_was_asked_costs_the_same_for_many(
    personas: Personas, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    reports = [stored(submit(DRAFT).report_id) for _ in range(3)]
    for report in reports:
        ask(report, personas.dispatcher)
    actor = personas.dispatcher.actor

    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's own fixture
        api.talks([report.pk for report in reports], by=actor)


def test_the_conversation_keeps_no_address(phone: Phone, personas: Personas) -> None:
    report = Report.objects.get()
    ask(report, personas.dispatcher)
    phone.waits(timedelta(seconds=10))

    held = str(list(Question.objects.values())) + str(list(Conversation.objects.values()))

    assert "2135550123" not in held
