"""The registry of languages: tag, names, script, direction, and whether people mostly speak rather than read it.

Tags are BCP 47. Own names follow CLDR where it has one. `spoken_first` marks languages whose speakers mostly
read another language or none: they are served by recorded audio first. Languages without one common spoken form
(Zapotec, Mixtec) stand under the variants met in the field, to be chosen by town.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError

from amparo.core.errors import AmparoError

TABLE = Path(__file__).resolve().parent / "data" / "languages.csv"

Direction = Literal["ltr", "rtl"]


class UnknownLanguage(AmparoError):
    """The registry has no language with this tag."""

    code = "UNKNOWN_LANGUAGE"


@dataclass(frozen=True, slots=True)
class Language:
    """One language as people write it (or speak it)."""

    tag: str
    name: str
    own_name: str
    script: str
    direction: Direction
    spoken_first: bool


@lru_cache(maxsize=1)
def _registry() -> dict[str, Language]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["tag"].lower(): Language(
            tag=row["tag"],
            name=row["name"],
            own_name=row["own_name"],
            script=row["script"],
            direction="rtl" if row["direction"] == "rtl" else "ltr",
            spoken_first=row["spoken_first"] == "yes",
        )
        for row in rows
    }


def all_languages() -> tuple[Language, ...]:
    """Return every language of the registry in the table's order."""
    return tuple(_registry().values())


def is_known(tag: str) -> bool:
    """Tell whether the registry has exactly this tag, in any case."""
    return tag.lower() in _registry()


def get(tag: str) -> Language:
    """Return a language by its exact tag, in any case.

    Raises:
        UnknownLanguage: the registry has none.
    """
    try:
        return _registry()[tag.lower()]
    except KeyError as error:
        raise UnknownLanguage(tag=tag) from error


def name_in(tag: str, reader: str) -> str:
    """Return a language's name for whoever reads another one: in theirs where CLDR knows it, else in English.

    A tag that the registry does not have is returned as it is.
    """
    if not is_known(tag):
        return tag
    try:
        name = Locale.parse(tag, sep="-").get_display_name(reader)
    except (UnknownLocaleError, ValueError):
        name = None
    return name or get(tag).name


def _fallbacks(tag: str) -> tuple[str, ...]:
    parts = tag.lower().replace("_", "-").split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def best(wanted: Iterable[str], available: Iterable[str]) -> str | None:
    """Return the available tag that suits the wanted ones best, or None (RFC 4647, section 3.4, "lookup").

    Each wanted tag is shortened from the right until an available tag equals it; failing that, an available tag
    that is more special than the wanted one serves (`es` is served by `es-419`).
    """
    choices = list(available)
    by_tag = {tag.lower(): tag for tag in choices}
    for tag in wanted:
        for shorter in _fallbacks(tag):
            if shorter in by_tag:
                return by_tag[shorter]
        language = _fallbacks(tag)[-1]
        for choice in choices:
            if choice.lower().split("-")[0] == language:
                return choice
    return None
