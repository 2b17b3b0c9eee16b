"""Publish one alert of an invented network into a folder, as a process of its own: `publish_one.py FOLDER`."""

import os
import sys
from pathlib import Path

import django


def main(folder: Path) -> None:
    """Make a network, release an alert, and leave the published files."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.settings.test"
    django.setup()
    from django.core.management import call_command
    from django.test import override_settings

    from tests.alerts.signing_keys import being_the_signer
    from tests.alerts.world import World
    from tests.channels.keys import being_the_gateway
    from tests.personas import everybody, set_up_network

    call_command("migrate", verbosity=0)
    with (
        being_the_gateway(folder / "keys"),
        being_the_signer(folder / "keys"),
        override_settings(PUBLIC_FILES=folder / "public"),
    ):
        set_up_network()
        World(everybody()).released()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
