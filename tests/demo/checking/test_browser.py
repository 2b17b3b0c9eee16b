"""The check's own browser reads a page as a browser without JavaScript would."""

from http.client import HTTPMessage

import pytest

from amparo.demo.checking.browser import Browser, Page, PageUnlike

FORM = """
<h1>Reporte</h1><script>never("read")</script>
<a href="/receipt/">Mi comprobante</a>
<form action="/search/"><input name="q"></form>
<form method="post" action="/report/">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc">
  <input type="radio" name="activity" value="at_a_door"><input type="radio" name="activity" value="waiting" checked>
  <input type="checkbox" name="hurt"><input type="checkbox" name="sure" checked>
  <select name="kind"><option value="">-</option><option value="home" selected>Casa</option></select>
  <textarea name="text">Están &amp; esperan</textarea>
  <button name="go" value="next">Siguiente</button><button name="go" value="back">Atrás</button>
</form>
"""


@pytest.fixture
def page() -> Page:
    return Page("http://127.0.0.1:1/report/", 200, HTTPMessage(), FORM)


def test_a_form_holds_what_it_would_send_untouched(page: Page) -> None:
    form = page.form("activity", "text")

    assert dict(form.fields) == {
        "csrfmiddlewaretoken": "abc",
        "activity": "waiting",
        "sure": "on",
        "kind": "home",
        "text": "Están & esperan",
    }
    assert form.offers["activity"] == ["at_a_door", "waiting"]
    assert form.buttons == [("go", "next"), ("go", "back")]


def test_the_words_are_what_a_person_reads(page: Page) -> None:
    assert page.words == "Reporte Mi comprobante - Casa Siguiente Atrás"


def test_links_are_found_by_their_target(page: Page) -> None:
    assert page.link("receipt") == "/receipt/"
    with pytest.raises(PageUnlike):
        page.link("nowhere")


def test_a_missing_form_or_field_is_said(page: Page) -> None:
    with pytest.raises(PageUnlike):
        page.form("password")
    with pytest.raises(PageUnlike):
        page.form("activity", action="/elsewhere/")
    with pytest.raises(PageUnlike):
        Browser("http://127.0.0.1:1").submit(page, page.form("activity"), {"password": "x"})


def test_it_never_leaves_its_origin(page: Page) -> None:
    with pytest.raises(PageUnlike):
        Browser("http://127.0.0.1:1").get("http://example.org/")
