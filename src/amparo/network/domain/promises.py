"""What a table promises about the data in it: the last lines of its docstring, which tests demand."""

import inspect
import re
from dataclasses import dataclass

from amparo.core.errors import AmparoError

KINDS = ("none", "internal", "personal", "sealed")
_PRIVACY = re.compile(
    r"^Privacy:\s*((none|internal|personal|sealed)\b.*?)(?=^Retention:)", re.MULTILINE | re.DOTALL
)
_RETENTION = re.compile(r"^Retention:\s*(\S.*?)\s*\Z", re.MULTILINE | re.DOTALL)


class NoPromise(AmparoError):
    """The docstring does not end with `Privacy:` and `Retention:`."""

    code = "NO_PROMISE"


@dataclass(frozen=True, slots=True)
class Promise:
    """How sensitive a table is (`kind` is one of `KINDS`), and when its rows go."""

    summary: str
    kind: str
    privacy: str
    retention: str


def read(docstring: str | None) -> Promise:
    """Read the promise from a model's docstring.

    Raises:
        NoPromise: it makes none, or of an unknown kind.
    """
    text = inspect.cleandoc(docstring or "")
    privacy, retention = _PRIVACY.search(text), _RETENTION.search(text)
    if privacy is None or retention is None:
        raise NoPromise
    return Promise(
        summary=_flat(text.split("\n\n")[0]),
        kind=privacy.group(2),
        privacy=_flat(privacy.group(1)),
        retention=_flat(retention.group(1)),
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
