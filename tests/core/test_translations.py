"""Every sheet of every app: whole or not there, in its own script, with its sentences' ends, and never saying "safe".

What a machine can check of a translation. That it is right, only a speaker can say: all of these are drafts.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from amparo.core import languages, phrases

FIRST_SET = frozenset(
    {
        *("en", "es", "en-x-plain", "zh-Hans", "zh-Hant", "fil", "ko", "hy", "vi", "fa", "ar", "ru"),
        *("ja", "km", "th", "hi", "pa", "bn", "ur", "am", "ht", "pt-BR", "fr", "uk"),
    }
)
SOURCE = Path(phrases.__file__).resolve().parents[1]
SHEETS = sorted((path.parent.parent.name, path.stem) for path in SOURCE.glob("*/phrases/*.toml"))
TRANSLATED = [(app, tag) for app, tag in SHEETS if tag != "en"]

# Unicode's names of the scripts that a language's letters belong to.
_SCRIPTS = {
    "Latn": {"LATIN"},
    "Hans": {"CJK"},
    "Hant": {"CJK"},
    "Kore": {"HANGUL"},
    "Jpan": {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"},
    "Armn": {"ARMENIAN"},
    "Arab": {"ARABIC"},
    "Cyrl": {"CYRILLIC"},
    "Deva": {"DEVANAGARI"},
    "Guru": {"GURMUKHI"},
    "Beng": {"BENGALI"},
    "Thai": {"THAI"},
    "Khmr": {"KHMER"},
    "Ethi": {"ETHIOPIC"},
}
# What stays in Latin letters everywhere: words to be sent back, and names that people see on vests and papers.
_LATIN = frozenset(
    ["STOP", "JOIN", "HELP", "ALL", "ZIP", "SMS", "DRILL", "ICE", "HSI", "Border", "Patrol", "sheriff"]
)
_LATIN_WORD = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(sorted(_LATIN))})(?![A-Za-z])")
# English that is the same word, or the name, in another language.
_SAME = frozenset({"ICE", "HSI", "Border Patrol", "immigration", "no", "No"})
_ENDS = {
    ".": ".。।۔։።៖។",
    ":": ":：՝፦៖",
    "?": "?？؟՞",
}
# "Safe", "danger is over" and their kin, as beginnings of words: nothing here may say so. `security` in the name of an
# authority is another word in each of these languages, or is taken out below.
_FORBIDDEN = {
    "en": r"\bsafe\b|\bsafely\b|\bsafety\b|out of danger",
    "en-x-plain": r"\bsafe\b|\bsafely\b|\bsafety\b|out of danger",
    "es": r"\ba salvo\b|\bsegur[oa]s?\b|sin peligro|fuera de peligro",
    "zh-Hans": "安全|放心|没有危险",
    "zh-Hant": "安全|放心|沒有危險",
    "fil": r"\bligtas\b|walang panganib",
    "ko": "안전|안심",
    "vi": "an toàn|yên tâm|hết nguy hiểm",
    "fa": r"\bامن\b|ایمن|بی‌خطر|خطر رفع",
    "ar": r"\bآمن|بأمان|سالم|زال الخطر",
    "hy": "ապահով|վտանգը անցել",
    "ru": r"безопасн|опасность миновала",
    "uk": r"безпечн|небезпека минула",
    "ja": "安全|安心|危険はあ",
    "km": "សុវត្ថិភាព|គ្មានគ្រោះថ្នាក់",
    "th": "ปลอดภัย|พ้นอันตราย",
    "hi": "सुरक्षित|ख़तरा टल",
    "pa": "ਸੁਰੱਖਿਅਤ|ਖ਼ਤਰਾ ਟਲ",
    "bn": "নিরাপদ|বিপদ কেটে",
    "ur": "محفوظ|خطرہ ٹل",
    "am": "ደህና ነ|አደጋው አልፏል|አስተማማኝ",
    "ht": r"\ban sekirite\b|pa gen danje",
    "pt-BR": r"\bsegur[oa]s?\b|fora de perigo|a salvo",
    "fr": r"\bsûrs?\b|\bsûres?\b|en sécurité|hors de danger|sans danger",
}
_AUTHORITIES = (
    "国土安全调查处",
    "國土安全調查處",
    "国土安全保障捜査局",
    "внутренней безопасности",
    "внутрішньої безпеки",
)
_SLOT = re.compile(r"\{[a-z_]+\}")


@cache
def book(app: str) -> phrases.Book:
    return phrases.read_book(SOURCE / app / "phrases")


def texts(app: str, tag: str) -> dict[str, str]:
    """Return what a sheet says, its slots left as they are."""
    slots = {name: f"{{{name}}}" for each in book(app).ids() for name in book(app).slots(each)}
    return {each: book(app).text(each, tag, **slots) for each in book(app).ids()}


def pairs(app: str, tag: str) -> list[tuple[str, str, str]]:
    ours, english = texts(app, tag), texts(app, "en")
    return [(each, english[each], ours[each]) for each in ours]


@pytest.mark.parametrize("app", ["alerts", "channels"])
def test_what_is_sent_to_everybody_exists_in_all_languages_of_the_first_set(app: str) -> None:
    assert frozenset(book(app).languages) >= FIRST_SET


@pytest.mark.parametrize("app, tag", SHEETS)
def test_a_language_is_whole_or_not_there(app: str, tag: str) -> None:
    state = book(app).state_of(languages.get(tag).tag)

    assert state is not None
    assert state.is_complete, book(app).stale(tag)
    assert state.language == tag


@pytest.mark.parametrize("app, tag", TRANSLATED)
def test_what_a_machine_made_is_a_draft(app: str, tag: str) -> None:
    state = book(app).state_of(tag)

    assert state is not None
    assert state.is_draft or state.reviewer
    if state.is_by_machine:
        assert state.is_draft


@pytest.mark.parametrize("app, tag", TRANSLATED)
def test_no_english_is_left(app: str, tag: str) -> None:
    if tag == "en-x-plain":
        return
    left = [
        each
        for each, english, ours in pairs(app, tag)
        if ours == english and _SLOT.sub("", ours).strip(" :.") not in _SAME and not _is_shared(english, tag)
    ]

    assert left == []


def _is_shared(english: str, tag: str) -> bool:
    """Tell whether a sentence is nothing but a word that the language has too ("STOP=fini" is not)."""
    words = set(re.findall(r"[A-Za-z]+", _SLOT.sub("", english)))
    return words <= _LATIN


@pytest.mark.parametrize("app, tag", TRANSLATED)
def test_the_letters_are_those_of_the_language(app: str, tag: str) -> None:
    scripts = _SCRIPTS[languages.get(tag).script]
    strange: dict[str, list[str]] = {}
    for each, _english, ours in pairs(app, tag):
        words = re.findall(r"[^\W\d_]+", _LATIN_WORD.sub(" ", _SLOT.sub(" ", ours)))
        found = [word for word in words if not _is_written_in(word, scripts)]
        if found:
            strange[each] = found

    assert strange == {}


def _is_written_in(word: str, scripts: set[str]) -> bool:
    names = {
        unicodedata.name(char, "").split(" ")[0] for char in word if unicodedata.category(char)[0] == "L"
    }
    return names <= scripts


@pytest.mark.parametrize("app", sorted({app for app, tag in SHEETS if tag.startswith("zh-")}))
def test_simplified_and_traditional_characters_are_not_mixed(app: str) -> None:
    for tag, charset in (("zh-Hans", "gb2312"), ("zh-Hant", "big5")):
        for each, text in texts(app, tag).items():
            characters = [char for char in text if unicodedata.name(char, "").startswith("CJK UNIFIED")]
            wrong = [char for char in characters if not _is_in(char, charset)]
            assert not wrong, (tag, each, wrong)


def _is_in(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("app, tag", TRANSLATED)
def test_a_sentence_ends_as_the_english_one_does(app: str, tag: str) -> None:
    # Thai ends a sentence with a blank; a short text ends where the link follows.
    wrong = (
        []
        if tag == "th"
        else [each for each, english, ours in pairs(app, tag) if not _ends_alike(english, ours)]
    )

    assert wrong == []


def _ends_alike(english: str, ours: str) -> bool:
    last, ends = english[-1], ours[-1]
    if last in _ENDS:
        # A question may have its mark inside (Armenian), and a statement may end with a slot behind a colon.
        return ends in _ENDS[last] or (last == "?" and "՞" in ours) or (last == "?" and ours.endswith("}"))
    return ends not in ".。।۔։።"


@pytest.mark.parametrize("app, tag", SHEETS)
def test_nothing_says_that_somebody_is_safe(app: str, tag: str) -> None:
    for each, text in texts(app, tag).items():
        bare = text
        for name in _AUTHORITIES:
            bare = bare.replace(name, "")
        found = re.search(_FORBIDDEN[tag], bare, re.IGNORECASE)
        assert found is None or each in _ASKS_OR_WARNS.get(app, frozenset()), (each, found)


# Where the word belongs: asking whether somebody is out of danger, or telling to look after themselves first.
_ASKS_OR_WARNS = {
    "reports": frozenset(
        {
            *("question.going_on", "question.in_sight", "call.greet", "call.not_safe", "call.photo"),
            "call.said_not_safe",
        }
    )
}


@pytest.mark.parametrize("app, tag", SHEETS)
def test_texts_are_clean(app: str, tag: str) -> None:
    for each, text in texts(app, tag).items():
        assert text == unicodedata.normalize("NFC", text), each
        assert "  " not in text, each
        assert text == text.strip(), each
        # What turns direction is put where slots are filled, in one place.
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u200b\ufeff]", text), each
        assert "}{" not in text, each
