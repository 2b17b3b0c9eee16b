"""Write docs/data-map.md from the models: what is stored, how private, for how long, how exact its times are.

tools/data_map.py          write the page
tools/data_map.py --check  fail where the page is not what the models say
"""

import os
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings.test")
django.setup()

from django.apps import apps  # noqa: E402 — the apps must be loaded before
from django.db.models import DateField, DateTimeField, Model  # noqa: E402 — the same

from amparo.network.domain import promises  # noqa: E402 — the same
from amparo.network.domain.promises import Promise  # noqa: E402 — the same

PAGE = Path(__file__).resolve().parents[1] / "docs" / "data-map.md"

HEAD = """# Data map

What an installation stores, for how long, and how exact its times are. This page is written from the models by
`tools/data_map.py`; a test fails when it differs from them, when a model lacks its two lines, or when a stored time
lacks a declared resolution.

Privacy: **none** may be public · **internal** for members by role · **personal** about a person, kept short ·
**sealed** unreadable to `web`, to `worker` and in the database.

Never stored, in any table or log: network addresses and user agents of visitors; names, faces, badges or plates of
officers; immigration status.

The gateway's private keys lie on the installation's disk (`keys/`, mode 0600), so that it starts unattended. Whoever
takes the whole disk can open the sealed addresses; whoever takes the database alone, or a backup of it, can't.
"""

# How exact each stored time is, by model and field. A time that tells what a reporter or a subscriber did is floored
# before it is stored; what a member or the machine did may be exact.
RESOLUTIONS = Path(__file__).with_name("time_resolutions.toml")


class ResolutionMissing(Exception):
    """A stored time has no declared resolution; the text names it."""


@dataclass(frozen=True)
class Row:
    """What the page says of one model."""

    app: str
    model: str
    promise: Promise
    times: str


def rows() -> Iterator[Row]:
    """Yield a row for each of our models, in the order of the apps."""
    for config in apps.get_app_configs():
        if config.name.startswith("amparo."):
            for model in sorted(config.get_models(), key=lambda each: each.__name__):
                yield Row(
                    config.label, model.__name__, promises.read(model.__doc__), "; ".join(_times(model))
                )


def page(of: Iterable[Row]) -> str:
    """Return the whole page."""
    lines = [HEAD]
    app = ""
    for row in of:
        if row.app != app:
            app = row.app
            lines += [f"\n## {app}\n", "| what | privacy | kept | times |", "|---|---|---|---|"]
        cells = (
            f"**{row.model}**: {row.promise.summary}",
            row.promise.privacy,
            row.promise.retention,
            row.times or "–",
        )
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def declared() -> dict[str, dict[str, str]]:
    """Return the declared resolutions: `app.Model` to field to words."""
    with RESOLUTIONS.open("rb") as file:
        return {
            f"{app}.{model}": fields
            for app, models in tomllib.load(file).items()
            for model, fields in models.items()
        }


def _times(model: type[Model]) -> Iterator[str]:
    meta = model._meta  # noqa: SLF001 — Django documents it
    known = declared().get(meta.label, {})
    for field in meta.get_fields():
        if isinstance(field, DateTimeField):
            if field.name not in known:
                raise ResolutionMissing(f"{meta.label}.{field.name}")
            yield f"`{field.name}` {known[field.name]}"
        elif isinstance(field, DateField):
            yield f"`{field.name}` the day"


def main(arguments: list[str]) -> int:
    """Write or compare the page and return the exit status."""
    fresh = page(rows())
    if "--check" not in arguments:
        PAGE.write_text(fresh, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == fresh:
        return 0
    print("docs/data-map.md is not what the models say; run tools/data_map.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
