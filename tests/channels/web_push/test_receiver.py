"""The receiver that other tests rely on is right: it opens the example of RFC 8291, appendix A."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from amparo.channels.domain.push_subscriptions import PushSubscription
from amparo.channels.web_push.request import sealed
from tests.channels.web_push.receiver import Browser, decoded, new_browser

BODY = decoded(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
PRIVATE = ec.derive_private_key(
    int.from_bytes(decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")), ec.SECP256R1()
)
BROWSER = Browser(PRIVATE, decoded("BTBZMqHH6r4Tts7J_aSIgg"))


def test_it_opens_the_example_of_the_standard() -> None:
    assert BROWSER.opened(BODY) == b"When I grow up, I want to be a watermelon"


@pytest.mark.parametrize("size", [1, 100, 3072])
def test_it_opens_what_we_seal(size: int) -> None:
    browser = new_browser()
    subscription = PushSubscription("https://push.example/1", browser.public, browser.auth)

    assert browser.opened(sealed(b"x" * size, subscription)) == b"x" * size


def test_another_browser_opens_nothing() -> None:
    subscription = PushSubscription("https://push.example/1", BROWSER.public, BROWSER.auth)
    body = sealed(b"words", subscription)

    with pytest.raises(InvalidTag):
        new_browser().opened(body)


def test_each_sealing_uses_a_key_and_a_salt_of_its_own() -> None:
    subscription = PushSubscription("https://push.example/1", BROWSER.public, BROWSER.auth)
    first, second = (sealed(b"words", subscription) for _ in range(2))

    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]
