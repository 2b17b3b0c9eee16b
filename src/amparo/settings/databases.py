"""The database of an installation: its own file, or a PostgreSQL server that an address names."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Durable and erasing: what is acknowledged survives a power cut, what is deleted leaves no copy in the file.
# `secure_delete` does not reach the write-ahead log: erasing ends with a TRUNCATE checkpoint (core.database).
SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "busy_timeout": "10000",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "trusted_schema": "OFF",
    "journal_size_limit": "8388608",
}
# What an address may ask of the connection, by libpq's names; `host` is the folder of a socket.
_TAKEN = frozenset(
    {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs"}
)


def chosen(url: str, *, file: Path) -> dict[str, Any]:
    """Return Django's description of the database at an address, or of the file where there is none.

    Raises:
        ImproperlyConfigured: the address is not understood. What it holds is not told: it may hold a password.
    """
    return _postgresql(url) if url else _sqlite(file)


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "amparo.core.sqlite",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "".join(f"PRAGMA {name}={value};" for name, value in SQLITE_PRAGMAS.items()),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    try:
        port = parts.port
        wishes = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise _not_understood("its port or its options can't be read") from error
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgresql", "postgres"} or parts.fragment:
        raise _not_understood("it must begin with postgresql:// and have no '#'")
    if not name or "/" in name:
        raise _not_understood("one database must be named after the host")
    if not wishes.keys() <= _TAKEN:
        raise _not_understood(f"after '?' these are understood: {', '.join(sorted(_TAKEN))}")
    if parts.hostname and "host" in wishes:
        raise _not_understood("it names two hosts")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": wishes.pop("host", "") or parts.hostname or "",
        "PORT": port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Values travel apart from statements: a server's log or list of what runs never holds what people wrote.
        "OPTIONS": wishes | {"server_side_binding": True},
    }


def _not_understood(reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"AMPARO_DATABASE_URL is not understood: {reason}.")
