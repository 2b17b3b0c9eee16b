"""After the acknowledgement: a receipt becomes slow to guess, and is known at every moment (T24)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.utils import get_random_secret_key
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from amparo.core import database, jobs
from amparo.reports import api as reports
from amparo.reports import keys
from amparo.reports.api import Fate
from amparo.reports.domain import limits, receipts
from amparo.reports.models import Report
from amparo.reports.queries import reports as queries
from amparo.reports.services import return_visit, settle
from tests.reports.reporting import DRAFT, NOW, stored, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
NEVER_GIVEN_OUT = "abandon ability able about above absent"


def settled(text: str = DRAFT.text) -> reports.Submitted:
    submitted = submit(replace(DRAFT, text=text))
    settle.settle(report_id=submitted.report_id, now=NOW)
    return submitted


def closed_for(span: timedelta) -> reports.Submitted:
    submitted = settled()
    reports.close_reports(report_ids=[submitted.report_id], now=NOW - span)
    return submitted


def test_a_receipt_is_known_before_and_after_it_was_made_slow() -> None:
    submitted = submit()
    keyed = stored(submitted.report_id).receipt_hash
    before = queries.find_receipt(submitted.receipt_code, now=NOW)

    settle.settle(report_id=submitted.report_id, now=NOW)
    settle.settle(report_id=submitted.report_id, now=NOW)

    slow = stored(submitted.report_id).receipt_hash
    assert before == queries.find_receipt(submitted.receipt_code, now=NOW)
    assert keyed is not None
    assert slow == queries.slow_form(keyed)
    assert not receipts.is_keyed(slow)


def test_the_worker_does_it_by_itself_after_the_forming() -> None:
    submitted = submit(replace(DRAFT, text="Call 213 555 0134"))

    done = jobs.run_all(now=NOW, queues=("worker",)).done
    later = jobs.run_all(now=NOW + settle.ERASE_AFTER, queues=("worker",)).done

    report = stored(submitted.report_id)
    assert (done, later) == (["incidents.form", "reports.settle"], [settle.ERASE_JOB])
    assert [mark["kind"] for mark in report.private_marks or ()] == ["phone"]
    assert not receipts.is_keyed(report.receipt_hash or "")


def test_what_must_be_looked_at_is_marked_before_the_worker_came() -> None:
    submitted = submit(replace(DRAFT, text="Call 213 555 0134"))
    report = stored(submitted.report_id)
    at_once = queries.marks_of(report)

    settle.settle(report_id=submitted.report_id, now=NOW)

    assert report.private_marks is None
    assert [mark.kind for mark in at_once] == ["phone"]
    assert queries.marks_of(stored(submitted.report_id)) == at_once


def test_a_report_taken_back_meanwhile_stays_blank() -> None:
    submitted = submit(replace(DRAFT, text="Call 213 555 0134"))
    return_visit.withdraw_report(report_id=submitted.report_id, now=NOW)

    settle.settle(report_id=submitted.report_id, now=NOW)

    assert stored(submitted.report_id).private_marks == []
    assert queries.find_receipt(submitted.receipt_code, now=NOW).fate == Fate.WITHDRAWN


@pytest.mark.parametrize(
    "code_of",
    [
        lambda: NEVER_GIVEN_OUT,
        lambda: submit().receipt_code,
        lambda: settled().receipt_code,
        lambda: closed_for(limits.RECEIPT_LIFE).receipt_code,
    ],
    ids=["wrong", "new", "settled", "over"],
)
def test_every_look_up_costs_one_slow_hash_and_the_same_first_query(
    code_of: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of()
    made: list[str] = []
    slow = receipts.slow_form

    def counted(keyed: str, key: bytes, cost: receipts.Cost) -> str:
        made.append(keyed)
        return slow(keyed, key, cost)

    monkeypatch.setattr(receipts, "slow_form", counted)
    with CaptureQueriesContext(connection) as asked:
        try:
            queries.find_receipt(code, now=NOW)
        except queries.NoSuchReceipt:
            assert len(asked) == 1

    assert len(made) == 1
    assert asked[0]["sql"].split("WHERE")[0] == str(reports_query()).split("WHERE", maxsplit=1)[0]


def reports_query() -> object:
    return Report.objects.filter(receipt_hash__in=["x"]).query


def test_once_closed_a_receipt_tells_only_the_fate_and_then_nothing() -> None:
    lately, long_ago = closed_for(timedelta(0)), closed_for(limits.RECEIPT_LIFE)

    shown = queries.find_receipt(lately.receipt_code, now=NOW)

    assert (shown.fate, shown.is_closed) == (Fate.RECEIVED, True)
    assert (shown.received_at, shown.statement_id, shown.additions_left) == (None, None, 0)
    with pytest.raises(queries.NoSuchReceipt):
        queries.find_receipt(long_ago.receipt_code, now=NOW)


def test_another_secret_key_loses_no_receipt() -> None:
    new, old = submit(), settled()

    with override_settings(SECRET_KEY=get_random_secret_key()):
        found = [queries.find_receipt(each.receipt_code, now=NOW).report_id for each in (new, old)]

    assert found == [new.report_id, old.report_id]


def test_the_key_is_made_once_for_its_owner_only_and_never_over_something_else(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "receipts.key"
    with override_settings(RECEIPT_KEY_FILE=file):
        key = keys.receipt_key()
        assert key == bytes.fromhex(file.read_text("ascii"))
    assert (file.stat().st_mode & 0o777, len(key)) == (0o600, 32)
    assert [path.name for path in file.parent.iterdir()] == ["receipts.key"]

    other = tmp_path / "other.key"
    other.write_text("not a key", "ascii")
    with override_settings(RECEIPT_KEY_FILE=other), pytest.raises(keys.ReceiptKeyBroken):
        keys.receipt_key()
    assert other.read_text("ascii") == "not a key"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the files of SQLite are looked through")
@pytest.mark.django_db(transaction=True)
def test_the_keyed_form_is_in_no_file_after_the_erasing() -> None:
    submitted = submit()
    keyed = stored(submitted.report_id).receipt_hash or ""
    file = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    before = keyed.encode() in _bytes_of(file)

    settle.settle(report_id=submitted.report_id, now=NOW)
    database.erase_residue()

    assert before
    assert keyed.encode() not in _bytes_of(file)


def _bytes_of(file: Path) -> bytes:
    """Return all that the database's files hold."""
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
