"""The destinations that an operator set up: a name each, and the apprise address that only the settings hold."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings

from amparo.channels.domain.addresses import AddressRefused, normal_name
from amparo.core.errors import AmparoError

_HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)


class TargetsBroken(AmparoError):
    """A line of the settings is no `name = address`; `fields` has `line`, its number."""

    code = "TARGETS_BROKEN"


def targets() -> Mapping[str, str]:
    """Return the addresses by name, from lines such as `partners = matrixs://…`; `#` begins a remark.

    Raises:
        TargetsBroken: a line says something else, or a name twice.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(settings.APPRISE_TARGETS.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, address = line.partition("=")
        try:
            name = normal_name(name)
        except AddressRefused as error:
            raise TargetsBroken(line=number) from error
        if name in found or "://" not in address:
            raise TargetsBroken(line=number)
        found[name] = address.strip()
    return MappingProxyType(found)


def is_host(text: str) -> bool:
    """Tell whether a text may stand in the list of hosts: a name, or `*.` and what many end in."""
    return _HOST.fullmatch(text) is not None
