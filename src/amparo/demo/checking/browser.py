"""A browser without JavaScript, small enough to read: pages, forms, cookies. It talks to loopback only."""

import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from http.client import HTTPMessage
from http.cookiejar import CookieJar

from typing_extensions import override

TIMEOUT_S = 20
Values = Mapping[str, str | Sequence[str]]


class PageUnlike(Exception):
    """A page is not what the step needs; the text says what was missing."""


@dataclass
class Form:
    """A form as it stands in the page: where it goes, and what it would send untouched."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    # The values that each choice (radio, checkbox, select) offers.
    offers: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """An answer of the server."""

    address: str
    status: int
    headers: HTTPMessage
    text: str

    @property
    def words(self) -> str:
        """The text that a person reads, with single blanks."""
        reader = _Reader()
        reader.feed(self.text)
        return " ".join(" ".join(reader.words).split())

    def forms(self) -> list[Form]:
        """Return the page's forms in order."""
        reader = _Reader()
        reader.feed(self.text)
        return reader.forms

    def form(self, *needed: str, action: str = "") -> Form:
        """Return the first form with all these fields, and with this text in its action.

        Raises:
            PageUnlike: there is none.
        """
        for form in self.forms():
            target = form.action or self.address
            if form.method == "post" and set(needed) <= form.names and action in target:
                return form
        raise PageUnlike(f"{self.address} has no form with {needed or action}")

    def links(self) -> list[str]:
        """Return the targets of the page's links in order."""
        reader = _Reader()
        reader.feed(self.text)
        return reader.links

    def link(self, part: str) -> str:
        """Return the first link with a text in its target.

        Raises:
            PageUnlike: there is none.
        """
        for link in self.links():
            if part in link:
                return link
        raise PageUnlike(f"{self.address} has no link to {part}")


class Browser:
    """One visitor: cookies of their own, a language, no JavaScript."""

    def __init__(self, origin: str, language: str = "es") -> None:
        self._origin = origin
        self._language = language
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, address: str) -> Page:
        """Open a page and follow its redirects."""
        return self._open(self._absolute(address))

    def submit(self, page: Page, form: Form, values: Values, button: str = "") -> Page:
        """Send a form of a page with values put in, as pressing the button with this name or value would.

        Raises:
            PageUnlike: a value is for a field that the form does not have.
        """
        strangers = values.keys() - form.names
        if strangers:
            raise PageUnlike(f"the form at {page.address} has no field {sorted(strangers)}")
        pairs = [(name, value) for name, value in form.fields if name not in values]
        for name, value in values.items():
            pairs += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        pairs += [each for each in form.buttons if button and button in each][:1]
        target = urllib.parse.urljoin(page.address, form.action or page.address)
        return self._open(target, urllib.parse.urlencode(pairs).encode())

    def wait_for(self, address: str, is_there: Callable[[Page], bool], limit: timedelta) -> Page:
        """Open a page again and again until it is as wanted.

        Raises:
            PageUnlike: it is not within the limit.
        """
        end = time.monotonic() + limit.total_seconds()
        while True:
            page = self.get(address)
            if is_there(page):
                return page
            if time.monotonic() > end:
                raise PageUnlike(f"{address} did not change within {limit.total_seconds():g} s")
            time.sleep(0.1)

    def _absolute(self, address: str) -> str:
        return urllib.parse.urljoin(f"{self._origin}/", address)

    def _open(self, address: str, posted: bytes | None = None) -> Page:
        if not address.startswith(f"{self._origin}/"):
            raise PageUnlike(f"{address} is not on {self._origin}")
        headers = {"Accept-Language": self._language}
        if posted is not None:
            headers |= {"Origin": self._origin, "Content-Type": "application/x-www-form-urlencoded"}
        request = urllib.request.Request(address, posted, headers)  # noqa: S310 — checked above
        try:
            answer = self._opener.open(request, timeout=TIMEOUT_S)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode("utf-8", "replace")
            return Page(answer.url, answer.status, answer.headers, text)


class _Reader(HTMLParser):
    """Collect forms, links and visible words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._silent = 0
        self._select = ""
        self._area: list[str] | None = None
        self._area_name = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "template"}:
            self._silent += 1
        elif tag == "a" and "href" in known:
            self.links.append(known["href"])
        elif tag == "form":
            self._form = Form(known.get("action", ""), known.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, known)

    def _field(self, form: Form, tag: str, known: dict[str, str]) -> None:
        name = known.get("name", "")
        if tag == "button" and name:
            form.buttons.append((name, known.get("value", "")))
        elif tag == "textarea":
            form.names.add(name)
            self._area, self._area_name = [], name
        elif tag == "select":
            form.names.add(name)
            self._select = name
        elif tag == "option" and self._select:
            form.offers.setdefault(self._select, []).append(known.get("value", ""))
            if "selected" in known:
                form.fields.append((self._select, known.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, known)

    @staticmethod
    def _input(form: Form, name: str, known: dict[str, str]) -> None:
        kind = known.get("type", "text")
        if kind in {"submit", "button", "image"}:
            form.buttons.append((name, known.get("value", "")))
            return
        form.names.add(name)
        if kind in {"radio", "checkbox"}:
            form.offers.setdefault(name, []).append(known.get("value", "on"))
            if "checked" not in known:
                return
        form.fields.append((name, known.get("value", "on" if kind == "checkbox" else "")))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "template"}:
            self._silent = max(0, self._silent - 1)
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None and self._area is not None:
            self._form.fields.append((self._area_name, "".join(self._area)))
            self._area = None

    @override
    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.append(data)
        elif not self._silent:
            self.words.append(data)
