"""Texts are known again by their sketches, in any script, and nothing else is told by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.sketches import SIZE, pictures_alike, text_sameness, text_sketch

KEY = b"k" * 32
RUMOUR = "URGENTE: la migra está en la escuela de la calle 8, no manden a los niños, pasen la voz a todos los vecinos"


@pytest.mark.parametrize(
    "text, passed_on",
    [
        (
            RUMOUR,
            "urgente!! LA MIGRA esta en la escuela de la calle 8 — no manden a los ninos, pasen la voz a todos",
        ),
        (
            "긴급: 8번가 학교에 이민국 요원들이 있습니다. 아이들을 보내지 마시고 이웃에게 알려 주세요",
            "긴급!! 8번가 학교에 이민국 요원들이 있습니다 아이들을 보내지 마시고 꼭 이웃에게 알려 주세요",
        ),
        (
            "紧急：第八街的学校门口有移民局的人，请不要送孩子去，请转告邻居",
            "第八街的学校门口有移民局的人!请不要送孩子去,请转告邻居!",
        ),
        (
            "عاجل: رجال الهجرة عند المدرسة في الشارع الثامن، لا ترسلوا الأطفال وأخبروا الجيران",
            "رجال الهجرة عند المدرسة في الشارع الثامن لا ترسلوا الاطفال وأخبروا الجيران",
        ),
        (
            "ՇՏԱՊ. ներգաղթի գործակալները դպրոցի մոտ են ութերորդ փողոցում, երեխաներին մի ուղարկեք",
            "ներգաղթի գործակալները դպրոցի մոտ են ութերորդ փողոցում, երեխաներին մի ուղարկեք 🙏",
        ),
    ],
)
def test_a_message_that_is_passed_on_is_known_again(text: str, passed_on: str) -> None:
    assert text_sameness(text_sketch(text, KEY), text_sketch(passed_on, KEY)) > 0.6


@pytest.mark.parametrize(
    "own_words",
    [
        "hay una camioneta blanca con agentes en la esquina de Alvarado, tienen a un señor esposado",
        "la migra está tocando puertas en mi edificio por el parque",
        "ICE is at the school on 8th street",
        "8번가에 차가 두 대 서 있어요",
    ],
)
def test_own_words_are_not(own_words: str) -> None:
    assert text_sameness(text_sketch(RUMOUR, KEY), text_sketch(own_words, KEY)) < 0.3


@given(st.text(max_size=400), st.text(max_size=400))
def test_sameness_is_symmetric_and_between_nothing_and_one(one: str, other: str) -> None:
    mine, theirs = text_sketch(one, KEY), text_sketch(other, KEY)

    assert 0 <= text_sameness(mine, theirs) <= 1
    assert text_sameness(mine, theirs) == text_sameness(theirs, mine)
    assert text_sameness(mine, mine) == (1.0 if mine else 0.0)


@given(st.text(max_size=2_000))
def test_a_sketch_stays_small_whatever_was_written(text: str) -> None:
    found = text_sketch(text, KEY)

    assert len(found) <= SIZE
    assert list(found) == sorted(set(found))
    assert all(0 <= value < 2**48 for value in found)


def test_short_texts_are_compared_exactly() -> None:
    assert text_sameness(text_sketch("abcdef", KEY), text_sketch("abcdex", KEY)) == 2 / 4


def test_nobody_without_the_key_can_try_words() -> None:
    assert text_sameness(text_sketch(RUMOUR, KEY), text_sketch(RUMOUR, b"another key")) == 0


@pytest.mark.parametrize("nothing", ["", "   ", "🚨🚨!!", "…"])
def test_what_has_no_letters_is_like_nothing(nothing: str) -> None:
    assert text_sketch(nothing, KEY) == ()
    assert text_sameness(text_sketch(nothing, KEY), text_sketch(nothing, KEY)) == 0


def test_pictures_are_alike_within_a_few_bits() -> None:
    assert pictures_alike(-1, -1 ^ 0b111)
    assert not pictures_alike(0, 0b1111111)
