"""The words that are understood before anything else sees a message: STOP and HELP, in our two languages."""

import unicodedata
from enum import StrEnum


class Keyword(StrEnum):
    """What one word asks for."""

    STOP = "stop"
    HELP = "help"


_WORDS: dict[str, tuple[Keyword, str]] = {
    **dict.fromkeys(
        ("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "remove me"),
        (Keyword.STOP, "en"),
    ),
    **dict.fromkeys(
        ("alto", "baja", "parar", "cancelar", "no mas", "salir", "darme de baja", "detener"),
        (Keyword.STOP, "es"),
    ),
    **dict.fromkeys(("help", "info"), (Keyword.HELP, "en")),
    **dict.fromkeys(("ayuda", "informacion"), (Keyword.HELP, "es")),
}
# "Re: STOP" is a wish as well.
_ANSWER_MARKS = ("re:", "rv:", "aw:", "fwd:", "fw:")
LONGEST_WISH = 40


def recognise(text: str, *, subject: str = "") -> Keyword | None:
    """Return what a message asks for when it consists of one such word, else None.

    The first line with something in it counts; where the body is empty, the subject does. A word inside a sentence
    ("they would not stop") is no wish.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    wish = _WORDS.get(_folded(first or subject))
    return None if wish is None else wish[0]


def language_of(text: str, *, subject: str = "") -> str:
    """Return the language of the keyword, English when there is none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return _WORDS.get(_folded(first or subject), (None, "en"))[1]


def _folded(text: str) -> str:
    word = text.strip()[:LONGEST_WISH].casefold()
    for mark in _ANSWER_MARKS:
        word = word.removeprefix(mark).strip()
    letters = unicodedata.normalize("NFD", word)
    kept = "".join(char for char in letters if char.isalpha() or char == " ")
    return " ".join(kept.split())
