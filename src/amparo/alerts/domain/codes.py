"""Short codes that stand in every alert, to be read aloud and typed."""

import re
from collections.abc import Callable

# Without vowels (no words come out) and without what is read or heard as another: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
ALPHABET = "34679CDFGHJKMNPQRTWXY"
LENGTH = 6
_PATTERN = re.compile(rf"\b([{ALPHABET}]{{3}})[\s-]?([{ALPHABET}]{{3}})\b")


def new_code(choose: Callable[[str], str]) -> str:
    """Return a code such as `K7M-4QX`; 21 to the 6th are 85 million.

    Args:
        choose: returns one random character of a text (`secrets.choice`).
    """
    letters = "".join(choose(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:3]}-{letters[3:]}"


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes a text may hold, in order, written with their hyphen."""
    found = (f"{first}-{second}" for first, second in _PATTERN.findall(text.upper()))
    return tuple(dict.fromkeys(found))
