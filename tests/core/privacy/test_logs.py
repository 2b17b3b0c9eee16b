"""Log lines hold no text of a person's."""

import logging
import sys

from amparo.core.privacy.logs import PrivateFormatter, describe

MARKER = "marker-of-a-person"


def record(name: str, *args: object, with_error: bool = False) -> logging.LogRecord:
    return logging.LogRecord(
        name, logging.ERROR, __file__, 1, "Something: %s", args, sys.exc_info() if with_error else None
    )


def test_a_foreign_loggers_arguments_are_left_out() -> None:
    line = PrivateFormatter().format(record("django.request", f"/receipt/{MARKER}"))

    assert MARKER not in line
    assert "Something" in line


def test_our_own_loggers_say_what_they_mean() -> None:
    assert "sent" in PrivateFormatter().format(record("amparo.alerts", "sent"))


def test_an_exception_shows_its_type_and_places_but_no_message() -> None:
    try:
        try:
            int(MARKER)
        except ValueError as error:
            raise RuntimeError(MARKER) from error
    except RuntimeError:
        line = PrivateFormatter().format(record("amparo.core.jobs", "x", with_error=True))

    assert MARKER not in line
    assert "RuntimeError" in line
    assert "caused by ValueError" in line
    assert "test_logs.py" in line


def test_an_error_that_caused_itself_is_described_once() -> None:
    error = ValueError(MARKER)
    error.__cause__ = error

    assert describe(error) == "ValueError"
