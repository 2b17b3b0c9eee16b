"""Ask the sender of a report something back: by the way they came, without seeing who they are.

Who left an address gets the question as a message, and who holds a receipt reads it on the receipt's page. The answer
is an addition to the same report; `answering.py` puts the two together.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from amparo.channels import api as channels
from amparo.core import clock, ids, journal, phrases
from amparo.core.errors import AmparoError
from amparo.core.privacy import marks, text
from amparo.network.api import Actor, Capability, current_network, member_name
from amparo.reports import notices
from amparo.reports.domain import asking, conversation_state
from amparo.reports.domain.asking import Asked, Wanted
from amparo.reports.domain.conversation_state import Stage, State
from amparo.reports.domain.kinds import Fate, ReportChannel
from amparo.reports.models import Conversation, Question, Report
from amparo.reports.queries.asking import way_of
from amparo.reports.services import replying
from amparo.reports.services.replying import Reply
from amparo.reports.services.return_visit import ReportIsClosed

# By which kind of channel somebody can be reached who told a report by other means than a message.
_LEFT_AN_ADDRESS = {ReportChannel.MEMBER: channels.ChannelKind.SMS}


class CannotBeAsked(AmparoError):
    """Nobody can be asked about this report, or not now; `fields["way"]` says why (`Way`)."""

    code = "CANNOT_BE_ASKED"


class AlreadyAsked(AmparoError):
    """Somebody else asked the same and there is no answer yet; `fields` has `name`, for the screen."""

    code = "ALREADY_ASKED"


class TooManyQuestions(AmparoError):
    """The person has enough to answer, or has been asked enough; `fields` has `limit` and `open`."""

    code = "TOO_MANY_QUESTIONS"


class QuestionEmpty(AmparoError):
    """Neither a question that stands ready nor words of one's own were given."""

    code = "QUESTION_EMPTY"


class QuestionHoldsPrivate(AmparoError):
    """The words lead to a person, or call for what does harm; `fields` has `kinds`."""

    code = "QUESTION_HOLDS_PRIVATE"


class LanguageNotSpoken(AmparoError):
    """Own words can be sent only in a language in which the sentence around them stands ready."""

    code = "LANGUAGE_NOT_SPOKEN"


def ask(*, report_id: UUID, wanted: Wanted, by: Actor, now: datetime) -> Asked:
    """Ask the sender of a report; the same question by the same member, unanswered, is one question.

    Raises:
        NotAllowed: the actor may not triage.
        QuestionEmpty, QuestionHoldsPrivate, LanguageNotSpoken, TextRefused: the words can't be sent.
        ReportIsClosed: the report was closed or withdrawn, or is none.
        CannotBeAsked, AlreadyAsked, TooManyQuestions: as they say; nothing was sent.
    """
    by.require(Capability.TRIAGE_REPORTS)
    checked = _checked(wanted)
    with transaction.atomic():
        talk = _locked_talk(report_id)
        report = Report.objects.select_for_update().filter(pk=report_id, closed_at__isnull=True).first()
        if report is None or report.fate == Fate.WITHDRAWN:
            raise ReportIsClosed
        waiting = Question.objects.filter(report=report, answer__isnull=True)
        same = waiting.filter(canned=checked.canned or "", words=checked.words).first()
        if same is not None:
            return _asked_before(same, by)
        number = _next_number(report, waiting)
        way = way_of(report, talk)
        if way not in asking.CAN_BE_ASKED:
            raise CannotBeAsked(way=way)
        question = Question(
            id=ids.new_id(now),
            report=report,
            number=number,
            canned=checked.canned or "",
            words=checked.words,
            asked_by_id=by.member_id,
            asked_at=now,
        )
        question.language, question.message_id = _say(report, talk, checked, now)
        question.save(force_insert=True)
        journal.write(
            notices.QUESTION_ASKED, subject=report_id, by=by.ref, now=now, question=str(question.pk)
        )
    return Asked(question.pk, is_new=True)


def _checked(wanted: Wanted) -> Wanted:
    if wanted.canned is not None:
        return Wanted(canned=wanted.canned)
    words = text.clean(wanted.words, max_chars=asking.LONGEST_QUESTION)
    if not words:
        raise QuestionEmpty
    found = sorted({mark.kind for mark in marks.find_private_marks(words)})
    if found:
        raise QuestionHoldsPrivate(kinds=found)
    if wanted.language not in phrases.book("reports").languages:
        raise LanguageNotSpoken(language=wanted.language)
    return Wanted(words=words, language=wanted.language)


def _locked_talk(report_id: UUID) -> Conversation | None:
    """Return the conversation with a report's sender. Whoever takes their messages locks it first, so we do."""
    sender = Report.objects.filter(pk=report_id, correspondent_id__isnull=False).values("correspondent_id")
    return Conversation.objects.select_for_update().filter(pk__in=sender).first()


def _asked_before(same: Question, by: Actor) -> Asked:
    if same.asked_by_id != by.member_id:
        raise AlreadyAsked(name=member_name(same.asked_by_id))
    return Asked(same.pk, is_new=False)


def _next_number(report: Report, waiting: QuerySet[Question]) -> int:
    if waiting.count() >= asking.MOST_OPEN:
        raise TooManyQuestions(limit=asking.MOST_OPEN, open=True)
    last = Question.objects.filter(report=report).order_by("-number").first()
    number = last.number + 1 if last else 1
    if number > asking.MOST_ASKED:
        raise TooManyQuestions(limit=asking.MOST_ASKED, open=False)
    return number


def _say(report: Report, talk: Conversation | None, wanted: Wanted, now: datetime) -> tuple[str, UUID | None]:
    """Send the question, if there is somebody to send it to; return its language and the message's id."""
    default = current_network().default_language
    spoken = report.language if talk is None else talk.state.get("language", "")
    known = (wanted.language,) if wanted.language else replying.known_languages(spoken, default)
    if report.correspondent_id is None:
        return known[0], None
    reply = Reply(f"question.{wanted.canned}") if wanted.canned else _own(wanted.words)
    try:
        message_id = replying.say(
            correspondent_id=report.correspondent_id,
            replies=[reply],
            subject="question.subject",
            languages=known,
            purpose="question",
            now=now,
        )
    except channels.ValueRefused as error:
        raise QuestionHoldsPrivate(kinds=["email"]) from error
    _expect_answer(report.correspondent_id, report, talk, now)
    return known[0], message_id


def _own(words: str) -> Reply:
    # As a value of the delivery the words are erased when they have left.
    return Reply("question.own", {"question": words})


def _expect_answer(correspondent_id: UUID, report: Report, talk: Conversation | None, now: datetime) -> None:
    """See to it that what the person writes next is added to this report, and begins no other."""
    if talk is not None:
        state = conversation_state.from_json(talk.state)
        talk.state = replace(state, asked=None, asked_back=state.asked_back + 1).to_json()
        talk.save(update_fields=["state"])
        return
    language = report.language.split("-")[0]
    is_ours = language in phrases.book("reports").languages
    state = State(language=language if is_ours else "other", stage=Stage.HANDED_IN, reports=1, asked_back=1)
    kind = _LEFT_AN_ADDRESS.get(ReportChannel(report.channel), channels.ChannelKind.EMAIL)
    Conversation.objects.create(
        correspondent_id=correspondent_id,
        kind=kind.value,
        report=report,
        state=state.to_json(),
        expires_at=clock.floor_to(now, clock.HOUR),
    )
    channels.open_thread(correspondent_id, now)
