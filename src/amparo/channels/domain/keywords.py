"""The words that are understood before anything else sees a message: STOP, HELP and JOIN, in every language we know.

A wrong guess costs: a report taken for a wish reaches nobody, a wish taken for a report keeps somebody subscribed
against the law. So the whole line must be the wish: one word of the table with at most a "please" beside it, or JOIN
with places behind it. A misspelling is one slip of a longer word, and only where no other keyword and no everyday
word is as near.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from amparo.channels.domain.folding import folded, is_one_slip, undoubled
from amparo.channels.domain.keyword_table import (
    POLITE_WORDS,
    Entry,
    everyday_words,
    slips_of_length,
    stretched,
    table,
)

# More than a code and thirty ZIP codes is no wish; before that, what can't be seen is taken away.
LONGEST_WISH = 200
LONGEST_LINE = 4_000
MOST_NAME_WORDS = 4
LONGEST_NAME = 40
_SHORTEST_SLIP = 4
# "Re: STOP" is a wish as well.
_ANSWER_MARKS = re.compile(r"(?:\s*(?:re|rv|aw|fwd|fw|wg|tr)\s*:)+", re.IGNORECASE)
_SIGNATURE = re.compile(r"\s*(?:--|sent from|enviado desde|get outlook)", re.IGNORECASE)
_ZIP = re.compile(r"[\do]{3,6}(?: \d{4})?")


class Keyword(StrEnum):
    """What a word asks for."""

    STOP = "stop"
    HELP = "help"
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a message asks for.

    Attributes:
        keyword: what is wished.
        language: the language of the word, by the registry's order where several share it.
        argument: what stood behind JOIN, folded to lower-case letters, digits and single spaces; else empty.
    """

    keyword: Keyword
    language: str
    argument: str = ""


def recognise(text: str, *, subject: str = "") -> Wish | None:
    """Return what a message asks for when its first line is such a wish, else None.

    The first line with something in it counts; where the body is empty, the subject does. HELP and JOIN must be all
    that was written, but for a signature: "Help" may be the first line of a report. STOP may be followed by more.
    """
    lines = [line for line in text.splitlines() if line.strip()] or [subject]
    written = _ANSWER_MARKS.sub("", lines[0], count=1)
    line = folded(written) if len(written) <= LONGEST_LINE else ""
    if not line or len(line) > LONGEST_WISH:
        return None
    is_alone = len(lines) == 1 or _SIGNATURE.match(lines[1]) is not None or _is_polite(lines[1:])
    wish = _wish_of(line, is_alone=is_alone)
    return wish if wish is None or is_alone or wish.keyword is Keyword.STOP else None


def _is_polite(lines: list[str]) -> bool:
    return len(lines) == 1 and folded(lines[0]) in POLITE_WORDS


def _wish_of(line: str, *, is_alone: bool) -> Wish | None:
    plain = _without_politeness(line)
    entry = table().get(line) or table().get(plain)
    if entry is not None:
        return Wish(Keyword(entry.keyword), entry.language)
    if is_alone and (slip := _slip_of(plain)) is not None:
        return Wish(Keyword(slip.keyword), slip.language)
    return _with_places(plain)


def _without_politeness(line: str) -> str:
    words = line.split()
    if len(words) > 1 == len(set(words)):  # "STOP STOP STOP"
        return words[0]
    for polite in POLITE_WORDS:
        gap = " " if polite.isascii() else ""  # scripts without spaces write it on
        line = line.removeprefix(polite + " ").removesuffix(gap + polite).strip() or line
    return line


def _slip_of(word: str) -> Entry | None:
    """Return the word of which this is a misspelling; None where two keywords are as near, or it is a word itself."""
    if len(word) < _SHORTEST_SLIP or " " in word or word in everyday_words():
        return None
    near = stretched().get(undoubled(word), ()) or [
        entry for entry in slips_of_length(len(word)) if is_one_slip(word, entry.word)
    ]
    return near[0] if len({entry.keyword for entry in near}) == 1 else None


def _with_places(line: str) -> Wish | None:
    """Read a keyword with something behind it: JOIN and places, STOP and ZIP codes."""
    words = line.split()
    for count in range(1, min(len(words), 4)):
        head, rest = " ".join(words[:count]), words[count:]
        are_codes = all(_ZIP.fullmatch(word) for word in rest)
        entry = table().get(head) or (_slip_of(head) if are_codes else None)
        if entry is None:
            continue
        if entry.keyword == Keyword.STOP and are_codes:
            return Wish(Keyword.STOP, entry.language)
        if entry.keyword == Keyword.JOIN and (are_codes or _may_be_a_name(entry, rest)):
            return Wish(Keyword.JOIN, entry.language, " ".join(rest))
    return None


def _may_be_a_name(entry: Entry, words: list[str]) -> bool:
    """Tell whether the name of a place may stand behind a word; "start at 8th" is the beginning of a report."""
    is_short = len(words) <= MOST_NAME_WORDS and len(" ".join(words)) <= LONGEST_NAME
    return entry.is_trusted and is_short
