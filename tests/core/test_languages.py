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
        (["zh-TW"], ["zh-Hans", "zh-Hant"], "zh-Hant"),
        (["zh-HK"], ["zh-Hans", "zh-Hant"], "zh-Hant"),
        (["zh-CN"], ["zh-Hant", "zh-Hans"], "zh-Hans"),
        (["zh_sg"], ["zh-Hant", "zh-Hans"], "zh-Hans"),
        (["zh"], ["zh-Hant", "zh-Hans"], "zh-Hans"),
        (["zh-TW"], ["en", "zh-Hans"], "zh-Hans"),
        (["yue"], ["en", "zh-Hans", "zh-Hant"], "zh-Hant"),
        (["cmn"], ["en", "zh-Hant", "zh-Hans"], "zh-Hans"),
        (["tl"], ["en", "fil"], "fil"),
        (["tl-PH"], ["en", "fil"], "fil"),
        (["pt"], ["en", "pt-BR"], "pt-BR"),
        (["pt-PT"], ["en", "pt-BR"], "pt-BR"),
        (["fa-AF"], ["en", "fa"], "fa"),
        (["prs"], ["en", "fa"], "fa"),
        (["pa-Arab"], ["en", "pa"], None),
        (["pa-PK"], ["en", "pa"], None),
        (["pa"], ["en", "pa-Arab"], None),
        (["pa-IN"], ["en", "pa-Arab", "pa"], "pa"),
        (["en-x-plain"], ["es", "en"], "en"),
        (["en-US"], ["en-x-plain", "en"], "en"),
        (["hyw"], ["en", "hy"], None),
        (["", "-", "x", "und"], ["en", "es"], None),
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


def test_whoever_speaks_none_of_what_is_offered_gets_the_first() -> None:
    assert languages.choose(["xx", "tl"], ("vi", "fil", "en")) == "fil"
    assert languages.choose(["xx"], ("vi", "fil", "en")) == "vi"
    assert languages.choose([], ("vi", "en")) == "vi"
    with pytest.raises(languages.NothingOffered):
        languages.choose(["es"], ())


def test_every_other_name_of_a_language_leads_to_one_of_the_registry() -> None:
    for tag in ("zh-tw", "zh-cn", "tl", "pt", "prs", "pnb", "hat", "arb", "cmn-hant"):
        served = languages.best([tag], [each.tag for each in languages.all_languages()])
        assert served is not None, tag
