"""A page of its own for other sites' frames: the widget, and without scripts the same list, made anew each minute."""

from collections.abc import Iterable, Mapping
from html import escape

from amparo.alerts.domain.feeds.entry import Entry, Publisher
from amparo.core import languages

MEDIA_TYPE = "text/html"
# What the page itself allows, wherever it is served from; who may frame it is everybody.
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def name_of(tag: str) -> str:
    """Return the file of a language's frame."""
    return f"frame/{tag}.html"


def page(publisher: Publisher, entries: Iterable[Entry], tag: str, words: Mapping[str, str]) -> bytes:
    """Return the page in one language."""
    rows = "".join(_row(entry, tag) for entry in entries)
    shown = f"<ul>{rows}</ul>" if rows else f"<p>{escape(words['nothing'])}</p>"
    test = f"<p>{escape(words['test'])}</p>" if publisher.status != "Actual" else ""
    direction = languages.get(words["language"]).direction
    title, home = escape(words["title"]), escape(f"{publisher.origin}/")
    return f"""<!doctype html>
<html lang="{escape(words["language"])}" dir="{direction}">
<head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">
<noscript><meta http-equiv="refresh" content="60"></noscript></head>
<body><main><script src="../widget.js" data-lang="{escape(tag)}"></script>
<noscript><h1>{title}</h1>{test}{shown}<p><a href="{home}" target="_top">{escape(words["more"])}</a></p></noscript>
</main></body></html>
""".encode()


def _row(entry: Entry, tag: str) -> str:
    text = entry.text_for(tag)
    direction = languages.get(text.language).direction
    until = escape(entry.until[text.language])
    link = f'<a href="{escape(entry.page)}" target="_top">{escape(text.headline)}</a>'
    return f'<li lang="{escape(text.language)}" dir="{direction}">{link}<br>{until}</li>'
