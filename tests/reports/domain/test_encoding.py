"""A file's encoding is told by its bytes, or not at all: nothing is ever read as something it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.reports.domain import encoding
from amparo.reports.domain.encoding import Detector, EncodingUnclear, UnknownEncoding

FRENCH = "Déjà vu à l’église : « garçon, où êtes-vous ? » coûte 5 €"
SPANISH = "¿Dónde están los niños? ¡Avisen a la señora Peña, mañana también!"
RUSSIAN = "Серый фургон стоит у рынка с семи утра"
ARABIC = "شاحنة بيضاء أمام السوق منذ الصباح"
CHINESE = "市场旁边有一辆白色面包车"
HEAD = "Serial,INCIDENT TITLE\r\n1,"


def detected(content: bytes, *, at_once: int = 1 << 20) -> str:
    detector = Detector()
    for start in range(0, len(content), at_once):
        detector.feed(content[start : start + at_once])
    return detector.result()


@pytest.mark.parametrize("text", ["plain", FRENCH, RUSSIAN, ARABIC, CHINESE, "🚨🚐"])
def test_unicode_in_its_usual_encodings_is_recognised(text: str) -> None:
    content = HEAD + text

    assert detected(content.encode()) == "utf-8"
    assert detected(content.encode("utf-8-sig")) == "utf-8"
    assert detected(content.encode("utf-16")) == "utf-16"
    assert detected(content.encode("utf-16-le")) == "utf-16-le"
    assert detected(content.encode("utf-16-be")) == "utf-16-be"
    assert detected(content.encode("utf-32")) == "utf-32"


@pytest.mark.parametrize("text", [FRENCH, SPANISH, "Año", "naïve façade", "“quoted” – and so on…"])
def test_the_old_encoding_of_western_offices_is_recognised(text: str) -> None:
    assert detected((HEAD + text).encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    "text,name",
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (ARABIC, "cp1256"),
        (CHINESE, "gb18030"),
        ("白色のバンが市場の前に", "shift_jis"),
        ("Λευκό φορτηγό στην αγορά", "cp1253"),
    ],
)
def test_another_old_encoding_is_asked_for_and_never_guessed(text: str, name: str) -> None:
    with pytest.raises(EncodingUnclear):
        detected((HEAD + text).encode(name))


def test_some_broken_bytes_in_utf_8_make_it_no_other_encoding() -> None:
    content = (HEAD + FRENCH).encode() + b"\n2,caf\xe9\n3,\xff\xfe\x81\n"

    assert detected(content) == "utf-8"


@given(st.text(), st.integers(1, 7))
def test_how_the_bytes_arrive_changes_nothing(text: str, at_once: int) -> None:
    content = (HEAD * 100 + text).encode(errors="ignore")

    assert detected(content, at_once=max(at_once, 512)) == detected(content)
    assert detected(content) == "utf-8"


@given(st.binary(max_size=300))
def test_what_is_taken_for_western_text_decodes_without_a_gap(content: bytes) -> None:
    try:
        name = detected(content)
    except EncodingUnclear:
        return

    if name == "cp1252":
        content.decode("cp1252")


@given(
    st.binary(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "gb18030"])
)
def test_what_can_not_be_decoded_is_marked_and_stops_nothing(content: bytes, name: str) -> None:
    text = content.decode(name, errors=encoding.HANDLER)

    try:
        content.decode(name)
    except UnicodeDecodeError:
        assert encoding.UNDECODABLE in text
    else:
        assert encoding.UNDECODABLE not in text


@pytest.mark.parametrize("name", ["", "hex", "rot13", "no-such", "utf-8\x00", "../etc", "base64"])
def test_only_encodings_of_text_can_be_told(name: str) -> None:
    with pytest.raises(UnknownEncoding):
        encoding.known(name)


def test_an_encoding_may_be_told_by_any_of_its_names() -> None:
    assert encoding.known("UTF8") == "utf-8"
    assert encoding.known("Windows-1252") == "cp1252"
