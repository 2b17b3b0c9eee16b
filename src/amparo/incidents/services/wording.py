"""Words that members write about an incident: cleaned, short, and refused where they lead to a person."""

from amparo.core.errors import AmparoError
from amparo.core.privacy import marks, text

# What must not be called for in public may be told here: that an observer did not follow, for instance.
_LEADS_TO_NOBODY = frozenset({"interference", "tracking"})


class WordsHoldPrivate(AmparoError):
    """The words lead to a person; `fields` has `kinds`, never the words."""

    code = "WORDS_HOLD_PRIVATE"


def clean(words: str, *, most_chars: int, most_lines: int = 1) -> str:
    """Return words that may stand beside an incident.

    Raises:
        TextRefused: too long, too many lines, or not Unicode.
        WordsHoldPrivate: they hold a phone number, a plate, a name or the like.
    """
    kept = text.clean(words, max_chars=most_chars, max_lines=most_lines)
    found = {mark.kind for mark in marks.find_private_marks(kept)} - _LEADS_TO_NOBODY
    if found:
        raise WordsHoldPrivate(kinds=sorted(found))
    return kept
