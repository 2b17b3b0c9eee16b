"""The questions of `./amparo setup`, and their answers from options, a file, or the person at the keyboard."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.cli.refusal import Refusal

if TYPE_CHECKING:
    from amparo.core.places.region import Region


@dataclass(frozen=True)
class Question:
    """One thing to know. Without a default it must be answered."""

    name: str
    text: str
    default: str | None = None


QUESTIONS = (
    Question("name", "the network's name, as the public reads it"),
    Question("region", "where it works: los-angeles, or a circle as lat,lon,km"),
    Question("languages", "the languages of its alerts, the first one first", "en,es"),
    Question("time_zone", "its time zone", "America/Los_Angeles"),
    Question("contact", "how the public reaches it, in one line; may be empty", ""),
    Question("origin", "the address under which people open it", "http://127.0.0.1:8000"),
    Question("organisation", "the organisation of the first coordinator"),
    Question("coordinator", "the first coordinator's user name"),
    Question("coordinator_name", "the first coordinator's name, as members see it"),
    Question("password", "a file that holds the first coordinator's password", ""),
    Question(
        "second",
        "the user name of a second founder, who may release what the first composed; may be empty",
        "",
    ),
    Question("second_name", "the second founder's name, as members see it", ""),
)
_NOT_ASKED = frozenset({"password"})


class Answers(dict[str, str]):
    """Answers by the names of their questions."""

    def __init__(self, values: Mapping[str, str], *, asks: bool) -> None:
        super().__init__(values)
        self.asks = asks

    @property
    def languages(self) -> list[str]:
        """The tags, in order."""
        return [tag.strip() for tag in self["languages"].split(",") if tag.strip()]

    @property
    def gazetteer(self) -> str:
        """Which table of places the installation uses."""
        return "none" if "," in self["region"] else self["region"]

    def region(self) -> "Region":
        """Return the region's cells.

        Raises:
            Refusal: it is neither a known table nor a circle.
        """
        from amparo.core.places.cells import Point
        from amparo.core.places.gazetteer import load
        from amparo.core.places.region import Region

        wanted = self["region"]
        if wanted == "los-angeles":
            return Region.of_points(area.centre for area in load(wanted).areas)
        lat, lon, km = read_circle(wanted)
        return Region.around(Point(lat, lon), km * 1000)


def read_circle(text: str) -> tuple[float, float, float]:
    """Return latitude, longitude and kilometres of a typed circle.

    Raises:
        Refusal: it is not one, or lies outside the Earth, or is larger than a region can be.
    """
    try:
        lat, lon, km = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Refusal("the region is `los-angeles`, or a circle such as 34.05,-118.24,40.") from error
    if not (-85 <= lat <= 85 and -180 <= lon <= 180 and 0 < km <= 500):
        raise Refusal("the region's circle needs a latitude, a longitude and at most 500 km.")
    return lat, lon, km


def gather(file: Path | None, options: Mapping[str, str | None], *, asks: bool) -> Answers:
    """Return an answer to every question: options go before the file, both before asking, defaults are last.

    Raises:
        Refusal: the file can't be read or answers something else, or an answer is missing and nobody can be asked.
    """
    given = {**_read(file), **{name: value for name, value in options.items() if value is not None}}
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        value = given.get(question.name)
        if value is None and asks and question.name not in _NOT_ASKED and _is_due(question, answers):
            value = _ask(question)
        if value is None:
            value = question.default
        if value is None:
            raise Refusal(f"--{question.name.replace('_', '-')} is missing: {question.text}.")
        answers[question.name] = value
    if answers["second"] and not answers["second_name"]:
        raise Refusal("--second-name is missing: the second founder's name, as members see it.")
    found = Answers(answers, asks=asks)
    if found["region"] != "los-angeles":
        read_circle(found["region"])
    return found


def _is_due(question: Question, answers: Mapping[str, str]) -> bool:
    return question.name != "second_name" or bool(answers["second"])


def _ask(question: Question) -> str | None:
    shown = f" [{question.default}]" if question.default else ""
    while True:
        typed = input(f"{question.text}{shown}: ").strip()
        if typed:
            return typed
        if question.default is not None:
            return question.default


def _read(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refusal(f"{file} can't be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f'{file} is not a file of lines such as name = "…".') from error
    names = {question.name for question in QUESTIONS}
    unknown = set(table) - names
    if unknown:
        raise Refusal(f"{file} answers what is not asked: {', '.join(sorted(unknown))}.")
    return {name: ",".join(value) if isinstance(value, list) else str(value) for name, value in table.items()}
