"""An installation's folder: its keys, its database, its static files, and the choice of its settings.

Nothing here imports Django until `use` has chosen the settings; whoever calls a later function has called `use`.
"""

import fcntl
import hashlib
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from amparo.cli.refusal import Refusal

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Installation:
    """Where an installation keeps its data, and under which settings it runs."""

    data: Path
    settings: str

    @property
    def secret_key(self) -> Path:
        """What signs sessions and one-time links."""
        return self.data / "secret_key"

    @property
    def environment(self) -> Path:
        """Lines `NAME=value` of settings that belong to this installation."""
        return self.data / "environment"

    @property
    def database(self) -> Path:
        """The embedded database."""
        return self.data / "amparo.sqlite3"

    @property
    def is_set_up(self) -> bool:
        """Whether a network was founded here: the settings are the last thing that `setup` writes."""
        return self.environment.exists()


def demo(data: Path | None = None) -> Installation:
    """Return the demonstration's installation."""
    return Installation((data or ROOT / "var" / "demo").resolve(), "amparo.settings.demo")


def network(data: Path | None = None) -> Installation:
    """Return the real network's installation: of `--data`, else of AMPARO_DATA, else `var/network`."""
    chosen = data or Path(os.environ.get("AMPARO_DATA", ROOT / "var" / "network"))
    return Installation(chosen.expanduser().resolve(), "amparo.settings.production")


def make_folder(installation: Installation) -> None:
    """Make the data folder, readable by its owner only.

    Raises:
        Refusal: it can't be made or written to.
    """
    try:
        installation.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = installation.data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refusal(
            f"{installation.data} can't be written to ({error.strerror}); choose another folder with --data."
        ) from error


@contextmanager
def held(installation: Installation) -> Iterator[None]:
    """Hold the data folder for this process: two supervisors over one database would send everything twice.

    Raises:
        Refusal: another process holds it.
    """
    with (installation.data / "supervisor.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal(
                f"another `./amparo` is already running on {installation.data}; end it, or choose another --data."
            ) from error
        yield


def use(installation: Installation, *, origin: str | None = None) -> None:
    """Choose the settings for this process and its children, and load Django.

    Raises:
        Refusal: a setting is missing or wrong.
    """
    choose(installation, origin=origin)
    load_django()


def choose(installation: Installation, *, origin: str | None = None) -> None:
    """Choose the settings for this process and its children.

    The real environment goes before the folder's `environment` file.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = installation.settings
    os.environ["AMPARO_DATA"] = str(installation.data)
    if "AMPARO_SECRET_KEY" not in os.environ:
        os.environ.setdefault("AMPARO_SECRET_KEY_FILE", str(installation.secret_key))
    if origin is not None:
        os.environ["AMPARO_PUBLIC_ORIGIN"] = origin
    for name, value in _kept_environment(installation).items():
        os.environ.setdefault(name, value)


def load_django() -> None:
    """Load Django with the settings that the environment names.

    Raises:
        Refusal: a setting is missing or wrong.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Refusal(str(error)) from error


def load_hardened() -> None:
    """Load Django, and go on only if the database runs with the settings that our promises rest on.

    Raises:
        Refusal: a setting is missing or wrong, or the database was loosened.
    """
    from amparo.core.loading import without_collecting

    with without_collecting():
        load_django()
        from amparo.core import database

    try:
        database.check_hardened()
    except database.DatabaseNotHardened as error:
        raise Refusal(
            f"the database is not as durable and erasing as promised: {error.fields['found']}."
        ) from error


def make_secret_key(installation: Installation) -> None:
    """Make what signs sessions and links, unless it is there."""
    if not installation.secret_key.exists():
        _write_private(installation.secret_key, secrets.token_urlsafe(48))


def make_gateway_keys(installation: Installation) -> Path:
    """Make the contacts' keys, unless they are there; return the file that the gateway alone may read."""
    from amparo.channels import api as channels

    return channels.make_keys(installation.data)


def make_signing_keys(installation: Installation) -> None:
    """Make the keys with which alerts are signed, unless they are there; the supervisor hands them to the worker.

    Raises:
        Refusal: their file holds something else.
    """
    from amparo.alerts import api as alerts
    from amparo.core import clock

    try:
        alerts.make_signing_keys(installation.data, now=clock.now())
    except alerts.SigningKeysBroken as error:
        raise Refusal(f"{installation.data}/keys/signing.key holds no signing keys.") from error


def make_intake_key(installation: Installation) -> None:
    """Make the key to which phones seal a report that waits, unless it is there.

    Raises:
        Refusal: its file holds something else.
    """
    from amparo.core.privacy import intake

    try:
        intake.make_keys(installation.data)
    except intake.IntakeKeyBroken as error:
        raise Refusal(f"{installation.data / intake.PRIVATE_FILE} holds no age identities.") from error


def check_recovery_sheet(path: Path) -> None:
    """Go on only if the recovery sheet may be written there.

    Raises:
        Refusal: something is there, or the folder is not.
    """
    if path.exists():
        raise Refusal(f"{path} exists, and may be the sheet of another network; name another file.")
    if not path.parent.is_dir():
        raise Refusal(f"{path.parent} is no folder; the recovery sheet can't be written there.")


def make_vault_identity(installation: Installation, sheet: Path, network: str) -> str:
    """Make the identity that opens photos and videos, write it to the recovery sheet alone, and return what to say.

    Raises:
        Refusal: there is a recipient already, or the sheet can't be written.
    """
    from amparo.vault import api as vault

    try:
        identity = vault.make_identity(installation.data)
    except FileExistsError as error:
        raise Refusal(
            f"{installation.data} has a recipient for photos already; whoever has its sheet opens them."
        ) from error
    try:
        vault.write_sheet(sheet, identity=identity, network=network)
    except (OSError, vault.SheetExists) as error:
        (installation.data / vault.RECIPIENT_FILE).unlink()
        raise Refusal(
            f"the recovery sheet can't be written to {sheet}; nothing was changed for photos."
        ) from error
    shown = " ".join(vault.groups(identity))
    return (
        "\n!! PRINT THE RECOVERY SHEET NOW, TWICE, AND THEN DELETE ITS FILE:\n"
        f"!!   {sheet.resolve()}\n"
        "!! Only it opens the photos and videos that people send. It is kept nowhere else, also not on this server.\n"
        f"!!   {shown}\n"
    )


def migrate() -> None:
    """Bring the database up to this version."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Copy and compress the static files."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def prepared_keys(installation: Installation) -> Path | None:
    """Return the gateway's keys file if this version of the code has prepared the folder, else None.

    A start that finds everything prepared need not load Django before its children.
    """
    stamp = installation.data / "prepared"
    if not stamp.exists() or not installation.database.exists():
        return None
    fingerprint, keys = stamp.read_text(encoding="utf-8").splitlines()
    return Path(keys) if fingerprint == _fingerprint() and Path(keys).exists() else None


def mark_prepared(installation: Installation, keys: Path) -> None:
    """Remember that database, static files and keys are as this version of the code wants them."""
    (installation.data / "prepared").write_text(f"{_fingerprint()}\n{keys}\n", encoding="utf-8")


def _fingerprint() -> str:
    """Return a digest that changes when a migration, a static file or a requirement does."""
    digest = hashlib.sha256()
    source = ROOT / "src" / "amparo"
    files = [
        *source.glob("*/migrations/*.py"),
        *source.glob("*/static/**/*"),
        ROOT / "requirements" / "run.txt",
    ]
    for path in sorted(files):
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def check_port(address: str, port: int) -> None:
    """Check that `web` will be able to listen.

    The server itself would share a taken port with whoever holds it, so it is asked here.

    Raises:
        Refusal: something listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise Refusal(
                f"port {port} on {address} can't be used ({error.strerror}); choose another with --port."
            ) from error


def keep_environment(installation: Installation, settings: Mapping[str, str]) -> None:
    """Write the settings that belong to the installation, readable by its owner only."""
    head = "# Settings of this installation (docs/settings.md). The real environment goes before them.\n"
    _write_private(
        installation.environment,
        head + "\n".join(f"{name}={value}" for name, value in settings.items()),
    )


def _kept_environment(installation: Installation) -> dict[str, str]:
    if not installation.environment.exists():
        return {}
    lines = installation.environment.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
