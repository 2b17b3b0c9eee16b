"""The public page, as a neighbour without JavaScript uses it."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertNumQueries

from amparo.core.places import cells
from amparo.core.places.cells import Precision
from amparo.reports.domain import limits
from amparo.reports.models import Report
from amparo.reports.queries.reports import marks_of
from tests.reports.reporting import Neighbour, body

pytestmark = pytest.mark.django_db


def test_a_report_is_done_in_four_pages_without_javascript(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    neighbour.sends("send")

    report = Report.objects.get()
    assert len(neighbour.code.split()) == 6
    assert (report.activity, report.first_hand, report.channel) == ("at_a_door", True, "web")
    assert report.place_text == "Invented Street and Second, Pico-Union"
    assert cells.precision_of(cells.Cell(report.cell)) == Precision.NEIGHBOURHOOD
    assert report.received_at.second == report.received_at.microsecond == 0
    assert report.seen_at.minute % 5 == report.seen_at.second == 0


def test_a_double_tap_gives_the_same_receipt(neighbour: Neighbour) -> None:
    last_page = neighbour.comes_to_the_last_page()
    neighbour.sends("send")
    first_code = neighbour.code
    neighbour.page = last_page
    neighbour.sends("send")

    assert neighbour.code == first_code
    assert "We already have this report." in neighbour.text
    assert Report.objects.count() == 1


def test_no_cookie_but_the_form_s_own_is_set_before_a_report_was_taken(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    assert set(neighbour.client.cookies) <= {"csrftoken"}

    neighbour.sends("send")
    assert set(neighbour.client.cookies) <= {"csrftoken", "form"}


def test_the_form_s_token_is_asked_for(network: None) -> None:
    strict = Neighbour(Client(enforce_csrf_checks=True))
    strict.opens()

    assert strict.sends(activity="at_a_door").status_code == 403


def test_the_page_speaks_the_browser_s_language_and_gives_its_words(neighbour: Neighbour) -> None:
    neighbour.language = "es-MX"
    neighbour.comes_to_the_last_page()
    neighbour.sends("send")

    assert 'lang="es"' in neighbour.text
    assert Report.objects.get().language == "es"


def test_switching_the_language_loses_nothing(neighbour: Neighbour) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")
    neighbour.sends("stay", path="/report/?lang=es", place_text="Esquina inventada", area="Pico")

    assert 'lang="es"' in neighbour.text
    assert 'value="Esquina inventada"' in neighbour.text
    assert 'value="Pico"' in neighbour.text


def test_going_back_keeps_both_pages(neighbour: Neighbour) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")
    neighbour.sends("back", place_text="Half typed", area="")
    assert 'value="street_stop" id="id_activity_3" checked' in neighbour.text

    neighbour.sends(activity="checkpoint")

    assert 'value="Half typed"' in neighbour.text


def test_a_step_opened_from_the_last_page_leads_back_to_it(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    neighbour.sends("edit-what", text="Typed before changing")
    neighbour.sends(activity="checkpoint")

    assert "A checkpoint on a road" in neighbour.text
    assert "Typed before changing" in neighbour.text


def test_an_empty_answer_is_asked_for_and_nothing_is_lost(neighbour: Neighbour) -> None:
    neighbour.opens()

    response = neighbour.sends()

    assert response.status_code == 422
    assert "Please choose what comes closest." in neighbour.text


def test_a_place_that_means_several_is_chosen_among_them(neighbour: Neighbour) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")
    neighbour.sends(area="East")
    assert "Several places have this name." in neighbour.text
    assert "East Hollywood" in neighbour.text

    neighbour.sends(area="East", area_slug="east-hollywood")

    assert "When was it seen?" in neighbour.text


def test_a_corner_alone_needs_its_neighbourhood_or_the_words_i_don_t_know(neighbour: Neighbour) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")
    neighbour.sends(place_text="Invented corner")
    assert "Please add the neighborhood or ZIP code" in neighbour.text

    neighbour.sends(place_text="Invented corner", area_slug="unknown")
    neighbour.sends(seen="now", heard="heard")
    neighbour.sends("send")

    assert Report.objects.get().place_is_known is False


@pytest.mark.parametrize("place", ["90015", "pico union", "Corner of two streets in Pico-Union"])
def test_a_zip_an_unaccented_name_and_a_name_in_words_are_understood(
    neighbour: Neighbour, place: str
) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")
    neighbour.sends(area=place)

    assert "When was it seen?" in neighbour.text


def test_the_device_s_place_is_kept_exactly(neighbour: Neighbour) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")
    neighbour.sends(lat="34.04660", lon="-118.28260")
    neighbour.sends(seen="now", heard="first_hand")
    neighbour.sends("send")

    assert cells.precision_of(cells.Cell(Report.objects.get().cell)) == Precision.EXACT


@pytest.mark.parametrize("point", [("x", "y"), ("nan", "0"), ("1e999", "0"), ("34.04", ""), ("999", "0")])
def test_a_broken_point_is_said_and_nothing_is_lost(neighbour: Neighbour, point: tuple[str, str]) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")

    response = neighbour.sends(lat=point[0], lon=point[1], place_text="Kept")

    assert response.status_code == 422
    assert "We could not read the point." in neighbour.text
    assert 'value="Kept"' in neighbour.text


def test_a_place_outside_the_region_is_refused_kindly(neighbour: Neighbour) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")

    neighbour.sends(lat="18.54", lon="-72.33")

    assert "outside the region" in neighbour.text


@pytest.mark.parametrize(
    "seen_at,sentence",
    [
        ("2999-01-01T10:00", "This time has not come yet."),
        ("1999-01-01T10:00", "This is more than 14 days ago."),
        ("0001-01-01T00:00", "This is more than 14 days ago."),
        ("9999-12-31T23:59", "We could not read this time."),
        ("yesterday", "We could not read this time."),
        ("", "We could not read this time."),
        ("99:99", "We could not read this time."),
    ],
)
def test_a_time_that_can_not_be_is_refused_beside_its_field(
    neighbour: Neighbour, seen_at: str, sentence: str
) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")
    neighbour.sends(area="Pico-Union")

    neighbour.sends(seen="other", seen_at=seen_at, heard="heard")

    assert sentence in neighbour.text


@pytest.mark.parametrize(
    "field,value,sentence",
    [
        ("text", "a" * 2001, "Please use at most 2000 characters."),
        ("text", "line\n" * 10_000, "Please use at most 60 lines."),
        ("markings", "a" * 161, "Please use at most 160 characters."),
        ("how_many", "0", "greater than or equal to 1"),
        ("how_many", "many", "Enter a whole number."),
        ("contact", "not an address", "This is not an e-mail address."),
        ("paper_shown", "maybe", "maybe is not one of the available choices"),
    ],
)
def test_a_detail_that_can_not_be_taken_stores_nothing_and_loses_nothing(
    neighbour: Neighbour, sealing: None, field: str, value: str, sentence: str
) -> None:
    neighbour.comes_to_the_last_page()

    response = neighbour.sends("send", **{field: value, "vehicles": "white van"})

    assert response.status_code == 422
    assert sentence in neighbour.text
    assert 'value="white van"' in neighbour.text
    assert not Report.objects.exists()


def test_all_details_arrive_and_the_address_is_only_a_number_here(
    neighbour: Neighbour, sealing: None
) -> None:
    neighbour.comes_to_the_last_page()
    neighbour.sends(
        "send",
        text="Call 213 555 0134. 🚐\u202e",
        how_many="6",
        markings="POLICE ICE",
        vehicles="white van 8ABC123",
        paper_shown="entered_first",
        being_taken="yes",
        child_alone="on",
        place_kind="home",
        contact="neighbour@example.org",
    )

    report = Report.objects.get()
    assert report.text == "Call 213 555 0134. 🚐"
    assert [mark.kind for mark in marks_of(report)] == ["phone"]
    assert "8ABC123" not in report.vehicles
    assert (report.agency, report.how_many, report.child_alone) == ("ice", 6, True)
    assert report.correspondent_id is not None
    assert "neighbour@example.org" not in str(report.__dict__)


def test_without_a_key_the_address_is_refused_and_the_rest_is_kept(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()

    neighbour.sends("send", contact="neighbour@example.org", text="Kept")

    assert "Please leave it out" in neighbour.text
    assert ">\nKept</textarea>" in neighbour.text


@pytest.mark.parametrize("answers", ["", "x", "é", "A" * 210_000, "!" * 80])
def test_a_page_that_can_not_be_read_starts_again_and_says_so(neighbour: Neighbour, answers: str) -> None:
    neighbour.page = neighbour.client.post("/report/", {"answers": answers})

    assert "Please start again." in neighbour.text


def test_a_body_beyond_all_limits_is_refused_in_words(neighbour: Neighbour) -> None:
    neighbour.page = neighbour.client.post("/report/", {"answers": "A" * 300_000})

    assert neighbour.page.status_code == 413
    assert "That is too much at once" in neighbour.text


def test_what_the_page_carries_can_not_be_read_or_changed(neighbour: Neighbour) -> None:
    page = neighbour.comes_to_the_last_page()
    sealed = body(page).split('name="answers" value="')[1].split('"')[0]

    assert b"Invented" not in sealed.encode()
    changed = ("A" if sealed[40] != "A" else "B").join([sealed[:40], sealed[41:]])
    neighbour.page = neighbour.client.post("/report/", {"answers": changed, "go": "send"})
    assert "Please start again." in neighbour.text
    assert not Report.objects.exists()


def test_a_place_s_words_are_limited(neighbour: Neighbour) -> None:
    neighbour.opens()
    neighbour.sends(activity="street_stop")

    neighbour.sends(place_text="a" * (limits.PLACE_TEXT_MAX_CHARS + 1), area="Pico-Union")

    assert f"at most {limits.PLACE_TEXT_MAX_CHARS} characters" in neighbour.text


def test_sending_needs_few_queries(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()

    # On PostgreSQL the journal's writers stand in line by a statement of its own. The network's settings and the level
    # of the flood are read anew inside a test's transaction; a process remembers them for a moment. Whether a lockdown
    # holds is asked for each page: it is said there at once.
    with assertNumQueries(10 if connection.vendor == "sqlite" else 11):
        neighbour.sends("send")
