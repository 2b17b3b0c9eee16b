"""Check every template: it compiles, stays inside its app, and holds no script, style or logic.

Run with DJANGO_SETTINGS_MODULE set. What it keeps:
- every template of ours compiles, also the ones that no test renders;
- none includes or extends another app's template; shared pieces are in `web`;
- no inline script, style or event handler: the content security policy would refuse them anyway;
- text is marked for translation by `translate` and `blocktranslate`, with named placeholders (tools/messages.py).
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "amparo"
SHARED = "web"
# No page of the site: a file for printing, opened from a disk, which may load nothing.
STANDS_ALONE = frozenset({"vault/recovery_sheet.html"})

_REFERENCE = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
_INLINE = (
    (
        re.compile(r"<script(?![^>]*(?:\bsrc=|\btype=\"application/json\"))[^>]*>", re.IGNORECASE),
        "an inline script",
    ),
    (re.compile(r"<style\b", re.IGNORECASE), "an inline style sheet"),
    (re.compile(r"""<[a-z][^>]*\sstyle\s*=""", re.IGNORECASE), "a style attribute"),
    (re.compile(r"""<[a-z][^>]*\son[a-z]+\s*=\s*["']""", re.IGNORECASE), "an event handler"),
    (re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"), "text that is not escaped"),
)


def templates(source: Path = SOURCE) -> Iterator[tuple[str, Path, str]]:
    """Yield app, file and name of each template of ours."""
    for folder in sorted(source.glob("*/templates")):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield folder.parent.name, path, path.relative_to(folder).as_posix()


def faults_of_text(app: str, text: str, owners: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with a template's text.

    Args:
        app: the app that the template belongs to.
        text: the template.
        owners: which app each template name belongs to.
    """
    for name in _REFERENCE.findall(text):
        owner = owners.get(name.split("#")[0])
        if owner is not None and owner not in {app, SHARED}:
            yield f"uses {name}, which belongs to {owner}"
    for pattern, what in _INLINE:
        if pattern.search(text):
            yield f"holds {what}"


def faults() -> Iterator[str]:
    """Yield a sentence for each fault of each template."""
    found = list(templates())
    owners = {name: app for app, _path, name in found}
    for app, path, name in found:
        place = path.relative_to(ROOT)
        text = path.read_text(encoding="utf-8")
        for fault in faults_of_text(app, text, owners):
            if name not in STANDS_ALONE:
                yield f"{place}: {fault}"
        try:
            engines["django"].from_string(text)
        except TemplateSyntaxError as error:
            yield f"{place}: {error}"
        if (
            app != SHARED
            and path.suffix == ".html"
            and not name.startswith((f"{app}/", "account/", "mfa/", "allauth/"))
        ):
            yield f"{place}: belongs in templates/{app}/"


def main() -> int:
    """Print every fault and return the exit status."""
    django.setup()
    found = list(faults())
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
