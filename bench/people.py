"""Invented people on the hook channel, as the gateway keeps those who have answered from their address."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amparo.channels.models import Correspondent
    from amparo.core.privacy.seal import Keyring


def person(keyring: "Keyring", language: str = "en") -> "Correspondent":
    """Return a confirmed correspondent of a new address, not yet stored. Django is set up by now."""
    from amparo.channels.api import ChannelKind
    from amparo.channels.domain.states import CorrespondentState
    from amparo.channels.models import Correspondent
    from amparo.core import clock, ids

    key = ids.new_anonymous_id()
    address = f"person-{ids.new_anonymous_id().hex[:12]}"
    return Correspondent(
        id=key,
        kind=ChannelKind.HOOK,
        language=language,
        state=CorrespondentState.CONFIRMED,
        contact=keyring.encrypt_contact(key, address),
        lookup=keyring.lookup(ChannelKind.HOOK.value, address),
        registered_on=clock.now().date(),
    )
