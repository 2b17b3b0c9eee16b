"""When pictures look alike."""

from hypothesis import given
from hypothesis import strategies as st

from amparo.core.sketches import pictures_alike
from amparo.vault.domain.likeness import HASH_COLUMNS, HASH_ROWS, difference_hash

GREYS = st.binary(min_size=HASH_COLUMNS * HASH_ROWS, max_size=HASH_COLUMNS * HASH_ROWS)


@given(GREYS)
def test_a_hash_fits_a_signed_column_and_is_like_itself(grey: bytes) -> None:
    found = difference_hash(grey)

    if found is not None:
        assert -(1 << 63) <= found < 1 << 63
        assert pictures_alike(found, found)


@given(st.lists(st.integers(0, 200), min_size=72, max_size=72).map(bytes), st.integers(1, 50))
def test_a_brighter_picture_is_the_same_one(grey: bytes, by: int) -> None:
    assert difference_hash(grey) == difference_hash(bytes(each + by for each in grey))


def test_what_is_nearly_one_colour_is_like_nothing() -> None:
    assert difference_hash(bytes([40, 45] * 36)) is None


def test_six_bits_are_alike_and_seven_are_not() -> None:
    assert pictures_alike(0, 0b111111)
    assert not pictures_alike(0, 0b1111111)
    assert pictures_alike(-1, -1 ^ 0b111)
