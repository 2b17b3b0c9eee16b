"""Taking a report, and saying what became of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.core import journal
from amparo.core.languages import UnknownLanguage
from amparo.reports import api as reports
from amparo.reports.api import Fate
from amparo.reports.domain.states import MOVES, OUTCOMES, fates_that_may_become
from amparo.reports.models import Report
from tests.reports.reporting import DRAFT, NOW, stored, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def test_the_notice_names_the_report_and_only_the_hour() -> None:
    submitted = submit()

    notice = journal.about(submitted.report_id)[0]
    assert (notice.kind, notice.by, notice.payload) == ("report.received", "reporter", {"channel": "web"})
    assert (notice.at.hour, notice.at.minute, notice.at.second) == (15, 0, 0)


def test_ids_tell_no_time() -> None:
    assert submit().report_id.version == 4


def test_nothing_is_stored_when_the_draft_is_refused() -> None:
    with pytest.raises(reports.TextFieldRefused):
        submit(replace(DRAFT, text="a" * 5000))

    assert not Report.objects.exists()
    assert journal.latest_cursor() == journal.after(0)[-1].pk
    assert not journal.after(0, kinds=["report.received"])


@pytest.mark.parametrize("token", ["", "short", "x" * 201, "ünïcödé-ünïcödé-ünïcödé", "with\nbreak-and-more"])
def test_a_token_that_can_be_guessed_is_refused(token: str) -> None:
    with pytest.raises(reports.TokenRefused):
        reports.submit_report(draft=DRAFT, token=token, channel="web", language="en", now=NOW)


def test_an_unknown_language_is_refused_and_a_regional_one_is_served() -> None:
    with pytest.raises(UnknownLanguage):
        submit(language="tlh")

    assert stored(submit(language="es-MX").report_id).language == "es"


def test_a_member_who_types_a_report_is_named() -> None:
    member = f"member:{uuid4()}"

    submitted = reports.submit_report(
        draft=DRAFT, token=reports.new_token(), channel="member", language="en", now=NOW, by=member
    )

    assert journal.about(submitted.report_id)[0].by == member


def test_someone_being_taken_is_known_from_what_was_chosen() -> None:
    taking = replace(DRAFT, activity=reports.Activity.TAKING_SOMEONE)

    assert stored(submit(taking).report_id).being_taken == "yes"


def test_an_outcome_can_be_corrected_and_a_withdrawal_is_final() -> None:
    assert MOVES[Fate.WITHDRAWN] == frozenset()
    assert all(fates_that_may_become(fate) >= OUTCOMES - {fate} for fate in OUTCOMES)


def test_fates_reach_the_reports_once() -> None:
    submitted, statement = submit(), uuid4()
    ids = [submitted.report_id, uuid4()]

    first = reports.record_fate(report_ids=ids, fate=Fate.CONFIRMED, now=NOW)
    again = reports.record_fate(report_ids=ids, fate=Fate.CONFIRMED, now=NOW)
    with_statement = reports.record_fate(report_ids=ids, fate=Fate.CONFIRMED, statement_id=statement, now=NOW)
    corrected = reports.record_fate(report_ids=ids, fate=Fate.UNFOUNDED, now=NOW)

    assert (first, again, with_statement, corrected) == (
        (submitted.report_id,),
        (),
        (submitted.report_id,),
        (submitted.report_id,),
    )
    assert stored(submitted.report_id).statement_id is None
    assert [notice.kind for notice in journal.about(submitted.report_id)].count("report.fate_recorded") == 3


@pytest.mark.parametrize("fate", [Fate.RECEIVED, Fate.WITHDRAWN])
def test_some_fates_are_not_for_others_to_record(fate: Fate) -> None:
    with pytest.raises(reports.FateNotRecordable):
        reports.record_fate(report_ids=[], fate=fate, now=NOW)


def test_closing_truncates_all_times_to_the_hour() -> None:
    submitted = submit()

    closed = reports.close_reports(report_ids=[submitted.report_id], now=NOW + timedelta(hours=3))
    again = reports.close_reports(report_ids=[submitted.report_id], now=NOW + timedelta(hours=9))

    report = stored(submitted.report_id)
    times = [report.seen_at, report.received_at, report.closed_at]
    assert (closed, again) == (1, 0)
    assert [(time.hour, time.minute, time.second) for time in times if time] == [
        (14, 0, 0),
        (15, 0, 0),
        (18, 0, 0),
    ]


def test_closing_has_the_sender_s_address_forgotten(sealing: None) -> None:
    submitted = submit(replace(DRAFT, contact="neighbour@example.org"))
    assert stored(submitted.report_id).correspondent_id is not None

    reports.close_reports(report_ids=[submitted.report_id], now=NOW)

    assert stored(submitted.report_id).correspondent_id is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM channels_correspondent")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "changes", [{"fate": "withdrawn"}, {"fate": "guilty"}, {"how_many": 0}, {"activity": "flying"}]
)
def test_the_table_itself_refuses_what_must_not_be(changes: dict[str, object]) -> None:
    submitted = submit()

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=submitted.report_id).update(**changes)


@settings(deadline=None)
@given(token=st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=16, max_size=200))
def test_the_same_token_is_the_same_report_whatever_comes_with_it(token: str) -> None:
    first = submit(token=token)
    second = submit(replace(DRAFT, text="Something else"), token=token, now=NOW + timedelta(days=2))

    assert (first.report_id, first.receipt_code) == (second.report_id, second.receipt_code)
    assert not second.is_new


@pytest.mark.django_db(transaction=True)
def test_many_taps_at_once_make_one_report() -> None:
    token = reports.new_token()

    def tap(_number: int) -> str:
        try:
            return submit(token=token).receipt_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(tap, range(16)))

    assert len(codes) == 1
    assert Report.objects.count() == 1
