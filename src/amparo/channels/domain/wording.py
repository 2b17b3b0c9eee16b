"""A message's texts in one language, read once, so that filling them for each of many receivers costs little."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from amparo.channels.domain.about import About

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Pattern:
    """A text with `{slots}`; other braces stay as they are."""

    __slots__ = ("_pieces", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        # Literal text and names of slots take turns; one literal alone when there are no slots.
        self._pieces = _SLOT.split(text)

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with its slots filled; a slot without a value stays."""
        if len(self._pieces) == 1:
            return self._text
        pieces = self._pieces.copy()
        for place in range(1, len(pieces), 2):
            name = pieces[place]
            pieces[place] = values.get(name, f"{{{name}}}")
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message says in one language, and what it is about."""

    language: str
    subject: Pattern
    body: Pattern
    short: Pattern
    brief: Pattern
    about: About | None
