"""The last second factor stays; a counter that does not rise tells a copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.network.domain.origins import relying_party
from amparo.network.domain.ways import Factor, LastWay, Ways, check_removal, is_copy

HELD = st.builds(Ways, passkeys=st.integers(0, 4), has_authenticator_app=st.booleans())


@given(HELD, st.sampled_from([Factor.PASSKEY, Factor.AUTHENTICATOR_APP]))
def test_removing_is_refused_exactly_when_nothing_would_stay(held: Ways, factor: Factor) -> None:
    passkeys = held.passkeys - (factor is Factor.PASSKEY)
    app = held.has_authenticator_app and factor is not Factor.AUTHENTICATOR_APP

    if passkeys > 0 or app:
        check_removal(held, factor)
    else:
        with pytest.raises(LastWay):
            check_removal(held, factor)


@pytest.mark.parametrize(
    "known, shown, copied",
    [(0, 0, False), (0, 1, False), (1, 2, False), (1, 1, True), (5, 2, True), (5, 0, True)],
)
def test_a_counter_must_rise_unless_the_device_does_not_count(
    *, known: int, shown: int, copied: bool
) -> None:
    assert is_copy(known=known, shown=shown) is copied


@pytest.mark.parametrize(
    "address, plain, host, origin",
    [
        ("https://Network.example", False, "network.example", "https://network.example"),
        ("https://network.example:443", False, "network.example", "https://network.example"),
        ("https://network.example:8443", False, "network.example", "https://network.example:8443"),
        ("http://127.0.0.1:8000", True, "localhost", "http://localhost:8000"),
        ("http://[::1]:8000", True, "localhost", "http://localhost:8000"),
        ("http://localhost", True, "localhost", "http://localhost"),
    ],
)
def test_passkeys_are_bound_to_the_address_of_the_installation(
    *, address: str, plain: bool, host: str, origin: str
) -> None:
    party = relying_party(address, may_be_plain=plain)

    assert party is not None
    assert (party.id, party.origin) == (host, origin)


@pytest.mark.parametrize(
    "address, plain",
    [
        ("http://network.example", True),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.7", False),
        ("http://192.0.2.7", True),
        ("https://[2001:db8::1]", True),
    ],
)
def test_no_passkeys_without_a_name_and_tls(*, address: str, plain: bool) -> None:
    assert relying_party(address, may_be_plain=plain) is None
