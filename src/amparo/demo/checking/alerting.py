"""The second half of the main job: what may be said, by two people, to whom, and how it ends."""

import json
import re

from amparo.demo.checking.browser import Form, Page, PageUnlike
from amparo.demo.checking.world import PLACE, WORK_LIMIT, World, expect, expect_status

MARK = "[DEMONSTRATION / DEMOSTRACIÓN]"
HEADLINES = {"es": f"cerca de {PLACE}", "en": f"near {PLACE}"}
_MAILS = re.compile(r'<li class="card phone">.*?</li>', re.DOTALL)
_CONFIRM = re.compile(r"/alerts/confirm/[^/\s\"<]+/")
_ALERT = re.compile(r"/desk/alerts/[0-9a-f-]{36}/")
_CODE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b")
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)


def subscribe(world: World) -> None:
    """Two people ask for alerts, one in Spanish and one in English, and confirm from their mail."""
    for language in HEADLINES:
        name = f"subscriber {language}"
        browser = world.visitor(name, language)
        page = browser.get("/alerts/subscribe/")
        form = page.form("address", "topics", "places")
        wishes = {
            "topics": form.offers["topics"],
            "places": PLACE,
            "language": language,
            "address": f"check-{language}@example.org",
        }
        expect(browser.submit(page, form, wishes))
        mail = _wait_for_mail(world, language, "/alerts/confirm/")
        link = _CONFIRM.search(mail)
        page = browser.get(link.group(0) if link else "")
        begun = browser.submit(page, page.form(action="/alerts/confirm/"), {})
        expect_status(begun, 200)
        world.unsubscribe[language] = begun.address.split("?", 1)[0]


def nothing_is_public_yet(world: World) -> None:
    """Two reports are not news: the public page and the feeds know nothing of them."""
    visitor = world.visitor("anybody")
    for address in ("/", "/feeds/alerts.json", "/feeds/atom/es.xml"):
        page = visitor.get(address)
        expect(page)
        if PLACE in page.text:
            raise PageUnlike(f"{address} tells what nobody has checked")


def propose(world: World) -> None:
    """The verifier composes the alert from sentences, reads it as others will, and proposes it."""
    browser = world.member("vera")
    page = browser.get(world.incident)
    page = browser.get(page.link("/desk/alerts/compose/"))
    page = browser.submit(page, page.form("sentences", "precision"), {})
    expect(page, *HEADLINES.values())
    found = _ALERT.search(page.address)
    world.alert_desk = found.group(0) if found else ""
    expect(browser.submit(page, page.form(action="/propose/"), {}))


def refuse_the_same_person(world: World) -> None:
    """Neither the verifier nor an editor who changed the text can release it alone."""
    release = f"{world.alert_desk}release/"
    verifier = world.member("vera")
    page = verifier.get(world.alert_desk)
    forged = page.form(action="/withdraw/")
    forged.action = release
    expect_status(verifier.submit(page, forged, {}), 403)

    editor = world.member("emilio")
    shown = editor.get(world.alert_desk)
    approval = shown.form("content_hash", action=release)
    page = editor.get(f"{world.alert_desk}edit/")
    expect(editor.submit(page, page.form("sentences", "precision"), {}))
    expect_status(editor.submit(shown, approval, {}), 409)
    page = editor.get(world.alert_desk)
    page = editor.submit(page, page.form(action="/propose/"), {})
    forged = page.form(action="/withdraw/")
    forged.action = release
    expect_status(editor.submit(page, forged, {}), 409)


def release(world: World) -> None:
    """A second person, the coordinator, previews and releases it."""
    page = _let_out(world, "alma", world.alert_desk)
    code = _CODE.search(page.words)
    if code is None:
        raise PageUnlike(f"{page.address} shows no code")
    world.alert_code = code.group(0)


def read_the_mail(world: World) -> None:
    """Each subscriber gets it in their own language, marked as a demonstration."""
    for language, headline in HEADLINES.items():
        mail = _wait_for_mail(world, language, world.unsubscribe[language], world.alert_code)
        subject = _HEADING.search(mail)
        if subject is None or headline not in mail or not subject.group(1).startswith(MARK):
            raise PageUnlike(f"the mail in {language} is not as it should be")


def read_the_feeds(world: World) -> None:
    """The JSON, Atom and CAP feeds carry it; CAP says that it is a test."""
    visitor = world.visitor("anybody")
    page = visitor.wait_for("/feeds/alerts.json", lambda page: world.alert_code in page.text, WORK_LIMIT)
    features = json.loads(page.text)["features"]
    texts = next(each["properties"]["texts"] for each in features if world.alert_code in json.dumps(each))
    world.alert_text = "\n".join(texts["es"][part] for part in ("headline", "description", "closing"))
    atom = visitor.get("/feeds/atom/es.xml")
    expect(atom, world.alert_code)
    cap = re.search(r"/feeds/cap/[0-9a-f-]{36}\.xml", _entry_of(atom, world.alert_code))
    if cap is None:
        raise PageUnlike("the Atom feed leads to no CAP message")
    expect(visitor.get(cap.group(0)), "<status>Test</status>", world.alert_code)


def read_the_public_page(world: World) -> None:
    """Everybody reads it on the public page, in Spanish and in English."""
    expect(world.visitor("anybody").get("/"), HEADLINES["es"])
    expect(world.visitor("anybody in English", "en").get("/"), HEADLINES["en"], "noindex")


def check_the_text(world: World) -> None:
    """Whoever pastes the message learns that it is ours; a changed one is caught, a stranger's is not known."""
    visitor = world.visitor("anybody")
    page = visitor.get("/alerts/check/")
    changed = world.alert_text.replace(world.origin, "https://somewhere.example")
    for text, answer in (
        (world.alert_text, "success"),
        (changed, "danger"),
        ("Redada mañana en toda la ciudad. Pásalo.", "warning"),
    ):
        expect(visitor.submit(page, page.form("text"), {"text": text}), f'notice--{answer}" role="status"')


def say_it_is_over(world: World) -> None:
    """It ends: recorded on the board, said by two people, mailed to those who got the first."""
    browser = world.member("vera")
    page = browser.get(world.incident)
    expect(browser.submit(page, page.form(action="/end/"), {}))
    page = browser.get(f"{world.alert_desk}follow/all_clear/")
    page = browser.submit(page, page.form("sentences", "precision"), {})
    expect(page, world.alert_code)
    found = _ALERT.search(page.address)
    all_clear = found.group(0) if found else ""
    expect(browser.submit(page, page.form(action="/propose/"), {}))
    _let_out(world, "emilio", all_clear)
    for language in HEADLINES:
        _wait_for_mail(world, language, world.unsubscribe[language], world.alert_code, _ENDED[language])


def unsubscribe(world: World) -> None:
    """One press in the mail program ends a subscription, without cookies or questions."""
    program = world.visitor("mail program")
    for address in world.unsubscribe.values():
        one_click = Form(address, "post", [("List-Unsubscribe", "One-Click")])
        page = Page(address, 200, program.get("/health/").headers, "")
        expect_status(program.submit(page, one_click, {}), 200)
        expect_status(program.get(address), 404)


_ENDED = {"es": "Terminó", "en": "Ended"}


def _let_out(world: World, handle: str, desk: str) -> Page:
    browser = world.member(handle)
    page = browser.get(desk)
    expect(page, *HEADLINES.values())
    released = browser.submit(page, page.form("content_hash", action="/release/"), {})
    expect_status(released, 200)
    return released


def _wait_for_mail(world: World, language: str, *parts: str) -> str:
    """Return the newest mail in a language that holds all the parts."""

    def holding(page: Page) -> list[str]:
        return [mail for mail in _MAILS.findall(page.text) if all(part in mail for part in parts)]

    address = f"/demo/outbox/?language={language}"
    page = world.visitor("outbox").wait_for(address, lambda page: bool(holding(page)), WORK_LIMIT)
    return holding(page)[0]


def _entry_of(atom: Page, code: str) -> str:
    return next(
        (entry for entry in re.findall(r"<entry.*?</entry>", atom.text, re.DOTALL) if code in entry), ""
    )
