"""What a conversation is between two messages, as values that can be stored."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from amparo.core.places.cells import Cell
from amparo.reports.domain.conversation_reading import Reading
from amparo.reports.domain.danger import Danger
from amparo.reports.domain.kinds import Activity


class Stage(StrEnum):
    """How far a conversation has come."""

    ASKING = "asking"
    HANDED_IN = "handed_in"
    OVER = "over"


class Question(StrEnum):
    """What is asked, in this order; the first five before a report is handed in."""

    WHAT = "what"
    WHERE = "where"
    AREA = "area"
    WHEN = "when"
    SEEN = "seen"
    DANGER = "danger"
    DETAILS = "details"
    IS_NEW = "is_new"


GRAVITY = {activity: place for place, activity in enumerate(Activity)} | {
    Activity.TAKING_SOMEONE: -2,
    Activity.INSIDE_A_HOME: -1,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the person, the question that it answered, and which of its choices; both may be empty."""

    text: str = field(repr=False)
    question: str = ""
    choice: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What has been understood so far."""

    activity: Activity | None = None
    cell: Cell | None = None
    area: str = ""
    corner: str = ""
    seen_at: datetime | None = None
    first_hand: bool | None = None
    how_many: int | None = None
    vehicles: str = ""
    markings: str = ""
    being_taken: bool = False
    child_alone: bool = False
    someone_hurt: bool = False

    @property
    def danger(self) -> Danger:
        """What was said that must rise to the top."""
        return Danger(
            being_taken=self.being_taken, child_alone=self.child_alone, someone_hurt=self.someone_hurt
        )

    def and_also(self, reading: Reading) -> "Known":
        """Return this with what one more message says: the graver activity, the first time, else the newer word."""
        activities = [each for each in (self.activity, reading.activity) if each is not None]
        # The name of an area says more about a corner that was found, but not where it is.
        is_found_corner = self.cell is not None and not self.area
        has_better = reading.area is not None and not (is_found_corner and reading.area.name)
        return Known(
            activity=min(activities, key=GRAVITY.__getitem__, default=None),
            cell=reading.area.cell if reading.area is not None and has_better else self.cell,
            area=self.area if reading.area is None else reading.area.name or self.area,
            corner=reading.corner or self.corner,
            seen_at=self.seen_at or reading.seen_at,
            first_hand=self.first_hand if reading.first_hand is None else reading.first_hand,
            how_many=reading.how_many or self.how_many,
            vehicles=reading.vehicles or self.vehicles,
            markings=reading.markings or self.markings,
            being_taken=self.being_taken or reading.being_taken,
            child_alone=self.child_alone or reading.child_alone,
            someone_hurt=self.someone_hurt or reading.someone_hurt,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A conversation between two messages.

    Attributes:
        language: `en`, `es`, `other` (answered in both), or empty while nothing tells.
        known: of the report that is being told or was told last.
        asked: the question that is open.
        times: how often each question was asked.
        passed: questions that will not be answered.
        said: words that are in no report yet.
        since: when the report began to be told.
        last: when the person wrote last.
        is_greeted: the first answer, with what the carrier sees, was given.
        additions: how many the report has from here.
        reports: how many were handed in from here.
        is_told_full: the person knows that the report can hold no more.
        asked_back: how many questions of a member wait for an answer; the next message is one, whatever it says.
    """

    language: str = ""
    stage: Stage = Stage.ASKING
    known: Known = field(default_factory=Known)
    asked: Question | None = None
    times: tuple[tuple[Question, int], ...] = ()
    passed: frozenset[Question] = frozenset()
    said: tuple[Said, ...] = ()
    since: datetime | None = None
    last: datetime | None = None
    is_greeted: bool = False
    additions: int = 0
    reports: int = 0
    is_told_full: bool = False
    asked_back: int = 0

    def times_asked(self, question: Question) -> int:
        """Return how often a question was asked."""
        return dict(self.times).get(question, 0)

    def asking(self, question: Question | None) -> "State":
        """Return this with a question open, counted."""
        if question is None:
            return replace(self, asked=None)
        counts = dict(self.times) | {question: self.times_asked(question) + 1}
        return replace(self, asked=question, times=tuple(sorted(counts.items())))

    def to_json(self) -> dict[str, Any]:
        """Return the state as the column holds it."""
        known = self.known
        return {
            "language": self.language,
            "stage": self.stage.value,
            "known": {
                name: getattr(known, name)
                for name in _PLAIN_FIELDS
                if getattr(known, name) not in (None, "", False)
            }
            | ({"cell": known.cell} if known.cell is not None else {})
            | ({"activity": known.activity.value} if known.activity else {})
            | ({"seen_at": known.seen_at.isoformat()} if known.seen_at else {})
            | ({} if known.first_hand is None else {"first_hand": known.first_hand}),
            "asked": self.asked.value if self.asked else None,
            "times": {question.value: count for question, count in self.times},
            "passed": sorted(question.value for question in self.passed),
            "said": [[said.text, said.question, said.choice] for said in self.said],
            "since": self.since.isoformat() if self.since else None,
            "last": self.last.isoformat() if self.last else None,
            "is_greeted": self.is_greeted,
            "additions": self.additions,
            "reports": self.reports,
            "is_told_full": self.is_told_full,
            "asked_back": self.asked_back,
        }


_PLAIN_FIELDS = (
    "area", "corner", "how_many", "vehicles", "markings", "being_taken", "child_alone", "someone_hurt",
)  # fmt: skip


def from_json(value: dict[str, Any]) -> State:
    """Read what `to_json` wrote; nothing gives a new state."""
    if not value:
        return State()
    known: dict[str, Any] = dict(value["known"])
    known["activity"] = Activity(known["activity"]) if "activity" in known else None
    known["seen_at"] = _moment(known.get("seen_at"))
    return State(
        language=value["language"],
        stage=Stage(value["stage"]),
        known=Known(**known),
        asked=Question(value["asked"]) if value["asked"] else None,
        times=tuple(sorted((Question(name), count) for name, count in value["times"].items())),
        passed=frozenset(Question(name) for name in value["passed"]),
        said=tuple(Said(text, question, choice) for text, question, choice in value["said"]),
        since=_moment(value["since"]),
        last=_moment(value["last"]),
        is_greeted=value["is_greeted"],
        additions=value["additions"],
        reports=value["reports"],
        is_told_full=value["is_told_full"],
        asked_back=value.get("asked_back", 0),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
