"""The gateway's keys for tests: this process becomes the gateway for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from amparo.channels import keys
from amparo.channels.api import make_keys
from amparo.core.privacy.seal import Keyring


@contextmanager
def being_the_gateway(folder: Path) -> Iterator[Keyring]:
    keyring = Keyring.from_text(make_keys(folder).read_text(encoding="ascii"))
    public = {
        "GATEWAY_PUBLIC_KEY_FILE": folder / "gateway.pub",
        "PUSH_PUBLIC_KEY_FILE": folder / "push.pub",
    }
    with override_settings(**public), keys.held_for_a_while(keyring):
        yield keyring
