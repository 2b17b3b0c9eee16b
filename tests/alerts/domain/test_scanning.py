"""A scanned code is ours only letter for letter; whatever a telephone would open elsewhere is foreign."""

import pytest

from amparo.alerts.domain.checking import is_only_a_code, looks_like_an_address, scanned_code
from amparo.alerts.domain.codes import codes_in

OURS = "https://red.example"


@pytest.mark.parametrize(
    "text",
    [
        "https://red.example/a/K7M-4QX/",
        "https://red.example/a/K7M-4QX",
        "https://red.example/alerts/check/?code=K7M-4QX",
    ],
)
def test_our_own_addresses_are_ours(text: str) -> None:
    assert scanned_code(text, OURS) == "K7M-4QX"


@pytest.mark.parametrize(
    "text",
    [
        "http://red.example/a/K7M-4QX/",
        "https://red.example:444/a/K7M-4QX/",
        "https://red.example.evil.example/a/K7M-4QX/",
        "https://red.example@evil.example/a/K7M-4QX/",
        "https://evil.example/?https://red.example/a/K7M-4QX/",
        "https://evil.example\\@red.example/a/K7M-4QX/",
        "https://red.example\\.evil.example/a/K7M-4QX/",
        "https://red.example./a/K7M-4QX/",
        "https://redXexample/a/K7M-4QX/",
        "https://rеd.example/a/K7M-4QX/",
        "https://red。example/a/K7M-4QX/",
        "HTTPS://RED.EXAMPLE.EVIL.EXAMPLE/A/K7M-4QX/",
        "//red.example/a/K7M-4QX/",
        "red.example/a/K7M-4QX/",
        "https://red.example/a/K7M-4QX/#@evil.example",
        "https://red.example/a/K7M-4QX/\nhttps://evil.example",
        "https://red.example/language/?next=https://evil.example&code=K7M-4QX",
        "javascript:alert('K7M-4QX')",
        "tel:+12135550100",
        "WIFI:S:red.example;T:nopass;;",
        "evil.example",
        "smsto:+12135550100:JOIN",
    ],
)
def test_what_only_looks_like_ours_is_foreign(text: str) -> None:
    assert scanned_code(text, OURS) is None
    assert looks_like_an_address(text)


def test_a_code_alone_is_no_address() -> None:
    for text in ("K7M-4QX", "k7m 4qx", "K7M4QX"):
        assert not looks_like_an_address(text)
        assert is_only_a_code(text, codes_in(text))
    assert not is_only_a_code("K7M-4QX K7M-4QY", codes_in("K7M-4QX K7M-4QY"))
    assert not is_only_a_code("Come out. K7M-4QX", codes_in("Come out. K7M-4QX"))
