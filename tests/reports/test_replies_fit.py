"""What is said by SMS fits: one part in English, two at most in Spanish, with addresses of a usual length."""

import pytest
from mnemonic import Mnemonic

from amparo.channels.domain.keywords import recognise
from amparo.channels.domain.sms_parts import Encoding, measure, thrifty
from amparo.core import phrases
from amparo.reports.domain import conversation_words
from amparo.reports.domain.conversation import CHOICES_OF
from amparo.reports.domain.receipts import WORD_LISTS, WORDS

ORIGIN = "https://amparo.example.org"
STATEMENT = f"{ORIGIN}/alerts/01234567-0123-0123-0123-0123456789ab/"
FATES = ("confirmed", "unfounded", "other_agency", "unverifiable")


def longest_receipt(language: str) -> str:
    words = Mnemonic(WORD_LISTS[language]).wordlist
    return " ".join(sorted(words, key=lambda word: (len(word), not word.isascii()))[-WORDS:])


def replies(language: str) -> list[str]:
    book = phrases.book("reports")
    slots = {
        "site_address": f"{ORIGIN}/report/",
        "receipt_address": f"{ORIGIN}/receipt/",
        "receipt_code": longest_receipt(language),
        "statement_address": STATEMENT,
        "question": "Which side of the park?",
    }
    groups = ("first", "ask", "again", "reply", "receipt", "question")
    said = [book.text(name, language, **slots) for group in groups for name in book.ids(group)]
    more = book.text("fate.statement", language, **slots)
    return said + [f"{book.text(f'fate.{fate}', language)}\n{more}" for fate in FATES]


def test_english_is_one_part_of_plain_letters() -> None:
    for reply in replies("en"):
        measured = measure(thrifty(reply))
        assert (measured.parts, measured.encoding) == (1, Encoding.GSM7), reply


def test_spanish_is_two_parts_at_most() -> None:
    for reply in replies("es"):
        assert measure(thrifty(reply)).parts <= 2, reply


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_choice_stands_in_its_question(language: str) -> None:
    book = phrases.book("reports")
    for question, count in CHOICES_OF.items():
        asked = book.text(f"ask.{question}", language)
        assert all(f"{number} " in asked for number in range(1, count + 1))


@pytest.mark.parametrize(
    "word", ["1", "2", "8", "yes", "no", "sí", "no sé", "don't know", "DONE", "LISTO", "NEW", "NUEVO", "CANCEL REPORT",
             "BORRAR", "ESPAÑOL", "ENGLISH", "hola", "gracias", "ahora"]
)  # fmt: skip
def test_no_answer_is_taken_for_a_wish_to_stop(word: str) -> None:
    assert recognise(word) is None


@pytest.mark.parametrize("word", ["STOP", "END", "CANCEL", "QUIT", "HELP", "ALTO", "AYUDA", "JOIN 90006"])
def test_no_wish_steers_a_conversation(word: str) -> None:
    assert recognise(word) is not None
    assert conversation_words.command_in(word) is None
