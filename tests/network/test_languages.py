"""The page of languages: how far each is, and that what nobody checked is put in use knowingly or not at all."""

from pathlib import Path
from typing import Any

import pytest

from amparo.core import journal, languages, phrases
from amparo.network import api
from amparo.network.api import NetworkSettings
from amparo.network.domain.actors import NotAllowed
from amparo.network.services import languages as service
from tests.personas import FOUNDED, Personas

PAGE = "/network/languages/"
KINDS = ["network.language_on", "network.language_off"]
ENGLISH = (
    '[meta]\nlanguage = "en"\nreviewer_state = "draft"\n[a.b]\ntext = "One {n}."\n[a.c]\ntext = "Two."\n'
)


def _sheet(tag: str, *, meta: str = 'reviewer_state = "draft"', only: bool = False, mark: str = "") -> str:
    one, two = mark or phrases.english_mark("One {n}."), phrases.english_mark("Two.")
    first = f'[meta]\nlanguage = "{tag}"\n{meta}\n[a.b]\ntext = "Ein {{n}}."\nenglish = "{one}"\n'
    return first if only else f'{first}[a.c]\ntext = "Zwei."\nenglish = "{two}"\n'


@pytest.fixture
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have one app with four languages: checked, unchecked, one sentence missing, one sentence stale."""
    checked = 'reviewer_state = "reviewed"\nreviewer = "A. Speaker"'
    for name, text in {
        "en": ENGLISH,
        "vi": _sheet("vi", meta=checked),
        "ko": _sheet("ko", meta='reviewer_state = "draft"\ntranslated_by = "machine"'),
        "th": _sheet("th", only=True),
        "km": _sheet("km", mark="00000000"),
    }.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    book = phrases.read_book(tmp_path)
    monkeypatch.setattr(phrases, "apps_with_books", lambda: ("alerts",))
    monkeypatch.setattr(phrases, "book", lambda _app: book)


def _entries() -> list[tuple[str, Any]]:
    return [(entry.kind, entry.payload) for entry in journal.after(0, kinds=KINDS)]


@pytest.mark.usefixtures("sheets")
def test_the_page_tells_how_far_each_language_is(personas: Personas) -> None:
    page = " ".join(personas.coordinator.client.get(PAGE).text.split())

    assert "checked by A. Speaker" in page
    assert "made by a computer, checked by nobody" in page
    assert page.count("1 sentence is missing or out of date: nothing is said in it") == 2
    assert 'action="/network/languages/ko/on/"' in page
    assert 'action="/network/languages/th/on/"' not in page


@pytest.mark.usefixtures("sheets")
def test_an_unchecked_language_needs_the_tick_and_the_journal_names_who_set_it(personas: Personas) -> None:
    client = personas.coordinator.client

    refused = client.post(f"{PAGE}ko/on/", follow=True)
    assert "Nobody has checked this language" in refused.text
    assert not _entries()

    done = client.post(f"{PAGE}ko/on/", {"is_known_unchecked": "on"}, follow=True)
    assert "Knowing that nobody had checked it" in done.text
    assert f"Put in use by {personas.coordinator.name}" in done.text
    assert "ko" in api.current_network().languages
    assert _entries() == [("network.language_on", {"language": "ko", "unchecked": True})]


@pytest.mark.usefixtures("sheets")
def test_a_checked_language_needs_no_tick(personas: Personas) -> None:
    personas.coordinator.client.post(f"{PAGE}vi/on/")

    assert _entries() == [("network.language_on", {"language": "vi", "unchecked": False})]


@pytest.mark.usefixtures("sheets")
@pytest.mark.parametrize("tag", ["th", "km", "tlh", "ja"])
def test_what_could_say_nothing_is_not_put_in_use(personas: Personas, tag: str) -> None:
    answer = personas.coordinator.client.post(f"{PAGE}{tag}/on/", {"is_known_unchecked": "on"})

    assert answer.status_code == 303
    assert not _entries()
    assert tag not in api.current_network().languages


@pytest.mark.usefixtures("sheets")
def test_the_first_language_stays_and_others_go(personas: Personas, network: NetworkSettings) -> None:
    client = personas.coordinator.client
    other = next(tag for tag in network.languages if tag != network.default_language)

    client.post(f"{PAGE}{network.default_language}/off/")
    client.post(f"{PAGE}{other}/off/")
    client.post(f"{PAGE}{other}/off/")

    assert _entries() == [("network.language_off", {"language": other})]
    assert other not in api.current_network().languages


def test_only_coordinators_change_languages(personas: Personas) -> None:
    for change in (service.put_in_use, service.take_out_of_use):
        arguments: dict[str, Any] = {"tag": "es", "by": personas.editor.actor, "now": FOUNDED}
        if change is service.put_in_use:
            arguments["is_known_unchecked"] = True
        with pytest.raises(NotAllowed):
            change(**arguments)


def test_every_real_language_has_its_place_on_the_page(personas: Personas) -> None:
    page = personas.coordinator.client.get(PAGE).text

    written = {tag for app in phrases.apps_with_books() for tag in phrases.book(app).languages}
    for tag in written:
        assert languages.get(tag).own_name in page
