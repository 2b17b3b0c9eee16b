import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.channels.domain.addresses import AddressRefused, normal
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.push_subscriptions import LONGEST, SubscriptionRefused, read
from tests.channels.web_push.receiver import encoded, new_browser

BROWSER = new_browser()
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc:APA91b-_x"


def given_by_a_browser(**changed: object) -> str:
    return json.dumps({**BROWSER.subscription(ENDPOINT), **changed})


def keys(**changed: str) -> dict[str, str]:
    return {"p256dh": encoded(BROWSER.public), "auth": encoded(BROWSER.auth), **changed}


def test_what_a_browser_gives_is_read() -> None:
    found = read(given_by_a_browser())

    assert (found.endpoint, found.p256dh, found.auth) == (ENDPOINT, BROWSER.public, BROWSER.auth)
    assert found.origin == "https://fcm.googleapis.com"


def test_the_stored_form_is_read_as_the_same_and_two_spellings_become_one() -> None:
    stored = normal(ChannelKind.WEB_PUSH, given_by_a_browser())
    shouted = given_by_a_browser(
        endpoint=ENDPOINT.replace("https://fcm.googleapis.com", "https://FCM.googleapis.com:443")
    )

    assert normal(ChannelKind.WEB_PUSH, stored) == stored
    assert normal(ChannelKind.WEB_PUSH, shouted) == stored


def test_it_never_shows_itself() -> None:
    assert repr(read(given_by_a_browser())) == "PushSubscription()"


@pytest.mark.parametrize(
    "endpoint",
    [
        "", 7, None, "ftp://fcm.googleapis.com/x", "https://", "https:///x", "//fcm.googleapis.com/x",
        "https://me@fcm.googleapis.com/x", "https://me:secret@fcm.googleapis.com/x", "https://fcm.googleapis.com/x#y",
        "https://fcm.googleapis.com/x y", "https://fcm.googleapis.com/x\r\nHost: evil", "https://fcm.googleapis.com:0/x",
        "https://fcm.googleapis.com:99999/x", "https://fcm.googleapis.com\\@evil.example/x", "https://[::1]/x",
        "https://fcm.googleapis.com/\u00e9", "https://ev\u0131l.example/x", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_an_endpoint_that_is_none_is_refused(endpoint: object) -> None:
    with pytest.raises(SubscriptionRefused) as refused:
        read(given_by_a_browser(endpoint=endpoint))

    assert refused.value.reason == "bad_endpoint"


OFF_THE_CURVE = bytearray(BROWSER.public)
OFF_THE_CURVE[-1] ^= 1


@pytest.mark.parametrize(
    "changed",
    [
        {"p256dh": encoded(BROWSER.public[:-1])},
        {"p256dh": encoded(bytes(OFF_THE_CURVE))},
        {"p256dh": encoded(b"\4" + bytes(64))},
        {"p256dh": encoded(b"\2" + BROWSER.public[1:33])},
        {"p256dh": ""},
        {"p256dh": "no base64 url"},
        {"auth": encoded(BROWSER.auth[:-1])},
        {"auth": encoded(BROWSER.auth + b"x")},
        {"auth": ""},
    ],
)
def test_keys_that_are_none_are_refused(changed: dict[str, str]) -> None:
    with pytest.raises(SubscriptionRefused) as refused:
        read(given_by_a_browser(keys=keys(**changed)))

    assert refused.value.reason == "bad_keys"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '"x"', "{}", '{"keys": []}', "[" * 3000])
def test_what_is_no_subscription_is_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        normal(ChannelKind.WEB_PUSH, text)


def test_what_is_longer_than_what_all_are_padded_to_is_refused() -> None:
    longest = LONGEST - len(read(given_by_a_browser()).to_text())

    assert len(read(given_by_a_browser(endpoint=ENDPOINT + "x" * longest)).to_text()) == LONGEST
    with pytest.raises(SubscriptionRefused) as refused:
        read(given_by_a_browser(endpoint=ENDPOINT + "x" * (longest + 1)))
    assert refused.value.reason == "too_long"


@given(
    st.text()
    | st.recursive(
        st.none() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    ).map(json.dumps)
)
def test_nothing_else_is_raised(text: str) -> None:
    with pytest.raises(SubscriptionRefused):
        read(text)
