"""From what a person said to a report's text and its additions: every word, with the question that it answered."""

from collections.abc import Callable, Iterable

from amparo.reports.domain import limits
from amparo.reports.domain.conversation_state import Said

# From `label.what` or `choice.what_3` to words in the conversation's language.
Words = Callable[[str], str]


def text_of(said: Iterable[Said], words: Words) -> str:
    """Return what was said, one message after the other; an answer stands behind the question it answered."""
    return "\n".join(_line(each, words) for each in said)


def split(text: str, *, most_chars: int) -> tuple[str, str]:
    """Return the beginning of a text that fits, and the rest; parted at a line or a blank where there is one late."""
    if len(text) <= most_chars:
        return text, ""
    cut = max(text.rfind("\n", 0, most_chars + 1), text.rfind(" ", 0, most_chars + 1))
    if cut < most_chars // 2:
        return text[:most_chars], text[most_chars:]
    return text[:cut], text[cut + 1 :]


def pieces(text: str) -> tuple[str, ...]:
    """Return a text in pieces that each fit into one addition."""
    found: list[str] = []
    lines = text.split("\n")
    blocks = [
        "\n".join(lines[at : at + limits.ADDITION_MAX_LINES])
        for at in range(0, len(lines), limits.ADDITION_MAX_LINES)
    ]
    for block in blocks:
        rest = block
        while rest:
            piece, rest = split(rest, most_chars=limits.ADDITION_MAX_CHARS)
            found.append(piece)
    return tuple(piece for piece in found if piece.strip())


def _line(said: Said, words: Words) -> str:
    if not said.question:
        return said.text
    meaning = f" ({words(f'choice.{said.question}_{said.choice}')})" if said.choice else ""
    return f"{words(f'label.{said.question}')}: {said.text}{meaning}"
