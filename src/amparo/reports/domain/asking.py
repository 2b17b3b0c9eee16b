"""What may be asked back of a reporter, and how much."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from amparo.reports.domain.views import AdditionView

LONGEST_QUESTION: Final = 300  # characters of a member's own words
MOST_OPEN: Final = 3  # questions that one reporter is asked at a time
MOST_ASKED: Final = 12  # in all, about one report


class Canned(StrEnum):
    """The questions that stand ready, in the order in which a dispatcher asks; each a phrase `question.<value>`."""

    GOING_ON = "going_on"
    WHERE = "where"
    VESTS = "vests"
    HOW_MANY = "how_many"
    HURT = "hurt"
    IN_SIGHT = "in_sight"
    SHARE = "share"


class Way(StrEnum):
    """How the sender of a report can be asked, or why not."""

    MESSAGE = "message"
    RECEIPT = "receipt"
    SILENT = "silent"
    TELLING_ELSE = "telling_else"
    NOBODY = "nobody"


CAN_BE_ASKED: Final = frozenset({Way.MESSAGE, Way.RECEIPT})


class Standing(StrEnum):
    """What became of a question."""

    ON_THE_PAGE = "on_the_page"
    ON_ITS_WAY = "on_its_way"
    SENT = "sent"
    ARRIVED = "arrived"
    NOT_SENT = "not_sent"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question to be asked: one that stands ready, or a member's own words in a language."""

    canned: Canned | None = None
    words: str = field(default="", repr=False)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that stands; `is_new` is False if the same member had asked it a moment ago."""

    question_id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as those who triage see it.

    Attributes:
        canned: the one that stands ready; None for own words, which are in `words`.
        answer: what the reporter said to it.
        answer_number: the place of the answer among the report's additions, from 1; 0 while there is none.
        is_unsure: the answer came by message while another question waited too, so that it may be to either.
    """

    question_id: UUID
    canned: Canned | None
    words: str = field(repr=False)
    language: str
    asked_by_name: str
    asked_at: datetime
    standing: Standing
    answer: AdditionView | None = None
    answer_number: int = 0
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """From when to when a question waited for an answer; `until` is known to the minute, None while it waits."""

    since: datetime
    until: datetime | None

    def meets(self, other: "Open") -> bool:
        """Tell whether both waited at the same time; within one minute nobody can tell, and they did."""
        return _began_before_end(self, other) and _began_before_end(other, self)


def _began_before_end(one: Open, other: Open) -> bool:
    return other.until is None or one.since.replace(second=0, microsecond=0) <= other.until


@dataclass(frozen=True, slots=True)
class TalkView:
    """What was asked about one report, and whether more can be asked."""

    way: Way
    language: str
    questions: tuple[QuestionView, ...] = ()

    @property
    def may_ask(self) -> bool:
        """Whether a further question would be taken now."""
        waiting = sum(question.standing is not Standing.ANSWERED for question in self.questions)
        return self.way in CAN_BE_ASKED and waiting < MOST_OPEN and len(self.questions) < MOST_ASKED


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question as whoever holds the receipt reads it."""

    question_id: UUID
    canned: Canned | None
    words: str = field(repr=False)
    language: str
