"""Whether a text says of itself that it was passed on: what a phone or a mail program writes above such a message."""

import re

# At the beginning of a line only: "they forwarded me to a lawyer" is a person's own sentence.
_MARK = re.compile(
    r"""^[^\w\n]*(?:
        (?:fwd?|rv|wg|tr)\s*:
        | forwarded\b | fwd\b
        | reenviad[oa]s?\b | mensaje\s+reenviado\b | reenv[ií]o\b
        | encaminhad[oa]\b | transf[ée]r[ée]\b | inoltrato\b | weitergeleitet\b
        | переслан\w+ | đã\s+chuyển\s+tiếp | ipinasa\b
    )
    | ^[^\w\n]*(?:转发|轉發|轉傳|전달됨|전달된|معاد\s*توجيه|تمت\s*إعادة\s*توجيه)
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
# Lines that a mail program quotes. One may be a person's way of writing; two are a message inside a message.
_QUOTED = re.compile(r"^[ \t]*>[ \t>]*\S", re.MULTILINE)
_FEWEST_QUOTED_LINES = 2


def is_forwarded(text: str) -> bool:
    """Tell whether a text is, or holds, a message that somebody else wrote."""
    return _MARK.search(text) is not None or len(_QUOTED.findall(text)) >= _FEWEST_QUOTED_LINES
