"""Identifiers: random ones for what a reporter makes, time-ordered ones elsewhere."""

import os
import uuid
from datetime import datetime


def new_anonymous_id() -> uuid.UUID:
    """Return a UUIDv4, which tells nothing. For everything that a reporter creates."""
    return uuid.uuid4()


def new_id(now: datetime) -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562, section 5.7), which sorts by `now` to the millisecond."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80
    value |= 0x7 << 76
    value |= (random_bits >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random_bits & ((1 << 62) - 1)
    return uuid.UUID(int=value)
