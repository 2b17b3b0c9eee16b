"""A report by SMS, from the first word to what became of it; and what must not go wrong on the way."""

import os
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from amparo.channels import api as channels
from amparo.channels import keys
from amparo.channels.models import Correspondent, Delivery, InboundMessage, RecordedMessage, Thread
from amparo.channels.services import housekeeping, inbound
from amparo.core import jobs
from amparo.core.models import Job
from amparo.core.places.gazetteer import gazetteer
from amparo.reports import api as reports
from amparo.reports.domain import conversation, limits
from amparo.reports.domain.kinds import Fate
from amparo.reports.models import Conversation, Report, ReportAddition
from amparo.reports.services import converse, return_visit
from tests.reports.reporting import DRAFT, NOW
from tests.reports.texting import NUMBER, Phone, a_gateway

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

EVERYTHING = "I see them knocking at a door at 7th and Alvarado, Westlake, right now"


@pytest.fixture(autouse=True)
def _gateway(network: None, tmp_path: Path) -> Iterator[None]:
    with a_gateway(tmp_path):
        yield


@pytest.fixture
def phone() -> Phone:
    """Somebody with a telephone."""
    return Phone()


def every_word() -> str:
    """Return all texts of reports and additions."""
    texts = [
        *Report.objects.values_list("text", flat=True),
        *ReportAddition.objects.values_list("text", flat=True),
    ]
    return "\n".join(texts)


def stored() -> str:
    """Return every row that may hold something of a person, as text."""
    models = (Report, ReportAddition, Conversation, InboundMessage, Correspondent, Delivery, RecordedMessage)
    return "\n".join(str(row) for model in models for row in model.objects.values())


def test_five_messages_in_spanish_become_a_report_and_its_sender_learns_what_became_of_it(
    phone: Phone,
) -> None:
    assert phone.writes("Hola")[1].startswith("¿Qué ve?")
    assert phone.writes("Hay migra tocando puertas")[0].startswith("¿En qué lugar?")
    assert phone.writes("7 y Alvarado, Westlake")[0].startswith("¿A qué hora")
    assert phone.writes("hace 10 minutos")[0].startswith("¿Lo vio usted?")
    receipt, danger = phone.writes("1")
    assert re.search(r"6 palabras: (\w+ ){5}\w+\. Verlo: http", receipt)
    assert danger.startswith("¿Hay alguien en peligro?")

    report = Report.objects.get()
    assert (report.channel, report.language, report.activity) == ("sms", "es", "at_a_door")
    assert (report.place_text, report.first_hand) == ("7 y Alvarado, Westlake", True)
    assert "Visto o contado: 1 (lo vio)" in report.text

    assert phone.writes("no") == [
        "Gracias. ¿Cuántos son? ¿Qué dicen sus chalecos? ¿Qué vehículos hay? Escriba lo que vio, o LISTO"
    ]
    assert phone.writes("6 agentes, camioneta blanca")[0].startswith("Lo agregamos")
    assert phone.writes("gracias") == []
    assert list(report.additions.values_list("text", flat=True)) == [
        "En peligro: no",
        "Detalles: 6 agentes, camioneta blanca",
    ]

    reports.record_fate(report_ids=[report.pk], fate=Fate.CONFIRMED, now=phone.now)
    assert phone.waits(timedelta(minutes=1)) == [
        "Sobre su reporte: lo comprobamos y era cierto. Gracias por avisar."
    ]
    reports.close_reports(report_ids=[report.pk], now=phone.now)
    assert (Thread.objects.count(), Correspondent.objects.count(), Conversation.objects.count()) == (0, 0, 0)


def test_the_receipt_that_was_sent_opens_the_report(phone: Phone) -> None:
    from amparo.reports.queries.reports import find_receipt

    _, receipt, _ = phone.writes(EVERYTHING)
    words = receipt.split("six words: ")[1].split(".")[0]

    assert find_receipt(words, now=phone.now).report_id == Report.objects.get().pk
    assert words not in stored().replace(receipt, "")


def test_no_number_and_no_word_is_left_lying_about(phone: Phone) -> None:
    phone.writes("Hay migra tocando puertas")
    assert phone.writes("borrar") == ["Borramos lo que usted nos dijo."]

    phone.waits(timedelta(minutes=1))

    assert NUMBER not in stored()
    assert "tocando" not in stored()
    assert (Thread.objects.count(), Correspondent.objects.count(), Conversation.objects.count()) == (0, 0, 0)


def test_a_report_that_was_handed_in_can_be_taken_back(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    phone.writes("6 agents")
    phone.writes("CANCEL REPORT")

    report = Report.objects.get()
    assert (report.fate, report.text, report.correspondent_id) == (Fate.WITHDRAWN, "", None)
    assert not ReportAddition.objects.exists()
    assert phone.writes("hello")[-1].startswith("What do you see?")


def test_a_message_handed_over_twice_is_one(phone: Phone) -> None:
    phone.writes("they are knocking, Westlake", event="the-same")
    answers = phone.writes("they are knocking, Westlake", event="the-same")

    assert answers == []
    assert InboundMessage.objects.count() == 1


def test_nothing_is_kept_of_an_empty_message(phone: Phone) -> None:
    assert phone.writes(" \n\t ") == []
    assert not InboundMessage.objects.exists()


def test_who_goes_quiet_is_handed_in_once(phone: Phone) -> None:
    phone.writes("they are stopping cars in Westlake")
    assert not Report.objects.exists()

    assert phone.waits(conversation.QUIET)[0].startswith("We have your report.")
    assert phone.waits(timedelta(hours=1)) == []
    report = Report.objects.get()
    assert report.activity == "traffic_stop"
    assert abs(report.seen_at - NOW) < timedelta(minutes=6)


def test_messages_are_taken_in_the_order_of_their_coming_whichever_job_is_first(phone: Phone) -> None:
    for text in ("they are knocking", "in Westlake", "and a white van waits"):
        phone.puts_in(text)
    jobs.run_all(now=phone.now, queues=("gateway",))
    last = InboundMessage.objects.order_by("-arrival")[0]

    assert converse.take(inbound_id=last.pk, now=phone.now)
    assert jobs.run_all(now=phone.now).failed == []
    phone.waits(conversation.QUIET)

    text = Report.objects.get().text
    assert text.index("knocking") < text.index("in Westlake") < text.index("white van")
    assert Conversation.objects.count() == 1


def test_who_dies_between_taking_and_answering_has_done_nothing(phone: Phone) -> None:
    phone.puts_in(EVERYTHING)
    jobs.run_all(now=phone.now, queues=("gateway",))
    inbound = InboundMessage.objects.get()
    with transaction.atomic():
        converse.take(inbound_id=inbound.pk, now=phone.now)
        assert Report.objects.exists()
        transaction.set_rollback(True)  # as the database does when the process is gone
    assert not Report.objects.exists()

    phone.waits(timedelta(seconds=30))
    assert not converse.take(inbound_id=inbound.pk, now=phone.now)
    assert Report.objects.count() == 1
    assert RecordedMessage.objects.filter(body__contains="six words").count() == 1


@pytest.mark.parametrize(
    "text", ["警察在门口抓人", "полиция забирает людей", "الشرطة تأخذ الناس", "ICE 👮‍♂️🚐", "policía ﷽ 𝕀ℂ𝔼"]
)
def test_any_script_is_kept_and_answered_in_both_languages_where_it_is_neither(
    phone: Phone, text: str
) -> None:
    answers = phone.writes(text)
    phone.waits(conversation.QUIET)

    assert text.strip() in every_word()
    if not text.isascii() and "ICE" not in text and "policía" not in text:
        assert "What do you see?" in answers[1]
        assert "¿Qué ve?" in answers[1]


def test_ten_thousand_letters_are_all_kept(phone: Phone) -> None:
    first, second = ("".join(f"{word}{number}," for number in range(1_300)) for word in "xy")
    phone.writes("they are knocking " + first)
    phone.writes(second[:10_000])
    phone.waits(conversation.QUIET)

    kept = "".join(every_word().split())
    assert first in kept
    assert second[:10_000] in kept
    assert Report.objects.count() == 1


def test_what_a_full_report_cannot_hold_is_said_to_be_lost(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    told = [
        answer
        for word in "abcdefgh"
        for answer in phone.writes("".join(f"{word}{number}," for number in range(700)))
    ]

    assert (
        told[-1] == "Your report is full. What you wrote last was not kept. Write NEW to tell something new."
    )
    assert ReportAddition.objects.count() == limits.ADDITIONS_MAX
    assert "What do you see?" in phone.writes("NEW")[0]


def test_a_flood_from_one_number_is_one_conversation_with_few_answers(phone: Phone) -> None:
    for number in range(int(os.environ.get("AMPARO_TEST_FLOOD", "300"))):
        phone.puts_in(f"car {number % 200} stops at our corner" if number else EVERYTHING)
    # The jobs of all of them would do the same, each after the other, and find it done.
    last = InboundMessage.objects.order_by("-arrival")[0]
    inbound.sort(last.pk, keyring=keys.held(), now=phone.now)
    converse.take(inbound_id=last.pk, now=phone.now)
    Job.objects.filter(name__in=["channels.sort_inbound", "reports.take_inbound"]).delete()
    phone.waits(conversation.QUIET)

    assert Report.objects.count() == Conversation.objects.count() == 1
    assert RecordedMessage.objects.count() <= converse.MOST_REPLIES_AN_HOUR
    assert all(f"car {number} stops" in every_word() for number in range(1, 200))
    assert ReportAddition.objects.count() <= limits.ADDITIONS_MAX


def test_answers_to_one_person_are_bounded(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    for number in range(30):
        phone.writes(f"one more thing: {number}")

    assert RecordedMessage.objects.count() <= converse.MOST_REPLIES_AN_HOUR
    phone.waits(timedelta(hours=2))
    assert phone.writes("and this is news") != []


def test_two_people_are_two_conversations() -> None:
    one, other = Phone(), Phone(number="+12135550199")
    one.writes("they are knocking")
    other.writes("they are stopping cars")

    assert Thread.objects.count() == Conversation.objects.count() == Correspondent.objects.count() == 2


def test_one_number_in_two_spellings_is_one_person(phone: Phone) -> None:
    phone.writes("they are knocking")
    phone.number = "(213) 555-0123"
    phone.writes("in Westlake")

    assert Conversation.objects.count() == 1


def test_somebody_who_said_nothing_is_forgotten_after_two_days(phone: Phone) -> None:
    phone.writes("hello")
    assert Thread.objects.count() == Conversation.objects.count() == 1

    phone.waits(timedelta(hours=48))
    housekeeping.tidy([], now=phone.now)
    assert (Thread.objects.count(), Correspondent.objects.count(), Conversation.objects.count()) == (0, 0, 0)


def test_a_person_whose_report_is_open_is_not_forgotten(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    phone.now += timedelta(days=9)
    housekeeping.tidy([], now=phone.now)

    assert phone.writes("they came back")[-1].startswith("Thank you. How many")
    assert Report.objects.count() == 1


def test_what_is_written_after_the_end_is_something_new(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    [first] = Report.objects.all()
    reports.record_fate(report_ids=[first.pk], fate=Fate.UNFOUNDED, now=phone.now)
    reports.close_reports(report_ids=[first.pk], now=phone.now)
    phone.waits(timedelta(minutes=2))
    assert Correspondent.objects.count() == 0

    phone.writes(EVERYTHING)
    assert Report.objects.count() == 2


def test_stop_ends_the_answers_but_not_the_report(phone: Phone) -> None:
    phone.writes("they are stopping cars in Westlake")
    phone.writes("STOP")
    phone.gets()

    assert phone.waits(conversation.QUIET) == []
    [report] = Report.objects.all()
    reports.record_fate(report_ids=[report.pk], fate=Fate.CONFIRMED, now=phone.now)
    assert phone.waits(timedelta(minutes=1)) == []
    assert phone.writes("they left now") != []


def test_the_last_answer_leaves_before_the_address_is_forgotten(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    [report] = Report.objects.all()
    reports.record_fate(report_ids=[report.pk], fate=Fate.CONFIRMED, now=phone.now)
    reports.close_reports(report_ids=[report.pk], now=phone.now)

    assert Correspondent.objects.count() == 1
    assert phone.waits(timedelta(seconds=1)) == [
        "About your report: we checked, and it was so. Thank you for telling us."
    ]
    assert phone.waits(timedelta(minutes=2)) == []
    assert (Thread.objects.count(), Correspondent.objects.count()) == (0, 0)


def test_an_address_is_forgotten_after_a_day_even_if_nothing_can_leave(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    [report] = Report.objects.all()
    reports.record_fate(report_ids=[report.pk], fate=Fate.CONFIRMED, now=phone.now)
    reports.close_reports(report_ids=[report.pk], now=phone.now)
    Delivery.objects.filter(state="queued").update(run_at=NOW + timedelta(days=9))
    jobs.run_all(now=phone.now + timedelta(days=1), queues=("gateway",))
    jobs.run_all(now=phone.now + timedelta(days=1, minutes=1), queues=("gateway",))

    assert Correspondent.objects.count() == 0


def test_who_left_a_mail_address_on_the_page_is_told_once() -> None:
    from dataclasses import replace

    submitted = reports.submit_report(
        draft=replace(DRAFT, contact="neighbour@example.org"),
        token=reports.new_token(),
        channel=reports.ReportChannel.WEB,
        language="es",
        now=NOW,
    )
    statement = submitted.report_id
    for fate in (Fate.BEING_CHECKED, Fate.OTHER_AGENCY, Fate.OTHER_AGENCY):
        reports.record_fate(report_ids=[submitted.report_id], fate=fate, statement_id=statement, now=NOW)
        jobs.run_all(now=NOW)

    [mail] = RecordedMessage.objects.all()
    assert (mail.kind, mail.subject) == ("email", "Sobre su reporte")
    assert "hubo agentes" in mail.body
    assert f"/alerts/{statement}/" in mail.body


def test_taking_it_back_on_the_page_forgets_the_conversation(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    [report] = Report.objects.all()
    return_visit.withdraw_report(report_id=report.pk, now=phone.now)

    assert (Thread.objects.count(), Correspondent.objects.count(), Conversation.objects.count()) == (0, 0, 0)


def test_an_address_of_two_reports_is_kept_for_the_one_that_is_open(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    phone.writes("NEW")
    phone.writes("they are stopping cars in Westlake now, I saw it")
    first, second = Report.objects.order_by("received_at", "activity")
    reports.close_reports(report_ids=[first.pk], now=phone.now)
    phone.waits(timedelta(minutes=2))

    assert Report.objects.get(pk=second.pk).correspondent_id == Correspondent.objects.get().pk


def test_a_hook_is_a_conversation_too() -> None:
    person = Phone(number="partner:someone", kind=channels.ChannelKind.HOOK)
    person.puts_in(EVERYTHING)
    jobs.run_all(now=NOW, queues=("gateway",))
    converse.take(inbound_id=InboundMessage.objects.get().pk, now=NOW)

    assert Report.objects.get().channel == "hook"


def test_names_of_places_are_found_that_the_network_knows(phone: Phone) -> None:
    assert gazetteer().named_in("7 y Alvarado, Westlake") is not None
    phone.writes("they are knocking in Fresno")

    assert phone.writes("now")[-1].startswith("Where?")


@pytest.mark.django_db(transaction=True)
def test_two_messages_at_the_same_moment_make_one_report() -> None:
    phone = Phone()
    for text in ("they are knocking at a door now", "I saw it in Westlake"):
        phone.puts_in(text)
    jobs.run_all(now=phone.now, queues=("gateway",))
    waiting = list(InboundMessage.objects.order_by("-arrival").values_list("pk", flat=True))
    start = threading.Barrier(2)

    def take(inbound_id: object) -> None:
        try:
            start.wait()
            converse.take(inbound_id=inbound_id, now=phone.now)  # type: ignore[arg-type]
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(pk,)) for pk in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    phone.waits(conversation.QUIET)

    report = Report.objects.get()
    assert report.text.index("knocking") < report.text.index("Westlake")
    assert (report.activity, report.first_hand, report.place_text) == ("at_a_door", True, "Westlake")
    assert Conversation.objects.count() == Thread.objects.count() == 1


@pytest.mark.parametrize("answer", ["2", "a child is alone here"])
def test_a_danger_that_is_told_later_is_told_to_the_board(phone: Phone, answer: str) -> None:
    phone.writes(EVERYTHING)
    report = Report.objects.get()
    assert not reports.facts([report.pk])[0].child_alone

    phone.writes(answer)

    [fact] = reports.facts([report.pk])
    assert (fact.child_alone, fact.someone_hurt) == (True, False)
    assert not Report.objects.get().child_alone, "a report is never edited"


def test_nobody_in_danger_is_no_danger(phone: Phone) -> None:
    phone.writes(EVERYTHING)
    phone.writes("4")

    [fact] = reports.facts([Report.objects.get().pk])
    assert (fact.child_alone, fact.someone_hurt, fact.being_taken) == (False, False, reports.Answer.UNKNOWN)
