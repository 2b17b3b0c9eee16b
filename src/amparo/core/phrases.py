"""Phrases: reviewed sentences with slots, in every language, from which all public text is composed.

Each app owns `phrases/<language>.toml`. English is the source; every translation names the English it was made
from by a mark, so that a change in English shows at once which translations are stale. gettext is for the chrome
of the interface only.

    [meta]
    language = "es"
    reviewer_state = "draft"
    checked_on = 2026-11-24

    [outcome.confirmed]
    text = "Confirmado: {activity} cerca de {place}."
    english = "1f0c93ab"
"""

import hashlib
import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps

from amparo.core import languages
from amparo.core.errors import AmparoError

SOURCE_LANGUAGE = "en"


class NoSuchPhrase(AmparoError):
    """No phrase of the book has this id."""

    code = "NO_SUCH_PHRASE"


class SlotMissing(AmparoError):
    """A slot of the phrase was not filled."""

    code = "SLOT_MISSING"


class PhraseFileBroken(AmparoError):
    """A phrase file lacks its head, names an unknown phrase, or uses other slots than English."""

    code = "PHRASE_FILE_BROKEN"


@dataclass(frozen=True, slots=True)
class Rendered:
    """One sentence ready to show: in which language it came out, and how well it was checked."""

    text: str
    language: str
    is_stale: bool
    reviewer_state: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    english_mark: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    language: str
    reviewer_state: str
    phrases: Mapping[str, _Phrase]


def english_mark(text: str) -> str:
    """Return the mark by which a translation names the English sentence it was made from."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def slots_of(text: str) -> frozenset[str]:
    """Return the names of the slots in a phrase."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


class Book:
    """All phrases of one app in all their languages."""

    def __init__(self, sheets: Mapping[str, _Sheet]) -> None:
        self._sheets = sheets
        self._source = sheets[SOURCE_LANGUAGE]

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the tags of the languages that have a sheet, English first."""
        others = sorted(tag for tag in self._sheets if tag != SOURCE_LANGUAGE)
        return (SOURCE_LANGUAGE, *others)

    def ids(self, group: str = "") -> tuple[str, ...]:
        """Return the ids of all phrases, or of those in a group, in the file's order."""
        return tuple(each for each in self._source.phrases if not group or each.startswith(f"{group}."))

    def slots(self, phrase_id: str) -> frozenset[str]:
        """Return the slots a phrase has.

        Raises:
            NoSuchPhrase: no phrase has the id.
        """
        return slots_of(self._english(phrase_id))

    def languages_complete(self, phrase_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the languages that have all these phrases, none of them stale."""
        wanted = list(phrase_ids)
        return tuple(
            tag for tag in self.languages if all(self._is_current(tag, phrase_id) for phrase_id in wanted)
        )

    def stale(self, language: str) -> tuple[str, ...]:
        """Return the ids whose translation is missing or was made from another English sentence."""
        return tuple(each for each in self.ids() if not self._is_current(language, each))

    def render(self, phrase_id: str, language: str, slots: Mapping[str, str] | None = None) -> Rendered:
        """Return a phrase in a language with its slots filled; in English where the language lacks it.

        Raises:
            NoSuchPhrase: no phrase has the id.
            SlotMissing: a slot was not given.
        """
        english = self._english(phrase_id)
        tag = languages.best([language], self._sheets) or SOURCE_LANGUAGE
        sheet = self._sheets[tag]
        phrase = sheet.phrases.get(phrase_id)
        if phrase is None:
            sheet, phrase = self._source, self._source.phrases[phrase_id]
        try:
            text = phrase.text.format_map(dict(slots or {}))
        except KeyError as error:
            raise SlotMissing(phrase=phrase_id, slot=str(error.args[0])) from error
        is_source = sheet.language == SOURCE_LANGUAGE
        is_stale = not is_source and phrase.english_mark != english_mark(english)
        return Rendered(text, sheet.language, is_stale, sheet.reviewer_state)

    def text(self, phrase_id: str, language: str, **slots: str) -> str:
        """Return the text of `render` alone."""
        return self.render(phrase_id, language, slots).text

    def _english(self, phrase_id: str) -> str:
        try:
            return self._source.phrases[phrase_id].text
        except KeyError as error:
            raise NoSuchPhrase(phrase=phrase_id) from error

    def _is_current(self, language: str, phrase_id: str) -> bool:
        phrase = self._sheets[language].phrases.get(phrase_id)
        if phrase is None:
            return False
        return language == SOURCE_LANGUAGE or phrase.english_mark == english_mark(self._english(phrase_id))


def _read_sheet(path: Path) -> _Sheet:
    with path.open("rb") as file:
        content: dict[str, Any] = tomllib.load(file)
    try:
        meta = content.pop("meta")
        phrases = {
            f"{group}.{name}": _Phrase(entry["text"].strip(), entry.get("english", ""))
            for group, entries in content.items()
            for name, entry in entries.items()
        }
        return _Sheet(meta["language"], meta["reviewer_state"], phrases)
    except (KeyError, AttributeError, TypeError) as error:
        raise PhraseFileBroken(file=path.name) from error


def read_book(folder: Path) -> Book:
    """Read the sheets of a folder.

    Raises:
        PhraseFileBroken: English is missing, a head is missing, or a translation names an unknown phrase or slot.
    """
    sheets = {sheet.language: sheet for sheet in map(_read_sheet, sorted(folder.glob("*.toml")))}
    if SOURCE_LANGUAGE not in sheets:
        raise PhraseFileBroken(file=SOURCE_LANGUAGE)
    source = sheets[SOURCE_LANGUAGE].phrases
    for sheet in sheets.values():
        languages.get(sheet.language)
        for phrase_id, phrase in sheet.phrases.items():
            if phrase_id not in source or slots_of(phrase.text) != slots_of(source[phrase_id].text):
                raise PhraseFileBroken(file=sheet.language, phrase=phrase_id)
    return Book(sheets)


@lru_cache(maxsize=32)
def book(app_label: str) -> Book:
    """Return the phrases of an app."""
    return read_book(Path(apps.get_app_config(app_label).path) / "phrases")
