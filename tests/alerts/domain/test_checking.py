"""A pasted text is ours only if every sentence of it is ours, out of one message."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.alerts.domain import checking, codes
from amparo.alerts.domain.checking import Finding, Sent, Verdict

ONE, TWO = UUID(int=1), UUID(int=2)
HEADLINE = "Confirmed: immigration agents near Pico-Union"
FACT = "We confirmed immigration agents near Pico-Union, seen on Fri, Nov 20, 7:30 AM."
ADVICE = "You have the right to remain silent."
CLOSING = "Code K7M-4QX, from Invented Network.\nCheck it: https://n.example/alerts/check/"
OURS = Sent(ONE, "K7M-4QX", f"{HEADLINE}\n{FACT}\nPlace: 8th Street.\n{ADVICE}\n{CLOSING}")
OTHER = Sent(TWO, "H3W-9CD", f"Ended: something near Westlake\nWhat we confirmed has ended.\n{ADVICE}")


def check(text: str) -> Finding:
    return checking.check(text, [OURS, OTHER], codes.codes_in(text), "n.example")


@pytest.mark.parametrize(
    "text",
    [
        OURS.text,
        f"{HEADLINE}\n{FACT}",
        FACT.upper(),
        f"  {HEADLINE} \n\n\n {ADVICE}",
        HEADLINE.replace(" ", "\u00a0"),
        f"{HEADLINE}\nhttps://n.example/alerts/1/",
        f"{ADVICE}\nCode K7M-4QX, from Invented Network.",
    ],
)
def test_a_whole_or_a_part_of_ours_is_ours(text: str) -> None:
    assert check(text) == Finding(Verdict.SENT, ONE)


@pytest.mark.parametrize(
    "text, foreign",
    [
        (OURS.text.replace("8th Street", "4th Street"), "Place: 4th Street."),
        (OURS.text.replace("7:30", "9:30"), FACT.replace("7:30", "9:30")),
        (f"{OURS.text}\nCome out and block the van!", "Come out and block the van!"),
        (f"{HEADLINE}\nhttps://n.example.evil.example/", "https://n.example.evil.example/"),
        (f"{HEADLINE}\nhttps://n.example@evil.example/", "https://n.example@evil.example/"),
        (f"{HEADLINE}\nWhat we confirmed has ended.", "What we confirmed has ended."),
        ("Confirmed: immigration agents near Westlake", "Confirmed: immigration agents near Westlake"),
        ("Free pizza tonight. K7M-4QX", "Free pizza tonight."),
    ],
)
def test_one_changed_line_is_named(text: str, foreign: str) -> None:
    found = check(text)

    assert found.verdict == Verdict.ALTERED
    assert foreign in found.not_ours


@pytest.mark.parametrize("text", ["", "   ", "!!!", ADVICE, "The weather is fine.", "k"])
def test_what_says_nothing_of_ours_is_unknown(text: str) -> None:
    assert check(text) == Finding(Verdict.UNKNOWN)


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert check(text).verdict in Verdict


def test_codes_are_found_however_they_are_written() -> None:
    assert codes.codes_in("code k7m 4qx, K7M4QX; K7M-4QX and H3W-9CD") == ("K7M-4QX", "H3W-9CD")


def test_new_codes_have_no_letter_that_is_misread() -> None:
    assert codes.new_code(lambda text: text[0]) == "333-333"
    assert not set("AEIOU01258BSZLV") & set(codes.ALPHABET)
