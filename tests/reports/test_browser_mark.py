"""The one cookie of a report: when it is set, what the mark tells, and how both go."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from amparo.core import jobs
from amparo.reports.api import Fate, close_reports, facts, record_fate
from amparo.reports.models import MarkKey, Report
from amparo.reports.services import marking, return_visit
from tests.reports.reporting import DRAFT, NOW, Neighbour, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network", "_nothing_known")]


@pytest.fixture
def _nothing_known() -> None:
    marking.forget_known()


def marks() -> list[str]:
    return list(Report.objects.order_by("pk").values_list("browser_mark", flat=True))


def sends_a_report(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    neighbour.sends("send")
    assert neighbour.code


def test_no_cookie_of_ours_before_a_report_is_sent(neighbour: Neighbour) -> None:
    for page in ("/", "/report/", "/report/offline/", "/receipt/"):
        neighbour.opens(page)
    neighbour.comes_to_the_last_page()

    assert settings.REPORT_COOKIE_NAME not in neighbour.client.cookies


def test_a_refused_report_sets_no_cookie(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    neighbour.sends("send", contact="no address at all")

    assert settings.REPORT_COOKIE_NAME not in neighbour.client.cookies
    assert not Report.objects.exists()


def test_the_cookie_lives_a_day_and_no_program_reads_it(neighbour: Neighbour) -> None:
    sends_a_report(neighbour)

    cookie = neighbour.client.cookies[settings.REPORT_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 24 * 3600)
    assert Report.objects.get().browser_mark not in cookie.value


def test_two_reports_of_one_browser_have_one_mark_and_the_time_is_not_made_longer(
    neighbour: Neighbour,
) -> None:
    sends_a_report(neighbour)
    first = neighbour.client.cookies[settings.REPORT_COOKIE_NAME].value
    sends_a_report(neighbour)
    other = Neighbour()
    sends_a_report(other)

    assert neighbour.page is not None
    assert settings.REPORT_COOKIE_NAME not in neighbour.page.cookies
    assert neighbour.client.cookies[settings.REPORT_COOKIE_NAME].value == first
    counts = sorted(marks().count(mark) for mark in set(marks()))
    assert counts == [1, 2]
    assert "" not in marks()


def test_the_mark_is_the_same_on_both_sides_of_midnight() -> None:
    late = NOW.replace(hour=23, minute=50)
    key = marking.key_for("", now=late)
    before = marking.mark_of(key, now=late)
    marking.forget_known()

    again = marking.key_for(key.value, now=late + timedelta(hours=1))

    assert not again.is_new
    assert marking.mark_of(again, now=late + timedelta(hours=1)) == before


def test_after_two_days_nobody_can_make_the_mark_again() -> None:
    key = marking.key_for("", now=NOW)
    assert marking.mark_of(key, now=NOW)
    midnight = (NOW + timedelta(days=2)).replace(hour=0, minute=0)
    assert jobs.run_all(now=midnight - timedelta(hours=1), queues=("worker",)).done == []

    marking.forget_mark_keys(now=midnight)

    assert not MarkKey.objects.exists()
    assert marking.mark_of(key, now=midnight) == ""
    assert marking.key_for(key.value, now=midnight).is_new


@pytest.mark.parametrize(
    "forged", ["", "x", "20261124-", "99999999-" + "0" * 32, "20261131-" + "0" * 32, "20261201-" + "0" * 32]
)
def test_nonsense_in_the_cookie_is_no_key(forged: str) -> None:
    assert marking.key_for(forged, now=NOW).is_new


def test_a_key_of_a_day_that_we_have_no_key_of_gives_no_mark() -> None:
    forged = marking.key_for(f"{NOW - timedelta(days=1):%Y%m%d}-" + "0" * 32, now=NOW)

    assert (forged.is_new, forged.day) == (False, date(2026, 11, 23))
    assert marking.mark_of(forged, now=NOW) == ""


@pytest.mark.parametrize("fate", [Fate.CONFIRMED, Fate.UNFOUNDED, Fate.UNVERIFIABLE, Fate.OTHER_AGENCY])
def test_the_mark_goes_with_the_outcome(neighbour: Neighbour, fate: Fate) -> None:
    sends_a_report(neighbour)
    report = Report.objects.get()
    record_fate(report_ids=[report.pk], fate=Fate.BEING_CHECKED, now=NOW)
    assert facts([report.pk])[0].browser_mark

    record_fate(report_ids=[report.pk], fate=fate, now=NOW)

    assert marks() == [""]


def test_the_mark_goes_with_the_report(neighbour: Neighbour) -> None:
    for _ in range(2):
        sends_a_report(neighbour)
    withdrawn, closed = Report.objects.values_list("pk", flat=True)

    return_visit.withdraw_report(report_id=withdrawn, now=NOW)
    close_reports(report_ids=[closed], now=NOW)

    assert marks() == ["", ""]


def test_who_clears_the_phone_loses_the_cookie(neighbour: Neighbour) -> None:
    sends_a_report(neighbour)

    neighbour.client.post(reverse("web:clear_phone"))

    assert neighbour.client.cookies[settings.REPORT_COOKIE_NAME].value == ""


def test_partner_tools_get_no_cookie_and_no_mark() -> None:
    client = Client()
    body = '{"activity": "checkpoint", "first_hand": true, "area": "Pico-Union"}'
    answer = client.post("/api/v1/reports", body, content_type="application/json")

    assert (answer.status_code, marks(), dict(client.cookies)) == (201, [""], {})


def test_a_browser_with_its_key_costs_no_query(django_assert_num_queries: object) -> None:
    key = marking.key_for("", now=NOW)
    marking.mark_of(key, now=NOW)

    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture
        marking.mark_of(marking.key_for(key.value, now=NOW), now=NOW)
        marking.mark_of(marking.key_for("", now=NOW), now=NOW)


def test_a_report_without_a_browser_has_no_mark() -> None:
    submit(DRAFT)

    assert marks() == [""]
