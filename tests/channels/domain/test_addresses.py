import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.channels.domain.addresses import (
    AddressRefused,
    key_of_email,
    masked,
    needs_smtputf8,
    normal_email,
)


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("maria@example.org", "maria@example.org"),
        ("  Maria.Lopez+alertas@Example.ORG ", "Maria.Lopez+alertas@example.org"),
        ("maria@bücher.example", "maria@xn--bcher-kva.example"),
        ("josé@example.org", "josé@example.org"),
        ("jose\u0301@example.org", "josé@example.org"),
        ("用户@例子.公司", "用户@xn--fsqu00a.xn--55qx5d"),
        ("a@example.org.", "a@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
    ],
)
def test_an_address_has_one_stored_form(typed: str, stored: str) -> None:
    assert normal_email(typed) == stored


@pytest.mark.parametrize(
    "typed, reason",
    [
        ("", "empty"),
        ("   ", "empty"),
        ("maria", "no_at_sign"),
        ("@example.org", "bad_local_part"),
        ("maria@", "bad_domain"),
        ("maria@localhost", "bad_domain"),
        ("maria@127.0.0.1", "bad_domain"),
        ("maria@[127.0.0.1]", "bad_domain"),
        ("maria@-example.org", "bad_domain"),
        ("maria@exam ple.org", "bad_domain"),
        ("maria@example..org", "bad_domain"),
        ('"maria lopez"@example.org', "bad_local_part"),
        ("ma..ria@example.org", "bad_local_part"),
        (".maria@example.org", "bad_local_part"),
        ("a@b@example.org", "bad_local_part"),
        ("maria\r\nBcc: x@example.org", "bad_local_part"),
        ("maria<x@example.org", "bad_local_part"),
        ("maria,jose@example.org", "bad_local_part"),
        ("ma\u202eria@example.org", "bad_local_part"),
        ("ma\u00a0ria@example.org", "bad_local_part"),
        ("ma\x00ria@example.org", "bad_local_part"),
        ("a" * 65 + "@example.org", "bad_local_part"),
        ("a@" + "b" * 64 + ".org", "bad_domain"),
        ("a@" + "example." * 40 + "org", "too_long"),
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(typed: str, reason: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        normal_email(typed)

    assert refused.value.fields == {"reason": reason}


@given(st.text(max_size=300))
def test_any_text_is_taken_or_refused_and_never_breaks_a_line(text: str) -> None:
    try:
        address = normal_email(text)
    except AddressRefused:
        return
    assert address.isprintable()
    assert " " not in address
    assert address.count("@") == 1
    assert normal_email(address) == address


def test_two_spellings_of_one_mailbox_share_a_key() -> None:
    assert key_of_email("Maria@example.org") == key_of_email("maria@example.org")


def test_only_other_letters_need_a_special_server() -> None:
    assert needs_smtputf8("josé@example.org")
    assert not needs_smtputf8("jose@xn--bcher-kva.example")


def test_a_mask_shows_two_letters() -> None:
    assert masked("maria@example.org") == "m•••@e•••"
    assert masked("") == "•••"
