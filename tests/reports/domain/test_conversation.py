"""A report told in messages: any answers in any order, one report, every word kept, and always an end."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.core import phrases
from amparo.reports.domain import conversation
from amparo.reports.domain import conversation_words as words
from amparo.reports.domain.conversation import QUIET, Act, Add, Step, Submit, Withdraw
from amparo.reports.domain.conversation_reading import World
from amparo.reports.domain.conversation_state import Known, Question, Stage, State, from_json
from amparo.reports.domain.kinds import Activity
from tests.reports.domain.test_conversation_reading import LOS_ANGELES, NOW, WESTLAKE, find_area

EVERYTHING = "I see them knocking at a door at 7th and Alvarado, Westlake, right now"


@dataclass
class Talk:
    """One conversation, and all that came of it."""

    state: State = field(default_factory=State)
    now: datetime = NOW
    acts: list[Act] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    has_areas: bool = True

    def says(self, text: str, after: timedelta = timedelta(seconds=20)) -> list[str]:
        """Say something, and return the answers to it."""
        self.now += after
        return self._follow(conversation.step(self.state, text, self.world()))

    def falls_quiet(self) -> list[str]:
        """Say nothing for a while."""
        self.now += QUIET
        return self._follow(conversation.after_quiet(self.state, self.world()))

    def world(self) -> World:
        """Return what messages are read against now."""
        return World(find_area, self.now, LOS_ANGELES, has_areas=self.has_areas)

    def _follow(self, step: Step) -> list[str]:
        assert from_json(step.state.to_json()) == step.state
        self.state = step.state
        self.acts += step.acts
        self.replies += step.replies
        return list(step.replies)

    @property
    def reports(self) -> list[Submit]:
        """What was handed in."""
        return [act for act in self.acts if isinstance(act, Submit)]

    @property
    def told(self) -> list[str]:
        """All words that are in reports and additions, or still waiting to be."""
        handed_in = [said.text for act in self.acts if not isinstance(act, Withdraw) for said in act.said]
        return handed_in + [said.text for said in self.state.said]


def test_all_at_once_is_handed_in_at_once() -> None:
    talk = Talk()

    assert talk.says(EVERYTHING) == ["first", "receipt", "ask.danger"]
    [report] = talk.reports
    assert report.known.activity is Activity.AT_A_DOOR
    assert (report.known.corner, report.known.cell) == ("7th and Alvarado", WESTLAKE.cell)
    assert (report.known.seen_at, report.known.first_hand) == (talk.now, True)


def test_one_question_after_the_other_until_four_things_are_known() -> None:
    talk = Talk()

    assert talk.says("Hola") == ["first", "ask.what"]
    assert talk.says("tocando puertas") == ["ask.where"]
    assert talk.says("7 y Alvarado") == ["ask.area"]
    assert talk.says("90057") == ["ask.when"]
    assert talk.says("hace 10 minutos") == ["ask.seen"]
    assert talk.reports == []
    assert talk.says("lo vi") == ["receipt", "ask.danger"]
    assert talk.says("no") == ["ask.details"]
    assert talk.says("6 agentes") == ["added"]
    assert len(talk.reports) == 1


def test_nobody_is_asked_for_an_area_where_no_names_are_known() -> None:
    talk = Talk(has_areas=False)

    talk.says("tocando puertas")

    assert talk.says("7 y Alvarado") == ["ask.when"]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
def test_answers_in_any_order_make_the_same_report(order: tuple[int, ...]) -> None:
    told = ["they are knocking", "90057", "15:05", "I saw it"]
    talk = Talk()
    for place in order:
        talk.says(told[place], after=timedelta(0))

    [report] = talk.reports
    assert report.known.activity is Activity.AT_A_DOOR
    assert report.known.cell == WESTLAKE.cell
    assert report.known.seen_at == NOW - timedelta(minutes=5)
    assert report.known.first_hand is True


def test_choices_by_number() -> None:
    talk = Talk()
    for text in ("Hello", "3", "90057", "2", "2"):
        talk.says(text, after=timedelta(0))

    [report] = talk.reports
    assert report.known.activity is Activity.TAKING_SOMEONE
    assert report.known.being_taken
    assert report.known.seen_at == NOW - timedelta(minutes=10)
    assert report.known.first_hand is False
    assert [said.choice for said in report.said] == [3, 0, 2, 2]
    assert talk.state.asked is Question.DETAILS


def test_an_unclear_answer_is_asked_again_once_and_then_passed_over() -> None:
    talk = Talk()
    talk.says("hello")

    assert talk.says("blue sky") == ["again.what"]
    assert talk.says("green grass") == ["ask.where"]


def test_nobody_has_to_know() -> None:
    talk = Talk()
    talk.says("ICE!!")
    for text in ("I don't know", "no sé", "idk"):
        talk.says(text)
    assert talk.says("don't know")[0] == "receipt"

    [report] = talk.reports
    assert report.known == Known()
    assert report.since == NOW + timedelta(seconds=20)


def test_who_goes_quiet_is_heard() -> None:
    talk = Talk()
    talk.says("they are stopping cars")

    assert conversation.waits_for_quiet(talk.state)
    assert talk.falls_quiet() == ["receipt"]
    assert talk.says("in Westlake") == ["ask.danger"]
    assert len(talk.reports) == 1
    assert talk.told[-1] == "in Westlake"


@pytest.mark.parametrize("word", ["DONE", "send", "LISTO", "¡Listo!"])
def test_who_is_done_is_done(word: str) -> None:
    talk = Talk()
    talk.says("they are stopping cars")

    assert talk.says(word)[0] == "receipt"
    assert talk.told == ["they are stopping cars"]


def test_hello_alone_is_no_report() -> None:
    talk = Talk()
    talk.says("hola")

    assert not conversation.waits_for_quiet(talk.state)
    assert talk.falls_quiet() == []
    assert talk.reports == []


def test_nothing_told_comes_to_an_end_too() -> None:
    talk = Talk()
    for _ in range(20):
        if talk.says("ok")[-1] == "nothing_told":
            break

    assert talk.state.stage is Stage.OVER
    assert talk.says("they are knocking, 90057") == ["ask.when"]


@pytest.mark.parametrize("word", ["CANCEL REPORT", "borrar", "Delete"])
def test_what_was_told_can_be_taken_back(word: str) -> None:
    talk = Talk()
    talk.says("they are knocking")
    assert talk.says(word) == ["withdrawn"]
    assert talk.acts == [Withdraw(handed_in=False)]

    handed_in = Talk()
    handed_in.says(EVERYTHING)
    handed_in.says(word)
    assert handed_in.acts[-1] == Withdraw(handed_in=True)


def test_the_language_can_be_switched() -> None:
    talk = Talk()
    talk.says("they are knocking")
    assert talk.state.language == "en"

    assert talk.says("ESPAÑOL") == ["ask.where"]
    assert talk.state.language == "es"
    assert talk.told == ["they are knocking"]


def test_later_words_are_additions_and_never_a_report() -> None:
    talk = Talk()
    talk.says(EVERYTHING)
    talk.says("no")
    talk.says("six agents")
    for text in ("now they are at 8th and Union taking someone", "they left", "thanks"):
        talk.says(text)

    assert len(talk.reports) == 1
    assert talk.told[-1] == "they left"


def test_something_new_is_asked_for_and_begins_only_with_a_yes() -> None:
    talk = Talk()
    talk.says(EVERYTHING)
    elsewhere = "they are stopping cars at Pico and Vermont"

    assert talk.says(elsewhere, after=timedelta(hours=3)) == ["ask.is_new"]
    assert len(talk.reports) == 1
    assert talk.says("1") == ["ask.area"]
    talk.falls_quiet()
    assert len(talk.reports) == 2
    assert [said.text for said in talk.reports[1].said] == [elsewhere]


@pytest.mark.parametrize("answer", ["2", "no", "NO", "2."])
def test_what_is_not_new_is_added(answer: str) -> None:
    talk = Talk()
    talk.says(EVERYTHING)
    talk.says("they are stopping cars at Pico and Vermont", after=timedelta(hours=3))

    assert talk.says(answer) == ["added"]
    assert len(talk.reports) == 1
    assert "they are stopping cars at Pico and Vermont" in talk.told


def test_what_may_be_new_is_kept_when_nobody_says_whether_it_is() -> None:
    talk = Talk()
    talk.says(EVERYTHING)
    talk.says("they are stopping cars at Pico and Vermont", after=timedelta(hours=3))

    assert talk.falls_quiet() == []
    assert isinstance(talk.acts[-1], Add)
    assert talk.state.asked is None


def test_a_flood_of_additions_is_gathered() -> None:
    talk = Talk()
    talk.says(EVERYTHING)
    talk.state = replace(talk.state, additions=conversation.GATHER_AFTER_ADDITIONS, asked=None)
    before = len(talk.acts)
    for number in range(100):
        talk.says(f"and car number {number} came by just now")

    assert len(talk.acts) - before < 10
    talk.falls_quiet()
    assert sum("and car number" in text for text in talk.told) == 100


def test_a_report_is_handed_in_before_it_is_too_long() -> None:
    talk = Talk()
    talk.says("they are knocking " + "x" * 4_000)
    talk.says("y" * 4_000)
    assert talk.reports == []
    talk.says("z" * 4_000)

    assert len(talk.reports) == 1
    assert isinstance(talk.acts[-1], Add)


def test_every_reply_is_a_phrase() -> None:
    named = {f"ask.{question}" for question in Question} | {
        f"again.{question}" for question in (*list(Question)[:5], Question.IS_NEW)
    }
    book = phrases.book("reports")

    assert named <= set(book.ids())
    assert {f"label.{question}" for question in Question} <= set(book.ids())
    for question, count in conversation.CHOICES_OF.items():
        assert len(book.ids("choice")) >= count
        assert {f"choice.{question}_{number}" for number in range(1, count + 1)} <= set(book.ids())
    assert book.stale("es") == ()


# Replies are names of phrases: nothing that a person wrote can stand in one.
REPLIES = {f"{manner}.{question}" for manner in ("ask", "again") for question in Question} | {
    "first", "receipt", "added", "thanks", "withdrawn", "nothing_told", "language",
}  # fmt: skip
MESSAGES = st.one_of(
    st.sampled_from(
        [
            "hola", "ok", "1", "2", "4", "no", "yes", "don't know", "they are knocking", "se llevan a alguien",
            "7th and Alvarado", "Westlake", "90057", "now", "hace 10 minutos", "a las 3", "I saw it", "me dijeron",
            "DONE", "LISTO", "NEW", "ESPAÑOL", "english", "6 agents, vests say ICE", "警察在门口", "👍",
            "they are stopping cars at Pico and Vermont now, I saw it",
        ]
    ),
    st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip())),
)  # fmt: skip
PAUSES = st.sampled_from([timedelta(0), timedelta(seconds=30), timedelta(minutes=10), timedelta(hours=3)])


@pytest.mark.timeout(60)
@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(MESSAGES, PAUSES), max_size=25))
def test_any_talk_keeps_every_word_and_makes_one_report(messages: list[tuple[str, timedelta]]) -> None:
    talk = Talk()
    news = 0
    for text, pause in messages:
        was_asked_if_new = talk.state.asked is Question.IS_NEW
        talk.says(text, after=pause)
        news += was_asked_if_new or words.command_in(text) is words.Command.NEW
    talk.falls_quiet()

    assert len(talk.reports) <= 1 + news
    assert set(talk.replies) <= REPLIES
    assert not conversation.waits_for_quiet(talk.state) or talk.state.said == ()
    if talk.reports:
        kept = "\n".join(talk.told)
        began = next(
            place
            for place, (text, _) in enumerate(messages)
            if conversation.is_worth_a_report(talked(messages[: place + 1]))
        )
        for text, _ in messages[began:]:
            assert _is_of_the_conversation(text) or text in kept


def talked(messages: list[tuple[str, timedelta]]) -> State:
    talk = Talk()
    for text, pause in messages:
        talk.says(text, after=pause)
    return talk.state


def _is_of_the_conversation(text: str) -> bool:
    """Tell whether a message is small talk, a command, or an answer that is a choice and no words."""
    return (
        words.is_small_talk(text)
        or words.command_in(text) is not None
        or words.is_dont_know(text)
        or words.option_in(text, most=9) is not None
        or (words.yes_or_no(text) is not None and len(text) <= 15)
    )
