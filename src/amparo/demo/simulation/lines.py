"""A weekend as JSON Lines: first what it is, then every event, then every message with its truth."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from amparo.demo.simulation.truth import Told, TrueEvent, Weekend
from amparo.reports.api import ReportDraft

FORMAT = 1
_CELLS = frozenset({"place", "cell"})


def lines(weekend: Weekend) -> Iterator[str]:
    """Return the lines, without their ends: the same bytes for the same weekend, on every machine."""
    head = {
        "format": FORMAT,
        "seed": weekend.seed,
        "days": weekend.days,
        "began": _plain(weekend.began),
        "events": len(weekend.events),
        "messages": len(weekend.messages),
    }
    yield _line("weekend", head)
    for event in weekend.events:
        yield _line("event", _row(event))
    for told in weekend.messages:
        yield _line("message", _row(told))


def _line(name: str, row: dict[str, Any]) -> str:
    return json.dumps({name: row}, ensure_ascii=False, separators=(",", ":"))


def _row(value: TrueEvent | Told | ReportDraft) -> dict[str, Any]:
    """Return the fields that say something: what is as it is for everybody stays out."""
    found: dict[str, Any] = {}
    for field in fields(value):
        each = getattr(value, field.name)
        if each == "":
            continue
        if isinstance(each, ReportDraft):
            found[field.name] = _row(each)
        elif field.name in _CELLS:
            found[field.name] = f"{each:x}"
        elif field.name == "picture":
            if each is None:
                continue
            # In hexadecimal: readers of JSON lose the last digits of so long a number.
            found[field.name] = f"{each & 0xFFFF_FFFF_FFFF_FFFF:016x}"
        elif each != field.default or field.name == "event":
            found[field.name] = _plain(each)
    return found


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, Enum) else value
