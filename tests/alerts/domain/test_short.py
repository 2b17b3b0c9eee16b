"""What an SMS says of an alert: one part where the language's letters are GSM's, two elsewhere, whatever happened."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amparo.alerts.domain.composing import Frame, put_into_words
from amparo.alerts.domain.content import Content, Facts
from amparo.alerts.domain.kinds import RELAY_KINDS, Kind
from amparo.channels.domain.sms_parts import Encoding, encoding_of, measure, thrifty
from amparo.core import phrases
from amparo.core.places import gazetteer
from amparo.reports.api import Activity, Agency
from tests.alerts.domain.test_composing import FRAME

SEEN = datetime(2026, 11, 13, 14, 40, tzinfo=UTC)
LINK = "https://alerts.redderespuesta.example/a/K7M-4QX"
OUTCOMES = {Kind.UNFOUNDED: "unfounded", Kind.OTHER_AGENCY: "other_agency", Kind.UNVERIFIABLE: "unverifiable"}


def parts(text: str) -> int:
    return measure(thrifty(text)).parts


def frame(*, network: str = "Eastside Rapid Response", is_test: bool = False) -> Frame:
    return replace(FRAME, network=network, is_test=is_test, short_address=LINK, parts=parts)


def content(kind: Kind, **facts: object) -> Content:
    given = {
        "outcome": OUTCOMES.get(kind, "confirmed"),
        "activity": "street_stop",
        "agency": "police",
        "place": "Boyle Heights",
        "district": "Eastside",
        "where": "8th & Union",
        "seen_at": SEEN,
        "earlier_code": "K7M-4QX",
        "earlier_at": SEEN,
        **facts,
    }
    return Content(
        kind=kind,
        outcome_id="x",
        sentences=(),
        facts=Facts(**given),  # type: ignore[arg-type]  # invented facts, by name
        free_text=(),
        precision=7,
        cells=(),
        languages=("en", "es"),
        lifetime=timedelta(hours=2),
    )


def shorts(what: Content, how: Frame) -> dict[str, str]:
    return {text.language: text.short for text in put_into_words(what, phrases.book("alerts"), how)}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("activity", list(Activity))
def test_any_alert_fits(kind: Kind, activity: Activity) -> None:
    said = shorts(content(kind, activity=activity.value), frame())

    assert encoding_of(thrifty(said["en"])) is Encoding.GSM7
    assert parts(said["en"]) == 1
    assert parts(said["es"]) <= 2
    for text in said.values():
        assert LINK in text
        assert text.startswith("Eastside Rapid")
        assert "{" not in text
        assert "\n" not in text


# Languages that an SMS can write in GSM-7; all others need UCS-2, in which two parts hold 134 letters.
ONE_PART = frozenset({"en", "en-x-plain", "fil", "fr", "ht"})


@pytest.mark.parametrize("kind", list(Kind))
def test_any_alert_fits_in_any_language(kind: Kind) -> None:
    book = phrases.book("alerts")
    for activity in Activity:
        what = replace(content(kind, activity=activity.value), languages=book.languages)
        for language, text in shorts(what, frame()).items():
            most = (1 if language in ONE_PART else 2) + (kind in RELAY_KINDS)  # two networks are named
            assert parts(text) <= most, (language, activity, text)
            assert "{" not in text
            assert LINK in text


@pytest.mark.parametrize("agency", list(Agency))
def test_any_agency_fits_in_any_language(agency: Agency) -> None:
    book = phrases.book("alerts")
    what = replace(content(Kind.OTHER_AGENCY, agency=agency.value), languages=book.languages)
    for language, text in shorts(what, frame()).items():
        assert parts(text) <= (1 if language in ONE_PART else 2), (language, text)


@pytest.mark.parametrize("agency", list(Agency))
def test_any_agency_fits(agency: Agency) -> None:
    said = shorts(content(Kind.OTHER_AGENCY, agency=agency.value), frame())

    assert parts(said["en"]) == 1
    assert parts(said["es"]) <= 2


def test_any_neighbourhood_fits() -> None:
    longest = sorted(gazetteer.load("los-angeles").areas, key=lambda area: -len(area.name))[:30]
    for area in longest:
        said = shorts(content(Kind.CONFIRMED, place=area.name), frame())
        assert area.name in said["en"]
        assert parts(said["en"]) == 1, area.name
        assert parts(said["es"]) <= 2, area.name


def test_any_correction_fits_and_says_what_is_true() -> None:
    for outcome, verdict in (("unfounded", "NOT TRUE"), ("confirmed", "CONFIRMED")):
        said = shorts(content(Kind.CORRECTION, outcome=outcome), frame())
        assert f"Now: {verdict}" in said["en"]
        assert parts(said["en"]) == 1


def test_what_happened_where_and_when_stand_in_it() -> None:
    said = shorts(content(Kind.CONFIRMED, activity="at_a_door"), frame())["en"]

    assert said == (
        "Eastside Rapid Response: CONFIRMED: immigration agents at a door near Boyle Heights, Fri 6:40 AM. "
        f"{LINK} STOP=end"
    )


def test_a_long_name_is_cut_before_it_costs_a_part() -> None:
    long = "Rapid Response Coalition of the Greater Eastside and the Harbor"

    said = shorts(content(Kind.CONFIRMED, activity="courthouse"), frame(network=long))["en"]

    assert parts(said) == 1
    assert said.startswith("Rapid Response Coalition: CONFIRMED")


def test_a_demonstration_says_so_first() -> None:
    said = shorts(content(Kind.CONFIRMED), frame(is_test=True))

    assert said["en"].startswith("DEMO, not real.")
    assert said["es"].startswith("DEMO, no es real.")


def test_no_short_sentence_calls_a_place_safe() -> None:
    book = phrases.book("alerts")
    for phrase in (each for each in book.ids() if each.startswith(("short", "join"))):
        for language in book.languages:
            text = book.render(phrase, language, dict.fromkeys(book.slots(phrase), "x")).text
            assert not re.search(r"\bsafe|segur[oa]\b", text, re.IGNORECASE)
