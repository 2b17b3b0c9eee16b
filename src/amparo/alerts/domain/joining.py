"""Read the places that somebody wrote behind JOIN: ZIP codes, a name, or everything."""

import re
from dataclasses import dataclass

_EVERYTHING = frozenset({"all", "everything", "everywhere", "todo", "todos", "toda", "todas", "toda la zona"})
_BESIDE_CODES = frozenset(
    {"and", "y", "e", "o", "or", "zip", "code", "codigo", "postal", "in", "en", "to", "for", "zona"}
)
_CODE = re.compile(r"[\do]*\d[\do]*")
_CODE_DIGITS = 5
_EXTENSION_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for.

    Attributes:
        codes: ZIP codes as written, perhaps misspelt; the letter o is read as zero.
        name: the name of one place; empty where there are only codes.
        is_everything: the whole region.
    """

    codes: tuple[str, ...] = ()
    name: str = ""
    is_everything: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.codes or self.name or self.is_everything)


def asked(argument: str) -> Asked:
    """Read what stood behind JOIN, folded as `channels` folds it."""
    if argument in _EVERYTHING:
        return Asked(is_everything=True)
    words = argument.split()
    glued = "".join(words)
    if _CODE.fullmatch(glued) and len(glued) == _CODE_DIGITS:
        return Asked(codes=(_zeros(glued),))  # "9 oo 06", as letters and digits are told apart
    codes = tuple(_zeros(word) for word in words if _CODE.fullmatch(word))
    if len(codes) == len(words) == 2 and (len(codes[0]), len(codes[1])) == (_CODE_DIGITS, _EXTENSION_DIGITS):
        return Asked(codes=codes[:1])  # 90006-1234
    name = " ".join(word for word in words if not _CODE.fullmatch(word))
    if codes and not [word for word in name.split() if word not in _BESIDE_CODES]:
        name = ""
    return Asked(codes=tuple(dict.fromkeys(codes)), name=name)


def _zeros(code: str) -> str:
    return code.replace("o", "0")
