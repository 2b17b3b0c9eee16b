"""One machine of many: whether what it needs was brought to it, and nothing made that only one of them may make."""

from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal

# What each kind of process needs of the folder that `./amparo setup` made. A missing key must never be made anew here:
# two machines with keys of their own can't read what the other has sealed.
NEEDED = {
    "web": ("secret_key", "gateway.pub", "keys/intake.key", "keys/receipts.key"),
    "worker": ("secret_key", "gateway.pub", "keys/receipts.key"),
    "gateway": ("secret_key", "gateway.pub", "keys/gateway.key"),
}
# Which setting names another place for a file, or holds what it says.
ELSEWHERE = {
    "secret_key": "SECRET_KEY_FILE",
    "gateway.pub": "GATEWAY_PUBLIC_KEY_FILE",
    "keys/intake.key": "INTAKE_KEY_FILE",
    "keys/receipts.key": "RECEIPT_KEY_FILE",
}


def check(installation: place.Installation, only: Sequence[str]) -> Path:
    """Go on only if this machine has what its processes need; return the gateway's keys file.

    Raises:
        Refusal: a file is missing, the database is a file, or it was not migrated to this version.
    """
    place.load_django()
    from django.conf import settings
    from django.db import Error, connection, connections

    missing = sorted(
        {
            name
            for kind in only
            for name in NEEDED[kind]
            if not _path(installation, name, settings).exists()
            and not (name == "secret_key" and settings.SECRET_KEY)
        }
    )
    if missing:
        raise Refusal(
            f"{installation.data} lacks {', '.join(missing)}: bring them from the machine where `./amparo setup` ran "
            "(docs/operating/scale.md says how). Nothing was made here."
        )
    if connection.vendor != "postgresql":
        raise Refusal(
            "a part of a network runs alone only beside PostgreSQL: set AMPARO_DATABASE_URL (docs/operating/scale.md), "
            "or leave out --only."
        )
    try:
        is_due = place.is_migration_due()
    except Error as error:
        raise Refusal("the database does not answer, or does not let us in (AMPARO_DATABASE_URL).") from error
    if is_due:
        raise Refusal("the database is older than this version: run `./amparo migrate` once, on one machine.")
    if "web" in only:
        place.collect_static()
    connections.close_all()
    return installation.data / "keys" / "gateway.key"


def _path(installation: place.Installation, name: str, settings: object) -> Path:
    return Path(getattr(settings, ELSEWHERE.get(name, ""), installation.data / name))
