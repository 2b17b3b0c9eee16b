"""Cutting a text to a channel's length: at the end of a sentence, with the lines that hold a link kept.

An alert's links (the page where it can be checked, the one that ends the subscription) stand in lines at its end: a
plain cut would lose exactly what lets a reader check it.
"""

import re
import unicodedata
from collections.abc import Callable

Size = Callable[[str], int]

CUT_MARK = "…"
# Where a sentence ends, over the scripts: Latin, CJK, Devanagari, Urdu, Arabic, Ethiopic, Burmese, Khmer, Armenian.
_SENTENCE = re.compile(r".+?(?:[.!?…।॥۔؟።။៕។։]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”’]*|$)\s*", re.DOTALL)
_LINK = re.compile(r"https?://[^\s<>]+")
_JOINERS = "\u200d\ufe0f\ufe0e"
# A paragraph around a link is kept whole unless it takes more of the room than this.
_SHARE_OF_A_LINK = 3


def utf16_units(text: str) -> int:
    """Return how many UTF-16 code units a text has: Telegram and WhatsApp count so."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """Return how many bytes a text has as UTF-8: ntfy counts so."""
    return len(text.encode("utf-8", "replace"))


def cut(text: str, most: int, size: Size, *, mark: str = CUT_MARK) -> str:
    """Return the text, or as many of its whole sentences as fit, then what holds its links.

    Args:
        text: paragraphs with an empty line between them.
        most: the limit, in what `size` counts.
        size: how the channel counts; it must not shrink when text is added.
        mark: stands where something is missing.
    """
    if size(text) <= most:
        return text
    words, links = _parted(text, lambda paragraph: size(paragraph) * _SHARE_OF_A_LINK > most)
    while links and size("\n\n".join([mark, *links])) > most:
        links.pop()  # the first link is the page of the alert
    end = "".join(f"\n\n{link}" for link in links)

    def fits(start: str) -> bool:
        return size(start + end) <= most

    kept = _whole_sentences(words, mark, fits) or _whole_words(words, mark, fits)
    return f"{kept}{end}".lstrip("\n")


def _parted(text: str, is_long: Callable[[str], bool]) -> tuple[str, list[str]]:
    """Return what may be cut, and the short paragraphs that hold a link; of a long one, the links alone."""
    words: list[str] = []
    links: list[str] = []
    for paragraph in text.split("\n\n"):
        found = _LINK.findall(paragraph)
        if found and not is_long(paragraph):
            links.append(paragraph)
        else:
            words.append(_LINK.sub("", paragraph) if found else paragraph)
            links += [link.rstrip(".,;:!?)") for link in found]
    return "\n\n".join(words), links


def _whole_sentences(text: str, mark: str, fits: Callable[[str], bool]) -> str:
    ends = [sentence.end() for sentence in _SENTENCE.finditer(text)]
    count = _most(len(ends), lambda number: fits(f"{text[: ends[number - 1]].rstrip()} {mark}"))
    kept = text[: ends[count - 1]].rstrip() if count else ""
    return f"{kept} {mark}" if kept else ""


def _whole_words(text: str, mark: str, fits: Callable[[str], bool]) -> str:
    end = _most(len(text), lambda number: fits(text[:number] + mark))
    kept = text[: whole(text, end)].rstrip() + mark
    return kept if fits(kept) else ""


def _most(high: int, fits: Callable[[int], bool]) -> int:
    """Return the highest number from 0 that fits, by halving: what is longer never fits where less does not."""
    low = 0
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def whole(text: str, end: int) -> int:
    """Return a place to cut at or before `end`: after a word where one ends in the last third, else between letters.

    A letter and the marks that belong to it, and emoji that are joined, stay together.
    """
    if end >= len(text) or text[end].isspace():
        return end
    blank = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
    if blank > end * 2 // 3:
        return blank
    while end > 0 and _belongs_to_the_last(text, end):
        end -= 1
    return end


def _belongs_to_the_last(text: str, end: int) -> bool:
    is_mark = unicodedata.category(text[end]).startswith("M")
    is_skin = "\U0001f3fb" <= text[end] <= "\U0001f3ff"
    return is_mark or is_skin or text[end] in _JOINERS or text[end - 1] == "\u200d"
