"""Keep the interface's translations: one catalogue for each app and language.

    tools/messages.py update    take new texts from templates and code into the catalogues, drop those gone
    tools/messages.py compile   write the .mo files that Django reads (they are not committed)
    tools/messages.py check     fail unless every text is translated and every placeholder is named and kept

Only the chrome of the interface is here. Sentences of alerts and messages are phrases (`amparo.core.phrases`).
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "amparo"
LANGUAGES = ("es",)  # English is the source
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_STRING = r"""(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
_TEMPLATE_CALL = re.compile(
    rf"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\(\s*{_STRING}(?:\s*,\s*{_STRING})?(?:\s*,\s*{_STRING})?",
    re.DOTALL,
)
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0\- +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?([a-zA-Z%])")
# Django writes no placeholder itself for braces; `{}` and `{0}` come from str.format.
_UNNAMED_BRACES = re.compile(r"\{\d*\}")


@dataclass(frozen=True)
class Text:
    """One text to translate, and a place where it stands."""

    singular: str
    plural: str | None
    context: str | None
    place: str

    @property
    def message_id(self) -> str | tuple[str, str]:
        """The id under which Babel keeps it."""
        return self.singular if self.plural is None else (self.singular, self.plural)


def apps() -> tuple[Path, ...]:
    """Return the folders of the apps that may hold texts."""
    return tuple(sorted(path.parent for path in SOURCE.glob("*/__init__.py")))


def texts(app: Path) -> Iterator[Text]:
    """Yield every text to translate of an app, from its code and its templates."""
    for path in sorted(app.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _texts_of_code(path)
    for path in sorted(app.glob("templates/**/*")):
        if path.is_file():
            yield from _texts_of_template(path)


def _texts_of_code(path: Path) -> Iterator[Text]:
    place = str(path.relative_to(ROOT))
    with path.open("rb") as file:
        for _line, found, _comments, context in extract("python", file, keywords=KEYWORDS):
            singular, plural = (found, None) if isinstance(found, str) else (found[0], found[1])
            yield Text(singular, plural, context, place)


def _texts_of_template(path: Path) -> Iterator[Text]:
    place = str(path.relative_to(ROOT))
    for call in _TEMPLATE_CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=place)):
        function = call[1]
        values = [ast.literal_eval(part) for part in call.groups()[1:] if part is not None]
        context = values.pop(0) if function in {"pgettext", "npgettext"} else None
        plural = values[1] if function in {"ngettext", "npgettext"} else None
        yield Text(values[0], plural, context, place)


def catalogue_path(app: Path, language: str) -> Path:
    """Return where an app's catalogue of a language is kept."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """Return a catalogue; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(app: Path, language: str) -> bool:
    """Bring a catalogue up to date and tell whether its file changed."""
    path = catalogue_path(app, language)
    old = read(path, language)
    new = Catalog(
        locale=language,
        fuzzy=False,
        project="Amparo",
        header_comment=f"# {app.name}: texts of the interface.",
    )
    for text in texts(app):
        known = old.get(text.message_id, text.context)
        translation = known.string if known is not None and known.id == text.message_id else None
        new.add(text.message_id, translation, locations=[(text.place, 0)], context=text.context)
    before = path.read_bytes() if path.exists() else b""
    if not len(new):
        path.unlink(missing_ok=True)
        return before != b""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=100, sort_output=True, include_lineno=False)
    # Dates of generation would make every run a change.
    kept = [line for line in path.read_bytes().splitlines(keepends=True) if not _is_volatile(line)]
    path.write_bytes(b"".join(kept))
    return path.read_bytes() != before


def _is_volatile(line: bytes) -> bool:
    return line.startswith(
        (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Generated-By')
    )


def compile_all() -> None:
    """Write every catalogue's .mo file beside it."""
    for app in apps():
        for language in LANGUAGES:
            path = catalogue_path(app, language)
            if path.exists():
                with path.with_suffix(".mo").open("wb") as file:
                    write_mo(file, read(path, language))


def faults(app: Path, language: str) -> Iterator[str]:
    """Yield a sentence for each text that is missing, unfinished or changes a placeholder."""
    catalogue = read(catalogue_path(app, language), language)
    wanted = set()
    for text in texts(app):
        if (text.message_id, text.context) in wanted:
            continue
        wanted.add((text.message_id, text.context))
        yield from _faults_of(text, catalogue, language)
    for message in catalogue:
        if message.id and (_key(message.id), message.context) not in wanted:
            yield f"{app.name}, {language}: {message.id!r} is no longer used; run tools/messages.py update"


def _key(message_id: object) -> object:
    return tuple(message_id) if isinstance(message_id, list | tuple) else message_id


def _faults_of(text: Text, catalogue: Catalog, language: str) -> Iterator[str]:
    originals = [text.singular] if text.plural is None else [text.singular, text.plural]
    if any(is_unnamed(original) for original in originals):
        yield f"{text.place}: {text.singular!r} has a placeholder without a name"
    message = catalogue.get(text.message_id, text.context)
    strings = (
        [] if message is None else [message.string] if isinstance(message.string, str) else message.string
    )
    if not strings or not all(strings):
        yield f"{text.place}: {text.singular!r} has no translation into {language}"
        return
    if message is not None and message.fuzzy:
        yield f"{text.place}: {text.singular!r} is marked fuzzy in {language}"
    allowed = set().union(*(placeholders(original) for original in originals))
    for string in strings:
        unknown = placeholders(string) - allowed
        missing = placeholders(originals[-1]) - placeholders(string) if text.plural is None else set()
        if unknown or missing:
            yield f"{text.place}: {text.singular!r}: the {language} text differs in {sorted(unknown | missing)}"


def placeholders(text: str) -> set[str]:
    """Return the names of a text's `%(name)s` placeholders."""
    return {found[1] for found in _PLACEHOLDER.finditer(text) if found[1]}


def is_unnamed(text: str) -> bool:
    """Tell whether a text has a positional placeholder, whose order a translation could not change."""
    percent = any(found[1] is None and found[2] in "sdif" for found in _PLACEHOLDER.finditer(text))
    return percent or _UNNAMED_BRACES.search(text) is not None


def check_all() -> list[str]:
    """Return every fault of every catalogue."""
    return [fault for app in apps() for language in LANGUAGES for fault in faults(app, language)]


def main(arguments: Sequence[str]) -> int:
    """Run one of the three tasks and return the exit status."""
    if not settings.configured:
        settings.configure()
    match arguments:
        case ["update", *names]:
            for app in apps():
                for language in LANGUAGES:
                    if (not names or app.name in names) and update(app, language):
                        print(f"updated {catalogue_path(app, language).relative_to(ROOT)}")
        case ["compile"]:
            compile_all()
        case ["check"]:
            found = check_all()
            print("\n".join(found))
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
