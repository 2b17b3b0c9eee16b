"""The registry of languages."""

import pytest

from amparo.core import languages


def test_every_row_is_whole() -> None:
    for language in languages.all_languages():
        assert language.name
        assert language.own_name
        assert len(language.script) == 4
        assert languages.get(language.tag.upper()) == language


def test_right_to_left_scripts_say_so() -> None:
    for language in languages.all_languages():
        assert (language.direction == "rtl") == (language.script == "Arab")


@pytest.mark.parametrize(
    "wanted, available, served",
    [
        (["es-MX"], ["en", "es"], "es"),
        (["es"], ["en", "es-419"], "es-419"),
        (["zh-Hant-TW"], ["zh-Hans", "zh-Hant"], "zh-Hant"),
        (["quc", "es-GT"], ["en", "es"], "es"),
        (["xx"], ["en", "es"], None),
        ([], ["en"], None),
        (["ES_mx"], ["es"], "es"),
    ],
)
def test_the_best_language_is_served(wanted: list[str], available: list[str], served: str | None) -> None:
    assert languages.best(wanted, available) == served


def test_an_unknown_language_is_refused() -> None:
    assert not languages.is_known("tlh")
    with pytest.raises(languages.UnknownLanguage):
        languages.get("tlh")


def test_a_language_is_named_in_the_language_of_whoever_reads() -> None:
    assert languages.name_in("ko", "es") == "coreano"
    assert languages.name_in("kjb", "es") == languages.get("kjb").name
    assert languages.name_in("tlh", "es") == "tlh"
