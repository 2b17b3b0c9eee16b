"""What in a report's texts a person must look at, kept beside the report as kinds and offsets, never as text."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from amparo.core.privacy import marks

# In a report these are ordinary speech; they matter in what goes out.
_ONLY_IN_ALERTS = frozenset({"interference", "tracking"})


@dataclass(frozen=True, slots=True)
class PrivateMark:
    """A place in one of the texts: half-open offsets in code points.

    Attributes:
        field: `text`, `place_text`, `markings` or `vehicles`.
        kind: `phone`, `plate`, `a_number`, `email`, `person_name` or `home_address`.
    """

    field: str
    kind: str
    start: int
    end: int


def find(texts: Mapping[str, str]) -> tuple[PrivateMark, ...]:
    """Return the marks of several texts by the names of their fields.

    A place's own words may be an address: that is what the field is for, so it is not marked there.
    """
    return tuple(
        PrivateMark(field, mark.kind, mark.start, mark.end)
        for field, text in texts.items()
        for mark in marks.find_private_marks(text)
        if mark.kind not in _ONLY_IN_ALERTS and not (field == "place_text" and mark.kind == "home_address")
    )


def to_json(found: Iterable[PrivateMark]) -> list[dict[str, Any]]:
    """Return marks as the column holds them."""
    return [asdict(mark) for mark in found]


def from_json(value: Iterable[dict[str, Any]]) -> tuple[PrivateMark, ...]:
    """Read what `to_json` wrote."""
    return tuple(PrivateMark(**entry) for entry in value)
