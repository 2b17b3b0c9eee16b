"""Filling the few `{slots}` of a rendering with one receiver's values. Other braces stay as they are."""

import re
from collections.abc import Mapping

from amparo.core.errors import AmparoError

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_ADDRESS = re.compile(r"[^\s/@]+@[^\s/@]+\.[^\s/@]+")
LONGEST_VALUE = 500


class ValueMissing(AmparoError):
    """A rendering has a slot for which a receiver brings no value; `fields` has `slot`."""

    code = "VALUE_MISSING"


class ValueRefused(AmparoError):
    """A value is too long, has a line break, or looks like an address; `fields` has `slot`."""

    code = "VALUE_REFUSED"


def slots_of(*texts: str) -> frozenset[str]:
    """Return the names of all slots in some texts."""
    return frozenset(name for text in texts for name in _SLOT.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its slots filled; a slot without a value stays."""
    return _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), text) if values else text


def check_values(slots: frozenset[str], values: Mapping[str, str]) -> None:
    """Check that the values fill the slots and may be stored beside an opaque id.

    Raises:
        ValueMissing: a slot would stay empty.
        ValueRefused: a value is no short single line, or holds an address.
    """
    for slot in slots:
        if slot not in values:
            raise ValueMissing(slot=slot)
    for name, value in values.items():
        if len(value) > LONGEST_VALUE or not value.isprintable() or _ADDRESS.search(value) is not None:
            raise ValueRefused(slot=name)
