"""Put alerts into this network's words: its phrases, its name, its addresses, its clock."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.conf import settings

from amparo.alerts.domain import composing
from amparo.alerts.domain.composing import Frame
from amparo.alerts.domain.content import Content, Text
from amparo.alerts.domain.precision import archive_cell
from amparo.channels import api as channels
from amparo.core import languages, phrases
from amparo.core.phrases import Book
from amparo.network import api as network

APP = "alerts"
CHECK_PATH = "/alerts/check/"
REPORT_PATH = "/report/"
SHORT_PATH = "/a/"
# Not part of what every language must have before alerts are offered in it: what stands around alerts on other sites,
# and the sentences for a partner's statement, which is relayed in the languages that have them.
WIDGET = "widget"
_OF_RELAYS = ".relayed"


def book() -> Book:
    """Return the phrases of alerts."""
    return phrases.book(APP)


def is_test() -> bool:
    """Tell whether what is sent here is no real warning: everywhere but in production."""
    return bool(settings.CAP_STATUS != "Actual")


def offered_languages() -> tuple[str, ...]:
    """Return the network's enabled languages in which every phrase is complete, in the network's order."""
    return phrases.offered(APP, _needed())


def spoken(tag: str) -> str:
    """Return the language in which a letter goes to a person who asked for one: theirs, while it is still offered."""
    return languages.choose([tag], offered_languages())


def _needed() -> Iterable[str]:
    return (each for each in book().ids() if not each.startswith(f"{WIDGET}.") and _OF_RELAYS not in each)


def of_the_widget(tag: str) -> dict[str, str]:
    """Return what the widget says around the alerts, in a language or, where that lacks a sentence, all in English.

    `{time}` stays in it: the reader's own clock fills it.
    """
    ids = book().ids(WIDGET)
    language = tag if tag in book().languages_complete(ids) else phrases.SOURCE_LANGUAGE
    slots = {"network": network.current_network().name, "time": "{time}"}
    said = {each.removeprefix(f"{WIDGET}."): book().text(each, language, **slots) for each in ids}
    return {"language": language, **said}


def lacking_languages(content: Content) -> tuple[str, ...]:
    """Return the network's enabled languages in which this content can't be said."""
    complete = set(book().languages_complete(composing.phrase_ids(content, is_test=is_test())))
    return tuple(tag for tag in network.current_network().languages if tag not in complete)


def frame(code: str) -> Frame:
    """Return what every text says of the network and of itself."""
    current = network.current_network()
    return Frame(
        network=current.name,
        code=code,
        check_address=f"{settings.PUBLIC_ORIGIN}{CHECK_PATH}",
        report_address=f"{settings.PUBLIC_ORIGIN}{REPORT_PATH}",
        contact=current.public_contact,
        zone=current.time_zone,
        is_test=is_test(),
        signed=frozenset(_signed()),
        short_address=f"{settings.PUBLIC_ORIGIN}{SHORT_PATH}{code}",
        parts=channels.sms_parts,
    )


def texts_of(content: Content, code: str) -> tuple[Text, ...]:
    """Return an alert in words, in those of its languages that can say all of it; in English where none can.

    A language may have lost a sentence since the content was written: a new version changed the English of it.
    """
    complete = set(book().languages_complete(composing.phrase_ids(content, is_test=is_test())))
    tags = tuple(tag for tag in content.languages if tag in complete) or (phrases.SOURCE_LANGUAGE,)
    return composing.put_into_words(replace(content, languages=tags), book(), frame(code))


def archived(content: Content) -> Content:
    """Return a content as the archive shows it: the district only, no street, no free words."""
    facts = replace(content.facts, place=content.facts.district, where="")
    cells = tuple(dict.fromkeys(archive_cell(cell) for cell in content.cells))
    return replace(content, facts=facts, cells=cells, free_text=())


def _signed() -> Iterator[str]:
    states = (book().state_of(tag) for tag in book().languages)
    return (state.language for state in states if state is not None and not state.is_draft)
