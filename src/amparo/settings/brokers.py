"""The broker of an installation that runs on many machines: which addresses are understood, and beside what."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TAKEN = frozenset({"cafile", "certfile", "keyfile"})
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def chosen(url: str, *, database: Mapping[str, Any]) -> str:
    """Return the broker's address, or an empty text where there is none.

    Raises:
        ImproperlyConfigured: the address is not understood, is in clear over a network, or the database is a file. What
            the address holds is not told: it may hold a password.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    try:
        _ = parts.port
        given = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise _not_understood("its port or its options can't be read") from error
    if parts.scheme not in {"amqp", "amqps"} or not parts.hostname or parts.fragment:
        raise _not_understood("it must be amqps://NAME:PASSWORD@HOST/VHOST, without '#'")
    if not given.keys() <= (_TAKEN if parts.scheme == "amqps" else frozenset()):
        raise _not_understood("only amqps:// takes options, and these: cafile, certfile, keyfile")
    if parts.scheme == "amqp" and parts.hostname not in _THIS_MACHINE:
        raise _not_understood("over a network it must be amqps://, as the password would travel in clear")
    if "postgresql" not in database["ENGINE"]:
        raise ImproperlyConfigured(
            "AMPARO_BROKER_URL is for many machines, and the database is a file on one: set AMPARO_DATABASE_URL to a "
            "PostgreSQL server (docs/operating/scale.md), or leave AMPARO_BROKER_URL out."
        )
    return url


def _not_understood(reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"AMPARO_BROKER_URL is not understood: {reason}.")
