"""What words mean in a conversation, in English and Spanish; the words themselves stand in a table."""

import re
import tomllib
import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from amparo.reports.domain.kinds import Activity

TABLE = Path(__file__).resolve().parent.parent / "data" / "conversation_words.toml"

_OPTION = re.compile(r"[(\[#]?\s*(\d)\s*[.)\]]?")
_DENIED_WITHIN = 40
_PART = re.compile(r"\{([a-z_]+)\}")


class Command(StrEnum):
    """What a whole message may ask of the conversation itself."""

    ENGLISH = "english"
    SPANISH = "spanish"
    DONE = "done"
    WITHDRAW = "withdraw"
    NEW = "new"


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    with TABLE.open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=128)
def _pattern(group: str, name: str) -> "re.Pattern[str]":
    table = _table()
    alternatives = [_PART.sub(lambda part: table["part"][part[1]], each) for each in table[group][name]]
    return re.compile("|".join(f"(?:{each})" for each in alternatives))


@lru_cache(maxsize=1)
def _commands() -> dict[str, Command]:
    return {words: Command(name) for name, every in _table()["command"].items() for words in every}


@lru_cache(maxsize=8)
def _words(name: str) -> frozenset[str]:
    return frozenset(_table()["words"][name].split())


def plain(text: str) -> str:
    """Return text for matching: no accents, no capitals, straight apostrophes, single blanks; lines stay apart."""
    straight = text.replace("’", "'").replace("`", "'").replace("´", "'")
    decomposed = unicodedata.normalize("NFKD", straight.casefold())
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return "\n".join(" ".join(line.split()) for line in kept.split("\n"))


def command_in(text: str) -> Command | None:
    """Return what a whole message asks of the conversation, if it does."""
    words = re.findall(r"\w+", plain(text).replace("'", ""))
    return _commands().get(" ".join(words))


def is_small_talk(text: str) -> bool:
    """Tell whether a message says nothing but hello, thanks or OK, or has no word at all."""
    return all(word in _words("small_talk") for word in re.findall(r"\w+", plain(text)))


def is_dont_know(text: str) -> bool:
    """Tell whether a whole message says that its writer does not know."""
    return _pattern("whole", "dont_know").fullmatch(_whole(text)) is not None


def yes_or_no(text: str) -> bool | None:
    """Return what a message answers to a question of yes or no."""
    said = _whole(text)
    if _pattern("whole", "yes").fullmatch(said):
        return True
    return False if _pattern("whole", "no").fullmatch(said) else None


def option_in(text: str, *, most: int) -> int | None:
    """Return the number of a choice when a message consists of it."""
    found = _OPTION.fullmatch(plain(text).strip())
    number = int(found[1]) if found else 0
    return number if 1 <= number <= most else None


def activity_in(text: str) -> Activity | None:
    """Return the gravest activity of which a plain text speaks."""
    return next((Activity(name) for name in _table()["activity"] if _says("activity", name, text)), None)


def is_something_else(text: str) -> bool:
    """Tell whether a plain text says that it is none of the choices."""
    return _says("told", "something_else", text)


def first_hand_in(text: str) -> bool | None:
    """Return whether a plain text says that its writer saw it (True) or was told of it (False)."""
    if _says("told", "heard", text):
        return False
    return True if _says("told", "seen", text) else None


def speaks_of_hurt(text: str) -> bool:
    """Tell whether a plain text says that somebody is hurt."""
    return _says("told", "hurt", text)


def speaks_of_a_child_alone(text: str) -> bool:
    """Tell whether a plain text says that a child is alone."""
    return _says("told", "child_alone", text)


def is_no_street(word: str) -> bool:
    """Tell whether a word stands beside "and" far more often as something else than as a street."""
    return word in _words("no_streets")


def language_of(text: str) -> str:
    """Return `en`, `es`, `other` for another script than the Latin, or empty text where nothing tells."""
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if letters and latin * 2 < len(letters):
        return "other"
    words = re.findall(r"[a-z]+", plain(text))
    spanish = sum(word in _words("spanish") for word in words) + 2 * sum(char in "ñ¿¡Ñ" for char in text)
    english = sum(word in _words("english") for word in words)
    if spanish == english:
        return ""
    return "es" if spanish > english else "en"


def _whole(text: str) -> str:
    return " ".join(plain(text).split()).strip(" .,!¡¿")


def _says(group: str, name: str, text: str) -> bool:
    """Tell whether a plain text says something without denying it."""
    denied = _pattern("told", "denied")
    return any(
        not denied.search(text[max(0, found.start() - _DENIED_WITHIN) : found.start()])
        for found in _pattern(group, name).finditer(text)
    )
