import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.channels.domain.lengths import cut, utf8_bytes, utf16_units
from tests.channels.contract import CLOSING, PAGE, SCRIPTS

_TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=600)


def test_what_fits_stays_as_it_was_written() -> None:
    assert cut(CLOSING, 500, len) == CLOSING


def test_whole_sentences_stay_and_so_does_the_page() -> None:
    text = f"{'One here. Two here. ' * 50}\n\n{CLOSING}"

    left = cut(text, len(CLOSING) + 200, len)

    assert left == f"{'One here. Two here. ' * 9}One here. …\n\n{CLOSING}"


def test_the_first_link_stays_longest() -> None:
    left = cut(f"{'word ' * 100}\n\n{CLOSING}", len(PAGE) + 20, len)

    assert left == f"word word word…\n\n{PAGE}"


def test_a_link_within_a_long_paragraph_is_kept_alone() -> None:
    text = f"We saw a van. Check: {PAGE}. {'More was seen. ' * 50}"

    assert cut(text, 80, len).endswith(f"…\n\n{PAGE}")


@pytest.mark.parametrize("language", ["zh-Hans", "hi", "ur", "am", "km", "hy", "ja", "ar"])
def test_each_script_has_its_own_end_of_a_sentence(language: str) -> None:
    first = next(iter(SCRIPTS[language].replace("。", "。 ").split(" ")))
    left = cut(SCRIPTS[language] * 50, len(SCRIPTS[language]) * 3, len)

    assert left.startswith(first)
    assert left.removesuffix(" …")[-1] in "。।۔።។։.؟!"


def test_a_family_is_not_torn_apart() -> None:
    assert cut("👩‍👩‍👧" * 30, 20, len).removesuffix("…").endswith("👩‍👩‍👧")
    assert not cut("👍🏿" * 30, 20, len).removesuffix("…").endswith("👍")


@given(_TEXTS, st.integers(1, 300), st.sampled_from([len, utf16_units, utf8_bytes]))
def test_it_always_fits_and_is_never_more_than_was_written(text: str, most: int, size: object) -> None:
    assert callable(size)
    left = cut(text, most, size)

    assert size(left) <= max(most, 0)
    if left != text and "http" not in text:
        assert text.startswith(left.removesuffix("…").rstrip())


@given(_TEXTS)
def test_units_are_those_of_the_encodings(text: str) -> None:
    assert utf16_units(text) == sum(2 if ord(char) > 0xFFFF else 1 for char in text)
    assert utf8_bytes(text) == len(text.encode())


def test_a_long_text_of_short_sentences_takes_few_looks() -> None:
    looks = []

    def size(text: str) -> int:
        looks.append(text)
        return len(text)

    cut("No. " * 20_000, 30_000, size)

    assert len(looks) < 100
