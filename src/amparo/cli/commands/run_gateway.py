"""The `gateway` process: the only one that knows people's addresses. Started by the supervisor."""

import os
from collections.abc import Sequence

from amparo.cli.installation import load_hardened
from amparo.cli.refusal import Refusal
from amparo.cli.supervisor import KEYS_FD_VARIABLE


def run(_arguments: Sequence[str]) -> int:
    """Send and receive messages until a signal asks to end."""
    number = os.environ.pop(KEYS_FD_VARIABLE, None)
    if number is None:
        raise Refusal("the gateway is started by `./amparo up` or `./amparo demo`, which hand it the keys.")
    load_hardened()
    from amparo.channels import gateway

    gateway.main(int(number))
    return 0
