"""A receipt code survives being read aloud, written on a hand and typed on a small screen."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.reports.domain import receipts

NUMBERS = st.integers(min_value=0, max_value=2**66 - 1)
LANGUAGES = st.sampled_from(["en", "es"])
SECRET = "only-for-tests"
KEY = b"only-for-tests-only-for-tests..."
CHEAP = receipts.Cost(passes=1, memory_bytes=8192)


@settings(deadline=None)
@given(number=NUMBERS, language=LANGUAGES)
def test_a_code_reads_back_as_its_number(number: int, language: str) -> None:
    code = receipts.words_of(number, language)

    assert number in receipts.numbers_in(code)


@settings(deadline=None)
@given(number=NUMBERS, language=LANGUAGES)
def test_four_letters_of_each_word_suffice(number: int, language: str) -> None:
    code = " ".join(word[:5] for word in receipts.words_of(number, language).split())
    plain = " ".join(receipts._fold(word)[:4] for word in code.split())

    assert number in receipts.numbers_in(plain)


@settings(deadline=None)
@given(number=NUMBERS, language=LANGUAGES)
def test_case_accents_hyphens_and_numbering_do_not_matter(number: int, language: str) -> None:
    words = receipts.words_of(number, language).split()
    written = "\n".join(
        f"{place}. -{receipts._fold(word).upper()}-" for place, word in enumerate(words, start=1)
    )

    assert number in receipts.numbers_in(written)


@settings(deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_a_code_or_is_refused(text: str) -> None:
    try:
        numbers = receipts.numbers_in(text)
    except receipts.ReceiptNotUnderstood:
        return

    assert all(0 <= number < 2**66 for number in numbers)


def test_a_word_that_is_in_no_list_is_named_by_its_position() -> None:
    with pytest.raises(receipts.ReceiptNotUnderstood) as refused:
        receipts.numbers_in("abandon ability able xylophonic about above")

    assert refused.value.fields == {"words": 6, "position": 4}


def test_the_number_of_words_is_told() -> None:
    with pytest.raises(receipts.ReceiptNotUnderstood) as refused:
        receipts.numbers_in("abandon ability able")

    assert refused.value.fields["words"] == 3


def test_a_code_has_six_words_and_both_languages_write_the_same_number() -> None:
    number = receipts.number_of("a token that nobody can guess")

    english, spanish = receipts.words_of(number, "en"), receipts.words_of(number, "es")

    assert len(english.split()) == len(spanish.split()) == 6
    assert english != spanish
    assert receipts.numbers_in(english) == receipts.numbers_in(spanish) == (number,)


def test_a_language_without_a_list_gets_english_words() -> None:
    assert receipts.words_of(0, "zh-Hans") == receipts.words_of(0, "en")


def test_what_is_stored_of_the_token_does_not_tell_the_code() -> None:
    token = "a token that nobody can guess"
    stored = int(receipts.digest_of_token(token), 16)

    assert stored >> (256 - 66) != receipts.number_of(token)
    assert receipts.keyed_form(receipts.number_of(token), KEY).split("$")[1] != receipts.digest_of_token(
        token
    )


def test_another_installation_stores_other_forms() -> None:
    one, other = (receipts.keyed_form(1, key) for key in (KEY, b"another key of this length......"))

    assert one != other
    assert receipts.slow_form(one, KEY, CHEAP) != receipts.slow_form(one, b"another", CHEAP)


def test_the_slow_form_needs_no_number_and_is_known_as_such() -> None:
    keyed = receipts.keyed_form(2**66 - 1, KEY)
    slow = receipts.slow_form(keyed, KEY, CHEAP)

    assert receipts.is_keyed(keyed)
    assert not receipts.is_keyed(slow)
    assert slow == receipts.slow_form(keyed, KEY, CHEAP)
    assert len(slow) <= 80


@pytest.mark.timeout(60)  # seconds of a processor, twice as many beside other work
def test_a_million_guesses_find_nothing() -> None:
    given_out = {receipts.keyed_form(receipts.number_of(f"invented token {one}"), KEY) for one in range(1000)}
    guess = random.Random(66).getrandbits  # noqa: S311 — a test that runs the same each time

    hits = sum(receipts.keyed_form(guess(66), KEY) in given_out for _ in range(1_000_000))

    assert hits == 0


def test_a_private_token_depends_on_each_part_and_the_secret() -> None:
    tokens = {
        receipts.private_token("email", "1", secret=SECRET),
        receipts.private_token("email", "2", secret=SECRET),
        receipts.private_token("email1", "", secret=SECRET),
        receipts.private_token("email", "1", secret="other"),
    }

    assert len(tokens) == 4
