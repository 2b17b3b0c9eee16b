"""Log lines that hold no text of a person's.

Exceptions quote values ("invalid literal: '…'"), Django's request log quotes paths and hosts. So a line is made of
what the code says (the message's template, without its arguments, except from our own loggers, which name only what
may be named) and, for an exception, of its type and the places in the code, never of its message.
"""

import logging
import traceback

from typing_extensions import override


class PrivateFormatter(logging.Formatter):
    """Format a record without foreign loggers' arguments and without exceptions' messages."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return `time level logger: message` and, below it, the frames of an exception."""
        is_ours = record.name.split(".")[0] == "amparo"
        message = record.getMessage() if is_ours else _template_of(record)
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {message}"
        status = getattr(record, "status_code", None)
        if status is not None:
            line = f"{line} (status {status})"
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{line}\n{describe(record.exc_info[1])}"
        return line


def _template_of(record: logging.LogRecord) -> str:
    """Return what the code says, where it can be told from what a person sent: a template that has arguments.

    A message without arguments may be an exception's text ("django.security" logs them so).
    """
    return str(record.msg) if record.args and isinstance(record.msg, str) else "(message withheld)"


def describe(error: BaseException) -> str:
    """Return an exception's type and frames, and those of its causes, without any message or value."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        parts.append("\n".join([type(current).__name__, *lines]))
        current = current.__cause__ or current.__context__
    return "\ncaused by ".join(parts)
