"""The invented weekend as data: what was reported, found and said, at offsets from Monday 00:00.

The files say when in words (`fri 06:12`), so that a person can read them as a story. The replay turns offsets into
times so that the story ends at the visitor's present moment.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Where the story stops: Sunday evening.
END = timedelta(days=6, hours=20, minutes=45)


@dataclass(frozen=True, slots=True)
class ToldReport:
    """One report of the story. Texts are invented; `activity` and the like name values of the reports app.

    `sketch` names a drawn picture that comes with it.
    """

    at: timedelta
    seen_before: timedelta
    language: str
    text: str
    activity: str
    is_first_hand: bool
    has_picture: bool
    sketch: str
    how_many: int | None
    markings: str
    vehicles: str
    paper_shown: str
    being_taken: str


@dataclass(frozen=True, slots=True)
class ToldOutcome:
    """What was found, when, and on which basis."""

    at: timedelta
    outcome: str
    basis: tuple[str, ...]
    how_judged: str


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """A message about an incident: when it was composed, and when a second person released it, if one did."""

    composed_at: timedelta
    released_at: timedelta | None


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """One incident of the story. `vague_area` is a gazetteer slug where nobody said a street."""

    name: str
    lat: float
    lon: float
    place: str
    vague_area: str
    is_home: bool
    reports: tuple[ToldReport, ...]
    outcome: ToldOutcome | None
    alert: ToldAlert | None
    ended_at: timedelta | None
    all_clear: ToldAlert | None


@dataclass(frozen=True, slots=True)
class ToldMember:
    """A member of the invented network; `tries` says per language what a visitor can do in this part."""

    name: str
    roles: tuple[str, ...]
    is_founder: bool
    language: str
    tries: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ToldNetwork:
    """The invented network and who gets its alerts: by e-mail in which languages and areas, by SMS, and on screens."""

    name: str
    time_zone: str
    languages: tuple[str, ...]
    default_language: str
    public_contact: str
    members: tuple[ToldMember, ...]
    subscribers: Mapping[str, int]
    areas: tuple[str, ...]
    texts: tuple[str, ...]
    screens: tuple[str, ...]


def offset(told: str) -> timedelta:
    """Return the time since Monday 00:00 of words such as `fri 06:12`.

    Raises:
        ValueError: the words are something else.
    """
    day, clock = told.split()
    hour, minute = clock.split(":")
    return timedelta(days=DAYS.index(day), hours=int(hour), minutes=int(minute))


def read_incidents(folder: Path) -> tuple[ToldIncident, ...]:
    """Read the days of the weekend, in the order of their file names."""
    days = (_table(path) for path in sorted(folder.glob("[1-7]_*.toml")))
    return tuple(_incident(row) for day in days for row in day["incident"])


def read_network(folder: Path) -> ToldNetwork:
    """Read the invented network."""
    row = _table(folder / "network.toml")
    members = tuple(
        ToldMember(
            each["name"],
            tuple(each["roles"]),
            each.get("founder", False),
            each["speaks"],
            each.get("tries", {}),
        )
        for each in row["member"]
    )
    return ToldNetwork(
        name=row["name"],
        time_zone=row["time_zone"],
        languages=tuple(row["languages"]),
        default_language=row["default_language"],
        public_contact=row["public_contact"],
        members=members,
        subscribers=row["subscribers"]["languages"],
        areas=tuple(row["subscribers"]["areas"]),
        texts=tuple(row["subscribers"]["texts"]),
        screens=tuple(row["subscribers"]["screens"]),
    )


def _table(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _incident(row: Mapping[str, Any]) -> ToldIncident:
    lat, lon = row["at"]
    return ToldIncident(
        name=row["name"],
        lat=lat,
        lon=lon,
        place=row["place"],
        vague_area=row.get("vague", ""),
        is_home=row.get("home", False),
        reports=tuple(_report(each, row) for each in row["reports"]),
        outcome=_outcome(row["outcome"]) if "outcome" in row else None,
        alert=_alert(row.get("alert")),
        ended_at=offset(row["ended"]) if "ended" in row else None,
        all_clear=_alert(row.get("all_clear")),
    )


def _report(row: Mapping[str, Any], incident: Mapping[str, Any]) -> ToldReport:
    return ToldReport(
        at=offset(row["at"]),
        seen_before=timedelta(minutes=row["seen"]),
        language=row["lang"],
        text=row["text"],
        activity=row.get("activity", incident["activity"]),
        is_first_hand=not row.get("heard", False),
        has_picture=row.get("picture", False),
        sketch=row.get("sketch", ""),
        how_many=row.get("how_many"),
        markings=row.get("markings", ""),
        vehicles=row.get("vehicles", ""),
        paper_shown=row.get("paper", "unknown"),
        being_taken=row.get("taken", "unknown"),
    )


def _outcome(row: Mapping[str, Any]) -> ToldOutcome:
    basis = row["basis"]
    return ToldOutcome(
        at=offset(row["at"]),
        outcome=row["is"],
        basis=(basis,) if isinstance(basis, str) else tuple(basis),
        how_judged=row["note"],
    )


def _alert(row: Mapping[str, Any] | None) -> ToldAlert | None:
    if row is None:
        return None
    released = row.get("release")
    return ToldAlert(offset(row["compose"]), offset(released) if released else None)


class StepKind(StrEnum):
    """What happens at a moment of the story."""

    REPORT = "report"
    OUTCOME = "outcome"
    COMPOSE = "compose"
    RELEASE = "release"
    END = "end"
    COMPOSE_ALL_CLEAR = "compose_all_clear"
    RELEASE_ALL_CLEAR = "release_all_clear"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens; `report` only where it is one."""

    at: timedelta
    kind: StepKind
    incident: ToldIncident
    report: ToldReport | None = None


def steps(incidents: Iterable[ToldIncident]) -> tuple[Step, ...]:
    """Return everything that happens, in the order of time."""
    found = [step for incident in incidents for step in _steps_of(incident)]
    return tuple(sorted(found, key=lambda step: step.at))


def _steps_of(incident: ToldIncident) -> Iterator[Step]:
    for report in incident.reports:
        yield Step(report.at, StepKind.REPORT, incident, report)
    moments = (
        (StepKind.OUTCOME, incident.outcome.at if incident.outcome else None),
        (StepKind.COMPOSE, incident.alert.composed_at if incident.alert else None),
        (StepKind.RELEASE, incident.alert.released_at if incident.alert else None),
        (StepKind.END, incident.ended_at),
        (StepKind.COMPOSE_ALL_CLEAR, incident.all_clear.composed_at if incident.all_clear else None),
        (StepKind.RELEASE_ALL_CLEAR, incident.all_clear.released_at if incident.all_clear else None),
    )
    for kind, at in moments:
        if at is not None:
            yield Step(at, kind, incident)
