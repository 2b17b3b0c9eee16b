"""What is compared of a report's words: a keyed sketch of them, so that no words leave reports."""

import re

from amparo.core.sketches import text_sketch

# What programs put before a message that is passed on; it says nothing of the message.
_PASSED_ON = re.compile(
    r"^\W*(?:(?:fwd?|re|rv|tr|wg)\s*:|(?:forwarded(?: message)?(?: many times)?|reenviado(?: muchas veces)?|"
    r"mensaje reenviado|转发|轉發|전달됨|переслано)\b\W*)\s*",
    re.IGNORECASE,
)


def read(text: str, key: bytes) -> tuple[int, ...]:
    """Return the sketch of a report's text (`amparo.core.sketches.text_sketch`); empty where it has none."""
    kept = text
    while (passed_on := _PASSED_ON.match(kept)) is not None and passed_on.end():
        kept = kept[passed_on.end() :]
    return text_sketch(kept, key)
