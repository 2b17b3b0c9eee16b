"""The key to the demonstration's door: one random token a data folder, and who stands behind each persona.

The file is private to its owner. The links made from it sign a visitor in as an invented member; they exist only in
the demonstration, which listens on loopback only.
"""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from amparo.core.errors import AmparoError

FILE_NAME = "demonstration.json"


class State(StrEnum):
    """How far a data folder is: nothing of ours in it, being prepared (or killed meanwhile), ready."""

    NOTHING = "nothing"
    PREPARING = "preparing"
    OPEN = "open"


class DoorClosed(AmparoError):
    """There is no such persona, or the link's token is not this demonstration's."""

    code = "DOOR_CLOSED"


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented member whom a visitor may be; `tries` says in English and Spanish what to do there."""

    handle: str
    name: str
    member_id: UUID
    tries_en: str
    tries_es: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """The token, the personas, and the moment at which the told weekend stopped."""

    token: str
    personas: tuple[Persona, ...]
    ended_at: datetime

    def admit(self, handle: str, token: str) -> Persona:
        """Return the persona whom a link admits to.

        Raises:
            DoorClosed: the link is not one of ours.
        """
        is_ours = secrets.compare_digest(token.encode(), self.token.encode())
        for persona in self.personas:
            if persona.handle == handle and is_ours:
                return persona
        raise DoorClosed


def build(personas: Iterable[Persona], *, ended_at: datetime) -> None:
    """Write the file with a new token, whole or not at all, readable by its owner only."""
    content = {
        "token": secrets.token_urlsafe(24),
        "ended_at": ended_at.isoformat(),
        "personas": [
            {
                "handle": each.handle,
                "name": each.name,
                "member_id": str(each.member_id),
                "tries_en": each.tries_en,
                "tries_es": each.tries_es,
            }
            for each in personas
        ],
    }
    _write(content)


def begin() -> None:
    """Mark the data folder as one that holds a demonstration only, before anything is put into it."""
    _write({"token": "", "ended_at": "", "personas": []})


def state() -> State:
    """Return how far the data folder is."""
    content = _content()
    if content is None:
        return State.NOTHING
    return State.OPEN if content["token"] else State.PREPARING


def read() -> Entrance:
    """Return what `build` wrote.

    Raises:
        DoorClosed: this data folder holds no demonstration, or half of one.
    """
    content = _content()
    if content is None or not content["token"]:
        raise DoorClosed
    personas = tuple(
        Persona(each["handle"], each["name"], UUID(each["member_id"]), each["tries_en"], each["tries_es"])
        for each in content["personas"]
    )
    return Entrance(content["token"], personas, datetime.fromisoformat(content["ended_at"]))


def _content() -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return content


def _write(content: dict[str, Any]) -> None:
    draft = _path().with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
    draft.replace(_path())


def _path() -> Path:
    return Path(settings.DATA) / FILE_NAME
