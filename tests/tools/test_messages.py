"""Finding texts to translate, and what is wrong with a translation."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tools import messages


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small app with a page and a module."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    folder = tmp_path / "reports"
    (folder / "templates" / "reports").mkdir(parents=True)
    (folder / "templates" / "reports" / "page.html").write_text(
        '{% load i18n %}<h1>{% translate "It\'s here" %}</h1>'
        "{% blocktranslate count n=n trimmed %}\n  One of {{ n }}\n{% plural %}\n  All {{ n }}\n{% endblocktranslate %}"
        '{% translate "May" context "month" %}',
        encoding="utf-8",
    )
    (folder / "views.py").write_text(
        'from x import gettext as _\nsaid = _("Hello, %(name)s")\n', encoding="utf-8"
    )
    return folder


def _translate(app: Path, translations: dict[str, str | tuple[str, str]]) -> None:
    path = messages.catalogue_path(app, "es")
    catalogue = Catalog(locale="es", fuzzy=False)
    for text in messages.texts(app):
        catalogue.add(text.message_id, translations.get(text.singular), context=text.context)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)


def test_texts_of_templates_and_code_are_found(app: Path) -> None:
    found = {(text.singular, text.plural, text.context) for text in messages.texts(app)}

    assert found == {
        ("Hello, %(name)s", None, None),
        ("It's here", None, None),
        ("One of %(n)s", "All %(n)s", None),
        ("May", None, "month"),
    }


def test_a_missing_translation_is_a_fault(app: Path) -> None:
    assert len(list(messages.faults(app, "es"))) == 4


def test_a_whole_catalogue_has_no_fault(app: Path) -> None:
    _translate(
        app,
        {
            "It's here": "Está aquí",
            "One of %(n)s": ("Uno", "Todos, %(n)s"),
            "May": "mayo",
            "Hello, %(name)s": "%(name)s",
        },
    )

    assert list(messages.faults(app, "es")) == []


def test_a_lost_placeholder_is_a_fault(app: Path) -> None:
    _translate(
        app, {"It's here": "Está", "One of %(n)s": ("Uno", "%(n)s"), "May": "mayo", "Hello, %(name)s": "Hola"}
    )

    assert len(list(messages.faults(app, "es"))) == 1


def test_an_update_keeps_what_was_translated_and_changes_nothing_twice(app: Path) -> None:
    _translate(app, {"It's here": "Está aquí"})

    messages.update(app, "es")

    assert messages.read(messages.catalogue_path(app, "es"), "es").get("It's here").string == "Está aquí"  # type: ignore[union-attr]  # it is there
    assert not messages.update(app, "es")


@pytest.mark.parametrize("text", ["%s of %s", "{} of {}", "{0}", "%d people"])
def test_a_placeholder_without_a_name_is_seen(text: str) -> None:
    assert messages.is_unnamed(text)


@pytest.mark.parametrize("text", ["%(count)s of %(all)s", "{count}", "100 %%", "plain"])
def test_named_placeholders_pass(text: str) -> None:
    assert not messages.is_unnamed(text)
