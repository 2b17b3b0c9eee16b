"""A report told in messages: one question a message, answers in any order, and an end that always comes.

A report is handed in as soon as what, where, when and seen-or-heard are known or passed over, and after a few quiet
minutes with whatever there is. A question is asked again once, and then passed over. What is written afterwards is
added to the report; only who says that it is something new begins another. Every word is in a report or an addition in
the end, but for small talk, choices of the conversation itself, and what was taken back.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amparo.reports.domain import conversation_reading as reading_of
from amparo.reports.domain import conversation_words as words
from amparo.reports.domain.conversation_reading import Reading, World
from amparo.reports.domain.conversation_state import Known, Question, Said, Stage, State
from amparo.reports.domain.conversation_words import Command
from amparo.reports.domain.danger import NO_DANGER, Danger
from amparo.reports.domain.kinds import Activity
from amparo.reports.domain.limits import PLACE_TEXT_MAX_CHARS

QUIET = timedelta(minutes=3)
NEW_AFTER = timedelta(hours=2)
MOST_ASKED = 2
# Who answers something else than what was asked is asked again without haste.
MOST_ASKED_WHEN_TELLING = 4
# From here on words are gathered into full additions, or until it is quiet: a report holds twenty.
GATHER_AFTER_ADDITIONS = 10
GATHER_CHARS = 700
# A report is handed in before its text is full; what follows is added.
MOST_TOLD_CHARS = 9_000
MOST_REPORTS = 10
_SHORT_ANSWER = 60

WHAT_CHOICES = (
    Activity.AT_A_DOOR,
    Activity.INSIDE_A_HOME,
    Activity.TAKING_SOMEONE,
    Activity.STREET_STOP,
    Activity.TRAFFIC_STOP,
    Activity.WORKPLACE,
    Activity.WAITING,
    Activity.OTHER,
)
WHEN_CHOICES = (timedelta(0), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))
SEEN_CHOICES = (True, False)
DANGER_CHOICES = ("being_taken", "child_alone", "someone_hurt", "nobody")
CHOICES_OF = {
    Question.WHAT: len(WHAT_CHOICES),
    Question.WHEN: len(WHEN_CHOICES),
    Question.SEEN: len(SEEN_CHOICES),
    Question.DANGER: len(DANGER_CHOICES),
    Question.IS_NEW: 2,
}
_BEFORE_HANDING_IN = (Question.WHAT, Question.WHERE, Question.AREA, Question.WHEN, Question.SEEN)


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand in a report of what is known, with all that was said as its text."""

    known: Known
    said: tuple[Said, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Add:
    """Add to the report that was handed in last; `danger` is what is known of it, `is_answer` that we had asked."""

    said: tuple[Said, ...]
    danger: Danger = NO_DANGER
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take back the report that was handed in last, or only what was told of one that was not."""

    handed_in: bool


Act = Submit | Add | Withdraw


@dataclass(frozen=True, slots=True)
class Step:
    """What one message makes of a conversation: acts to be done in order, replies as ids of phrases, in order."""

    state: State
    replies: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()


def step(state: State, text: str, world: World) -> Step:
    """Return what a message makes of a conversation.

    Args:
        state: between the messages.
        text: what the person wrote, cleaned, not empty.
        world: places, clock and zone.
    """
    began = replace(
        state,
        language=state.language or words.language_of(text),
        since=state.since or world.now,
        passed=state.passed if world.has_areas else state.passed | {Question.AREA},
    )
    command = words.command_in(text)
    if command in (Command.ENGLISH, Command.SPANISH):
        taken = _switched(began, "en" if command is Command.ENGLISH else "es", world)
    elif command is Command.WITHDRAW:
        over = State(language=began.language, is_greeted=True, stage=Stage.OVER, reports=began.reports)
        taken = Step(over, ("withdrawn",), (Withdraw(began.stage is Stage.HANDED_IN),))
    elif began.asked is Question.IS_NEW:
        taken = _answered_if_new(began, text, command, world)
    elif began.stage is Stage.HANDED_IN:
        taken = _told_more(began, text, command, world)
    else:
        taken = _told(replace(began, stage=Stage.ASKING), text, command, world)
    return _greeted(replace(taken, state=replace(taken.state, last=world.now)))


def after_quiet(state: State, world: World) -> Step:
    """Return what becomes of a conversation whose person has been quiet for `QUIET`: nothing said is left lying."""
    if state.stage is Stage.ASKING and is_worth_a_report(state):
        return _handed_in(state, world, is_quiet=True)
    if state.stage is Stage.HANDED_IN and state.said:
        asked = None if state.asked is Question.IS_NEW else state.asked
        return Step(replace(state, said=(), asked=asked), (), _added_now(state))
    return Step(state)


def waits_for_quiet(state: State) -> bool:
    """Tell whether something must be done if the person writes no more."""
    if state.stage is Stage.ASKING:
        return is_worth_a_report(state)
    return bool(state.said)


def is_worth_a_report(state: State) -> bool:
    """Tell whether anything was told: hello alone, or a yes to nothing, is no report."""
    return state.known != Known() or any(_tells(said.text) for said in state.said)


def _tells(text: str) -> bool:
    return not (
        words.is_small_talk(text)
        or words.is_dont_know(text)
        or words.option_in(text, most=9)
        or (words.yes_or_no(text) is not None and len(text) < _SHORT_ANSWER // 4)
    )


def _greeted(taken: Step) -> Step:
    if taken.state.is_greeted or not taken.replies:
        return taken
    return Step(replace(taken.state, is_greeted=True), ("first", *taken.replies), taken.acts)


def _switched(state: State, language: str, world: World) -> Step:
    switched = replace(state, language=language)
    if switched.asked is not None:
        return Step(switched, (f"ask.{switched.asked.value}",))
    return Step(switched, ("language",)) if switched.stage is Stage.HANDED_IN else _ask(switched, world)


def _told(state: State, text: str, command: Command | None, world: World) -> Step:
    """Take a message of somebody who is telling a report."""
    if command is Command.DONE and is_worth_a_report(state):
        return _handed_in(state, world)
    if command is not None:
        return _ask(state, world)
    if sum(len(said.text) for said in state.said) + len(text) > MOST_TOLD_CHARS and is_worth_a_report(state):
        handed_in = _handed_in(state, world)
        more = _told_more(handed_in.state, text, None, world)
        return Step(more.state, handed_in.replies, handed_in.acts + more.acts)
    reading = reading_of.read(text, world)
    answered, said = _answered(state, text, reading, world)
    kept = () if words.is_small_talk(text) else (said,)
    told = replace(answered, said=(*state.said, *kept))
    complete = _next(told) is None
    if complete and is_worth_a_report(told):
        return _handed_in(told, world)
    return _ask(told, world, is_telling=told.known != state.known)


def _next(state: State) -> Question | None:
    """Return the first question without an answer that may still be asked."""
    known = state.known
    has_place = known.cell is not None
    is_open = {
        Question.WHAT: known.activity is None,
        Question.WHERE: not has_place and not known.corner,
        Question.AREA: not has_place and bool(known.corner),
        Question.WHEN: known.seen_at is None,
        Question.SEEN: known.first_hand is None,
    }
    return next((each for each in _BEFORE_HANDING_IN if is_open[each] and each not in state.passed), None)


def _ask(state: State, world: World, *, is_telling: bool = False) -> Step:
    """Ask the next question, each twice at most; when none is left, hand in, or begin anew where nothing was told."""
    most = MOST_ASKED_WHEN_TELLING if is_telling else MOST_ASKED
    asking = state
    while (question := _next(asking)) is not None:
        times = asking.times_asked(question)
        if times < most:
            manner = "again" if times and not is_telling else "ask"
            return Step(asking.asking(question), (f"{manner}.{question.value}",))
        asking = replace(asking, passed=asking.passed | {question})
    if is_worth_a_report(asking):
        return _handed_in(asking, world)
    over = State(
        language=state.language, is_greeted=state.is_greeted, stage=Stage.OVER, reports=state.reports
    )
    return Step(over, ("nothing_told",))


def _answered(state: State, text: str, reading: Reading, world: World) -> tuple[State, Said]:
    """Return the state with what a message answers, and the message with the choice that it made."""
    known = state.known.and_also(reading)
    asked = state.asked
    if asked is None:
        return replace(state, known=known), Said(text)
    choice = words.option_in(text, most=CHOICES_OF.get(asked, 0)) or 0
    said = Said(text, asked.value if choice or len(text) <= _SHORT_ANSWER else "", choice)
    if words.is_dont_know(text):
        passed = state.passed | ({Question.WHERE, Question.AREA} if asked is Question.WHERE else {asked})
        return replace(state, known=known, passed=passed), said
    return replace(state, known=_with_answer(known, asked, said, reading, world)), said


def _with_answer(known: Known, asked: Question, said: Said, reading: Reading, world: World) -> Known:
    """Return what is known with the answer to a question, where the message gives one only as such."""
    choice = said.choice
    if asked is Question.WHAT:
        return _with_activity(known, said.text, choice, reading)
    if asked is Question.WHERE and known.cell is None and not known.corner:
        return replace(known, corner=_place_in_words(said.text, reading))
    if asked is Question.WHEN and (choice or reading.seen_at):
        return replace(known, seen_at=world.now - WHEN_CHOICES[choice - 1] if choice else reading.seen_at)
    if asked is Question.DANGER:
        chosen = DANGER_CHOICES[choice - 1] if choice else ""
        return replace(
            known,
            being_taken=known.being_taken or chosen == "being_taken",
            child_alone=known.child_alone or chosen == "child_alone",
            someone_hurt=known.someone_hurt or chosen == "someone_hurt",
        )
    if asked is Question.SEEN:
        answer = words.yes_or_no(said.text) if reading.first_hand is None else reading.first_hand
        return replace(
            known, first_hand=SEEN_CHOICES[choice - 1] if choice else _first(answer, known.first_hand)
        )
    return known


def _first(*answers: bool | None) -> bool | None:
    return next((answer for answer in answers if answer is not None), None)


def _with_activity(known: Known, text: str, choice: int, reading: Reading) -> Known:
    if choice:
        activity: Activity | None = WHAT_CHOICES[choice - 1]
    elif reading.activity is None and words.is_something_else(words.plain(text)):
        activity = Activity.OTHER
    else:
        activity = known.activity
    taken = known.being_taken or activity is Activity.TAKING_SOMEONE
    return replace(known, activity=activity, being_taken=taken)


def _place_in_words(text: str, reading: Reading) -> str:
    """Return the place of an answer that names no area: a corner, or all its words where they say nothing else."""
    corner = reading_of.corner_in(text, is_asked=True)
    if corner or not _tells(text):
        return corner
    says_else = replace(reading, area=None, corner="")
    return " ".join(text.split())[:PLACE_TEXT_MAX_CHARS].strip() if says_else.says_nothing else ""


def _handed_in(state: State, world: World, *, is_quiet: bool = False) -> Step:
    """Hand in what there is; then ask for what helps, unless the person has gone quiet over a question."""
    handed_in = State(
        language=state.language,
        stage=Stage.HANDED_IN,
        known=state.known,
        asked=state.asked if is_quiet else None,
        times=state.times,
        since=None,
        last=state.last,
        is_greeted=state.is_greeted,
        reports=state.reports + 1,
    )
    submit = Submit(state.known, state.said, state.since or world.now)
    if is_quiet:
        return Step(handed_in, ("receipt",), (submit,))
    question = _follow_up(handed_in)
    asks = () if question is None else (f"ask.{question.value}",)
    return Step(handed_in.asking(question), ("receipt", *asks), (submit,))


def _follow_up(state: State) -> Question | None:
    """Return what is still worth asking once, after a report was handed in."""
    known = state.known
    is_danger_known = known.being_taken or known.child_alone or known.someone_hurt
    if not is_danger_known and not state.times_asked(Question.DANGER):
        return Question.DANGER
    details = [known.how_many is not None, bool(known.vehicles), bool(known.markings)]
    if sum(details) < 2 and not state.times_asked(Question.DETAILS):
        return Question.DETAILS
    return None


def _told_more(state: State, text: str, command: Command | None, world: World) -> Step:
    """Take a message of somebody whose report was handed in."""
    if command is Command.NEW and state.reports < MOST_REPORTS:
        return replace(_ask(_anew(state, Known(), ()), world), acts=_added_now(state))
    if command is not None:
        return Step(replace(state, said=(), asked=None), ("thanks",), _added_now(state))
    if state.asked_back:
        return _answered_back(state, text, reading_of.read(text, world))
    if words.is_small_talk(text):
        return Step(state)
    reading = reading_of.read(text, world)
    if _may_be_new(state, reading, world):
        held = replace(state, said=(Said(text),)).asking(Question.IS_NEW)
        return Step(held, ("ask.is_new",), _added_now(state))
    return _added(state, text, reading, world)


def _added(state: State, text: str, reading: Reading, world: World) -> Step:
    """Add a message to the report, or to what is gathered for it; go on to the next open question."""
    answered, said = _answered(state, text, reading, world)
    question = _follow_up(answered) if state.asked is not None else None
    reply = "added" if question is None else f"ask.{question.value}"
    asked = answered.asking(question)
    if words.is_dont_know(text) and len(text) <= _SHORT_ANSWER // 2:
        return Step(asked, ("thanks" if question is None else reply,))
    is_said = any(each.text == text for each in state.said)
    kept = state.said if is_said else (*state.said, said)
    if state.additions >= GATHER_AFTER_ADDITIONS and sum(len(each.text) for each in kept) < GATHER_CHARS:
        return Step(replace(asked, said=kept), (reply,))
    return Step(replace(asked, said=()), (reply,), (Add(kept, answered.known.danger),))


def _answered_back(state: State, text: str, reading: Reading) -> Step:
    """Add the answer to what a member asked: also "no", "don't know", and what would else seem to be something new."""
    known = state.known.and_also(reading)
    answered = replace(state, known=known, said=(), asked=None, asked_back=state.asked_back - 1)
    return Step(answered, ("added",), (Add((*state.said, Said(text)), known.danger, is_answer=True),))


def _may_be_new(state: State, reading: Reading, world: World) -> bool:
    """Tell whether a message speaks of another place and act, long after the person wrote last."""
    if state.last is None or world.now - state.last < NEW_AFTER or state.reports >= MOST_REPORTS:
        return False
    is_elsewhere = (reading.area is not None and reading.area.cell != state.known.cell) or (
        bool(reading.corner) and words.plain(reading.corner) != words.plain(state.known.corner)
    )
    return reading.activity is not None and is_elsewhere


def _answered_if_new(state: State, text: str, command: Command | None, world: World) -> Step:
    """Take the answer to whether it is something new. Without a clear yes it is added: nothing new is made up."""
    choice = words.option_in(text, most=2)
    answer = words.yes_or_no(text)
    if choice == 1 or (choice is None and answer is True) or command is Command.NEW:
        return _is_new(state, text if answer and len(text) > _SHORT_ANSWER // 4 else "", world)
    is_clear = choice == 2 or answer is False or command is not None
    rest = () if choice or command is not None or words.is_small_talk(text) else (Said(text),)
    if not is_clear and state.times_asked(Question.IS_NEW) % MOST_ASKED:
        return Step(replace(state, said=(*state.said, *rest)).asking(Question.IS_NEW), ("again.is_new",))
    kept = (*state.said, *rest)
    return Step(replace(state, said=(), asked=None), ("added",), _added_now(replace(state, said=kept)))


def _is_new(state: State, more: str, world: World) -> Step:
    said = (*state.said, *((Said(more),) if more else ()))
    known = Known()
    for each in said:
        known = known.and_also(reading_of.read(each.text, world))
    anew = replace(_anew(state, known, said), since=world.now)
    complete = _next(anew) is None
    return _handed_in(anew, world) if complete and is_worth_a_report(anew) else _ask(anew, world)


def _anew(state: State, known: Known, said: tuple[Said, ...]) -> State:
    return State(language=state.language, known=known, said=said, is_greeted=True, reports=state.reports)


def _added_now(state: State) -> tuple[Act, ...]:
    return (Add(state.said, state.known.danger),) if state.said else ()
