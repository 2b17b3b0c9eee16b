"""Phrases: reviewed sentences with slots, in every language, from which all public text is composed.

Each app owns `phrases/<language>.toml`. English is the source; every translation names the English it was made
from by a mark, so that a change in English shows at once which translations are stale. gettext is for the chrome
of the interface only.

    [meta]
    language = "es"
    reviewer_state = "draft"      # until a speaker has signed it off: "reviewed", with `reviewer`
    translated_by = "machine"     # or "person"
    checked_on = 2026-11-24

    [outcome.confirmed]
    text = "Confirmado: {activity} cerca de {place}."
    english = "1f0c93ab"
"""

import hashlib
import string
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps

from amparo.core import languages
from amparo.core.errors import AmparoError

SOURCE_LANGUAGE = languages.SOURCE_LANGUAGE
DRAFT = "draft"
_LRM = "\u200e"

# How to ask which languages the network speaks; an app above this one registers it.
_spoken: list[Callable[[], Sequence[str]]] = []


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
    reviewer: str = ""
    is_by_machine: bool = False


@dataclass(frozen=True, slots=True)
class SheetState:
    """How far an app's phrases are in one language.

    Attributes:
        missing: how many have no translation.
        stale: how many were translated from another English sentence.
        reviewer: who signed them off, as they wish to be named; may be empty.
        is_by_machine: no person translated them.
    """

    language: str
    missing: int
    stale: int
    reviewer_state: str
    reviewer: str
    is_by_machine: bool

    @property
    def is_complete(self) -> bool:
        """Tell whether every phrase is there, made from today's English: only then is anything said."""
        return not self.missing and not self.stale

    @property
    def is_draft(self) -> bool:
        """Tell whether nobody has signed it off."""
        return self.reviewer_state == DRAFT


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

    def state_of(self, language: str) -> SheetState | None:
        """Return how far a language is, or None where it has no sheet."""
        sheet = self._sheets.get(language)
        if sheet is None:
            return None
        missing = sum(each not in sheet.phrases for each in self._source.phrases)
        stale = len(self.stale(language)) - missing
        return SheetState(language, missing, stale, sheet.reviewer_state, sheet.reviewer, sheet.is_by_machine)

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
            text = phrase.text.format_map(_in_direction(slots or {}, sheet.language))
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


def _in_direction(slots: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Return what fills the slots, so that it does not come out reversed where people write from right to left.

    `213-555-0100` beside Arabic would be shown as `0100-555-213`, and a code likewise; behind a left-to-right mark it
    is not. Marks, not isolates: old phones know them, and what cleans texts lets them through. An address gets none:
    it would become part of the link.
    """
    if languages.get(language).direction == "ltr":
        return slots
    return {name: _marked(value) for name, value in slots.items()}


def _marked(value: str) -> str:
    """Return a value with a mark at each end that would turn round; Latin words hold their own direction."""
    kinds = [unicodedata.bidirectional(char) for char in value]
    is_address = value.startswith(("http://", "https://", "{"))
    if not value or is_address or value.isdigit() or {"R", "AL"} & set(kinds):
        return value
    before, after = ("" if kinds[0] == "L" else _LRM), ("" if kinds[-1] in {"L", "EN"} else _LRM)
    return f"{before}{value}{after}"


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
        by_machine = meta.get("translated_by") == "machine"
        return _Sheet(meta["language"], meta["reviewer_state"], phrases, meta.get("reviewer", ""), by_machine)
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
    return read_book(_folder(app_label))


def apps_with_books() -> tuple[str, ...]:
    """Return the labels of the apps that own phrases."""
    return tuple(each.label for each in apps.get_app_configs() if (_folder(each.label) / "en.toml").exists())


def speak_only(source: Callable[[], Sequence[str]]) -> None:
    """Register the function that returns the network's languages, its first one first; called when it is ready."""
    _spoken[:] = [source]


def offered(app_label: str, phrase_ids: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the network's languages in which an app can say something, its first one first.

    Args:
        app_label: whose phrases.
        phrase_ids: what is to be said; None for everything the app may ever say.

    Nothing is ever said half in one language and half in another: a language in which one of the sentences is missing
    or stale is not offered. Where none is left, English is.
    """
    sheets = book(app_label)
    complete = sheets.languages_complete(sheets.ids() if phrase_ids is None else phrase_ids)
    enabled = tuple(_spoken[0]()) if _spoken else ()
    return tuple(tag for tag in enabled or complete if tag in complete) or (SOURCE_LANGUAGE,)


def language_for(app_label: str, wanted: Iterable[str], phrase_ids: Iterable[str] | None = None) -> str:
    """Return the language in which an app says something to a person: the one resolver for all that is sent.

    Args:
        app_label: whose phrases.
        wanted: the person's languages, the best first; an unknown tag is passed over.
        phrase_ids: as in `offered`.
    """
    return languages.choose(wanted, offered(app_label, phrase_ids))


def _folder(app_label: str) -> Path:
    return Path(apps.get_app_config(app_label).path) / "phrases"
