import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.channels.domain import keyword_table
from amparo.channels.domain.folding import folded
from amparo.channels.domain.keywords import Keyword, Wish, recognise
from amparo.core import languages

CARRIERS_WORDS = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "OPT OUT")


def _asks(text: str, *, subject: str = "") -> Keyword | None:
    wish = recognise(text, subject=subject)
    return None if wish is None else wish.keyword


@pytest.mark.parametrize("word", CARRIERS_WORDS)
@pytest.mark.parametrize(
    "written", ["{}", "{}.", " {}!! ", "{} please", "pls {}", "\u200b{}\u200b", "🛑 {} 🛑", "\u202e{}"]
)
def test_what_carriers_ask_for_always_stops(word: str, written: str) -> None:
    for cased in (word, word.lower(), word.title()):
        assert _asks(written.format(cased)) is Keyword.STOP


@pytest.mark.parametrize(
    "text",
    [
        "\n\nSTOP\n\nsent from my phone", "Alto", "BAJA", "STOP texting me", "ＳＴＯＰ", "S.T.O.P.", "s t o p",
        "sotp", "stpp",
        "stoooop", "unsuscribe", "cancle", "STOP STOP STOP", "stop 90006", "Cancelár", "parar por favor",
        "no más mensajes", "No más", "no more",
        "توقف", "\u200fتَوَقُّف\u200f", "توقّف", "停止。", "หยุดค่ะ", "หยุด ครับ", "बंद करें", "dừng lại",
        "dung", "ESTOP",
        "стоп!", "ＡＬＴＯ", "중지", "수신거부", "ストップ", "አቁም", "Отписаться", "ihinto", "kanpe", "jooji",
        "arrêt", "DON'T TEXT ME",
    ],
)  # fmt: skip
def test_one_wish_stops(text: str) -> None:
    assert _asks(text) is Keyword.STOP


@pytest.mark.parametrize(
    "text",
    [
        "HELP",
        "ayuda",
        "¿Ayuda?",
        "Información",
        "hlep",
        "HELP\n--\nMaria",
        "help please",
        "مساعدة",
        "帮助",
        "ayyuda",
    ],
)
def test_one_word_asks_for_help(text: str) -> None:
    assert _asks(text) is Keyword.HELP


@pytest.mark.parametrize(
    "text, argument",
    [
        ("JOIN 90006", "90006"), ("join90006", "90006"), ("Join: 90006, 90057.", "90006 90057"),
        ("jion 90006", "90006"),
        ("JOIN Boyle Heights", "boyle heights"), ("ALTA 90006", "90006"),
        ("UNIRME 90006", "90006"), ("START", ""),
        ("UNSTOP", ""), ("JOIN 90006\nThanks!", "90006"), ("START 90006", "90006"), ("加入 90006", "90006"),
        ("加入９０００６", "90006"), ("اشترك ٩٠٠٠٦", "90006"),
        ("JOIN 9006", "9006"), ("JOIN 90006-1234", "90006 1234"), ("sign me up 90006", "90006"), ("JOIN", ""),
    ],
)  # fmt: skip
def test_joining_tells_where(text: str, argument: str) -> None:
    wish = recognise(text)

    assert wish is not None
    assert (wish.keyword, wish.argument) == (Keyword.JOIN, argument)


@pytest.mark.parametrize(
    "text",
    [
        "They would not stop", "Stop them please, they are at the door", "Help! There is a van at 8th and Union",
        "Help\nThere is a van", "Están en la parada, alto riesgo", "", "st op", "start at 8th street",
        "unirse a la marcha de hoy ya",
        "Join me on the corner now, they are taking people", "no", "si", "ya", "now", "90006", "8th and Union",
        "🛑",
        "Start 8th and Union", "Baja 90 personas", "stop sign at 8th and Union", "quit a white van", "detener",
        "\u200b",
    ],
)  # fmt: skip
def test_a_word_in_a_sentence_is_no_wish(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(
    "word",
    [
        "shop", "auto", "van", "casa", "calle", "home", "work", "house", "street", "store", "step", "hell",
        "held", "john", "juan",
        "coin", "bajo", "caja", "para", "parada", "tienda", "trabajo", "escuela", "school", "police", "ice",
        "migra", "carro",
        "truck", "door", "puerta", "inside", "outside", "ahora", "today", "hoy", "one", "uno", "dos", "three",
        "salto", "corte",
        "court", "stopped", "stops", "send", "and", "hello", "hola", "yes", "unknown", "nadie", "nobody",
        "cancer", "quiet",
        "star", "smart", "parado", "detenido", "pasando", "bus", "stoop", "unidos", "ayer", "tarde", "halal",
        "joan", "joel",
        "baño", "paja", "alba", "alma", "salón", "salida", "parque", "parking", "Walmart", "Target", "corner",
        "esquina",
    ],
)  # fmt: skip
def test_everyday_answers_are_no_misspellings(word: str) -> None:
    assert recognise(word) is None


def test_an_empty_mail_speaks_by_its_subject() -> None:
    assert _asks("", subject="Re: STOP") is Keyword.STOP
    assert recognise("A van is here", subject="STOP") is None


def test_the_word_tells_the_language() -> None:
    assert recognise("ALTO") == Wish(Keyword.STOP, "es")
    assert recognise("STOP") == Wish(Keyword.STOP, "en")
    assert recognise("중지") == Wish(Keyword.STOP, "ko")


@pytest.mark.parametrize("language", [each.tag for each in languages.all_languages()])
def test_every_language_has_its_words(language: str) -> None:
    # Plain English has those of English.
    words = [row for row in keyword_table.rows() if row.language == language.split("-x-", maxsplit=1)[0]]

    for keyword in Keyword:
        own = [row for row in words if row.keyword == keyword]
        assert own, f"{language} has no word for {keyword}"
        for row in own:
            assert _asks(row.word) is keyword
            assert _asks(row.word.upper()) is keyword
            assert _asks(f" {row.word} ! ") is keyword


def test_no_word_asks_for_two_things() -> None:
    assert len(keyword_table.table()) > 700
    assert not keyword_table.everyday_words() & keyword_table.table().keys()


def test_every_word_is_a_draft_of_a_known_language() -> None:
    for row in keyword_table.rows():
        assert languages.is_known(row.language)
        assert row.keyword in {*Keyword, keyword_table.EVERYDAY}
        assert not row.is_reviewed, (
            "name the reviewer in docs/decisions/0032 before a word counts as reviewed"
        )


def test_a_flood_of_letters_is_no_wish() -> None:
    assert recognise("JOIN " + "a" * 2_000) is None
    assert recognise("JOIN " + "90006 " * 400) is None
    assert recognise("stop" * 500) is None
    assert _asks("STOP" + "\u200b" * 2_000) is Keyword.STOP, "what can not be seen hides nothing"
    assert recognise("J" + "o" * 100 + "in") is not None


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_has_an_answer(text: str, subject: str) -> None:
    wish = recognise(text, subject=subject)

    assert wish is None or (wish.keyword in Keyword and len(wish.argument) <= 400)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
