"""Read typed settings from the environment, and fail with the variable's name.

Every reader records the name it was asked for, so that a test can compare the names with `docs/settings.md`.
A secret may also come from a file named by `<NAME>_FILE`.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

names_read: set[str] = set()


def text(name: str, default: str | None = None) -> str:
    """Return the variable's text.

    Raises:
        ImproperlyConfigured: it is unset and has no default.
    """
    names_read.add(name)
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} must be set.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a boolean; exactly `true` or `false` are understood.

    Raises:
        ImproperlyConfigured: any other value.
    """
    value = text(name, "true" if default else "false")
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} must be 'true' or 'false'.")
    return value == "true"


def integer(name: str, default: int) -> int:
    """Return a whole number.

    Raises:
        ImproperlyConfigured: the value is not one.
    """
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error


def seconds(name: str, default: int) -> timedelta:
    """Return a duration given in seconds.

    Raises:
        ImproperlyConfigured: the value is not a whole number.
    """
    return timedelta(seconds=integer(name, default))


def names(name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return a comma-separated list without blanks."""
    return tuple(part.strip() for part in text(name, ",".join(default)).split(",") if part.strip())


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder path."""
    return Path(text(name, str(default))).expanduser().resolve()


def secret(name: str, default: str | None = None) -> str:
    """Return a secret from the variable, or from the file that `<name>_FILE` names.

    Raises:
        ImproperlyConfigured: neither is set and there is no default, or the file can't be read.
    """
    names_read.add(f"{name}_FILE")
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return text(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE can't be read.") from error


def origin(name: str, default: str) -> str:
    """Return a web origin such as `https://example.org`, without a closing slash.

    Raises:
        ImproperlyConfigured: it has no scheme or host.
    """
    return web_address(name, default).rstrip("/")


def web_address(name: str, default: str) -> str:
    """Return a whole web address.

    Raises:
        ImproperlyConfigured: it is no http or https address with a host.
    """
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be an http or https address.")
    return value
