"""The registry of languages: tag, names, script, direction, and whether people mostly speak rather than read it.

Tags are BCP 47. Own names follow CLDR where it has one. `spoken_first` marks languages whose speakers mostly
read another language or none: they are served by recorded audio first. Languages without one common spoken form
(Zapotec, Mixtec) stand under the variants met in the field, to be chosen by town.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from babel import Locale, UnknownLocaleError

from amparo.core.errors import AmparoError

TABLE = Path(__file__).resolve().parent / "data" / "languages.csv"

Direction = Literal["ltr", "rtl"]

# The language from which every other one is translated.
SOURCE_LANGUAGE = "en"

# Tags that people and browsers send, and the registry's tag that is meant; a language that is only spoken is written as
# the one beside it.
_ALSO: Mapping[str, str] = MappingProxyType(
    {
        "zh": "zh-hans",
        "zh-cn": "zh-hans",
        "zh-sg": "zh-hans",
        "zh-my": "zh-hans",
        "zh-tw": "zh-hant",
        "zh-hk": "zh-hant",
        "zh-mo": "zh-hant",
        "cmn": "zh-hans",
        "cmn-hant": "zh-hant",
        "yue": "zh-hant",
        "yue-hans": "zh-hans",
        "tl": "fil",
        "pt": "pt-br",
        "prs": "fa-af",
        "pes": "fa",
        "pa-guru": "pa",
        "pa-pk": "pa-arab",
        "pnb": "pa-arab",
        "arb": "ar",
        "hat": "ht",
        "in": "id",
    }
)


class UnknownLanguage(AmparoError):
    """The registry has no language with this tag."""

    code = "UNKNOWN_LANGUAGE"


class NothingOffered(AmparoError):
    """Something is to be said in none of all languages."""

    code = "NOTHING_OFFERED"


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


def _fallbacks(tag: str) -> Iterator[str]:
    """Yield a tag, shorter and shorter, each followed by the tag under which the registry has it."""
    parts = tag.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        shorter = "-".join(parts[:length])
        yield shorter
        if shorter in _ALSO:
            yield _ALSO[shorter]


def best(wanted: Iterable[str], available: Iterable[str]) -> str | None:
    """Return the available tag that suits the wanted ones best, or None (RFC 4647, section 3.4, "lookup").

    Each wanted tag is shortened from the right until an available tag equals it (regions that write another script,
    and older names, are known: `zh-TW` is `zh-Hant`, `tl` is `fil`); failing that, an available tag that is more
    special than the wanted one serves (`es` is served by `es-419`). A script that the person does not read never does.
    """
    choices = list(available)
    by_tag = {tag.lower(): tag for tag in choices}
    for tag in wanted:
        names = list(_fallbacks(tag))
        alike = [name for name in names if name in by_tag and _reads(tag, name)]
        if alike:
            return by_tag[alike[0]]
        kin = {name.split("-")[0] for name in names}
        for choice in choices:
            if choice.lower().split("-")[0] in kin and _reads(tag, choice):
                return choice
    return None


def choose(wanted: Iterable[str], offered: Sequence[str]) -> str:
    """Return in which of the offered languages something is said to a person: theirs, or else the first one.

    The one answer to that question for everything that is sent; `core.phrases.language_for` knows what is offered.

    Raises:
        NothingOffered: no language is.
    """
    if not offered:
        raise NothingOffered
    return best(wanted, offered) or offered[0]


def _reads(wanted: str, offered: str) -> bool:
    """Tell whether who wants a language reads the script of another one; Chinese is read in both of its own."""
    scripts = {_script_of(wanted), _script_of(offered)}
    return len(scripts) == 1 or None in scripts or scripts == {"Hans", "Hant"}


def _script_of(tag: str) -> str | None:
    return next((_registry()[name].script for name in _fallbacks(tag) if name in _registry()), None)
