"""Exports with other columns, encodings and broken rows; dry runs; second runs. All rows are invented."""

import csv
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.core.models import Job, JournalEntry
from amparo.reports.api import (
    ColumnNamedTwice,
    EncodingUnclear,
    ImportResult,
    NotAnUshahidiExport,
    NotARegularFile,
    UnknownEncoding,
    import_ushahidi,
)
from amparo.reports.models import Report
from amparo.reports.services import import_file
from amparo.reports.services import import_ushahidi as service
from tests.reports.reporting import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network"), pytest.mark.timeout(30)]
SAMPLE = Path(__file__).resolve().parents[2] / "fixtures" / "ushahidi" / "invented_sample.csv"
HEAD = ["Serial", "INCIDENT TITLE", "INCIDENT DATE", "LOCATION", "DESCRIPTION", "LATITUDE", "LONGITUDE"]
TEXTS = {
    "chinese": "四个穿背心的人拦住了所有人",
    "arabic": "أربعة أشخاص يوقفون الناس",
    "creole": "Yo kanpe tout moun k ap sòti nan mache a",
    "emoji": "🚨 Van 🚐🙏🏽 👨‍👩‍👧",
}


def row(serial: int, text: str = "invented words") -> list[str]:
    return [str(serial), "title", "12/03/2025 07:40", "Invented road", text, "34.05", "-118.25"]


def exported(folder: Path, rows: Iterable[list[str]], *, head: list[str] | None = None, **how: str) -> Path:
    path = folder / "export.csv"
    with path.open("w", encoding=how.get("encoding", "utf-8"), newline="") as file:
        writer = csv.writer(file, delimiter=how.get("delimiter", ","), quoting=csv.QUOTE_ALL)
        writer.writerows([HEAD if head is None else head, *rows])
    return path


def counts() -> tuple[int, int, int]:
    return Report.objects.count(), JournalEntry.objects.count(), Job.objects.count()


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_texts_of_every_language_are_kept_as_they_are(tmp_path: Path, name: str, encoding: str) -> None:
    import_ushahidi(exported(tmp_path, [row(1, TEXTS[name])], encoding=encoding), now=NOW)

    assert Report.objects.get().text == f"title\n{TEXTS[name]}"


def test_western_offices_files_are_recognised_and_others_told(tmp_path: Path) -> None:
    french = import_ushahidi(exported(tmp_path, [row(1, "À l’église, déjà vu")], encoding="cp1252"), now=NOW)
    russian = exported(tmp_path, [row(2, "Серый фургон у рынка")], encoding="koi8-r")

    with pytest.raises(EncodingUnclear):
        import_ushahidi(russian, now=NOW)
    told = import_ushahidi(russian, now=NOW, encoding="KOI8-R")

    assert (french.encoding, told.encoding) == ("cp1252", "koi8-r")
    assert set(Report.objects.values_list("text", flat=True)) == {
        "title\nÀ l’église, déjà vu",
        "title\nСерый фургон у рынка",
    }
    with pytest.raises(UnknownEncoding):
        import_ushahidi(russian, now=NOW, encoding="klingon")


def test_a_row_with_bytes_that_mean_nothing_is_left_out_and_not_garbled(tmp_path: Path) -> None:
    path = exported(tmp_path, [row(1, "sòti"), row(2, "BROKEN é"), row(3, "sòti")])
    path.write_bytes(path.read_bytes().replace("BROKEN é".encode(), b"BROKEN \xe9\xff"))

    result = import_ushahidi(path, now=NOW)

    assert (result.taken, result.refused) == (2, {"undecodable": [3]})
    assert not Report.objects.filter(text__contains="\ufffd").exists()


def test_columns_may_stand_in_any_order_under_either_name_and_beside_others(tmp_path: Path) -> None:
    head = ["EMAIL", "longitude", " Latitude ", "#", "Incident  Date", "DESCRIPTION", "FIRST NAME"]
    cells = [
        "marta@example.org",
        "-118,25",
        "34,05",
        "7",
        "2025-03-12 07:40:00",
        "invented words",
        "Marta-Marker",
    ]

    result = import_ushahidi(exported(tmp_path, [cells], head=head, delimiter=";"), now=NOW)

    report = Report.objects.get()
    assert (result.taken, report.text, report.place_text) == (1, "invented words", "")
    assert (
        "marta" not in str({field.name: getattr(report, field.name) for field in Report._meta.fields}).lower()
    )


@pytest.mark.parametrize(
    "head,missing",
    [
        (["#", "INCIDENT TITLE", "LATITUDE", "LONGITUDE"], ["INCIDENT DATE"]),
        (["#", "INCIDENT DATE", "LATITUDE", "LONGITUDE"], ["INCIDENT TITLE", "DESCRIPTION"]),
        (
            ["id", "name", "notes"],
            ["Serial", "INCIDENT DATE", "LATITUDE", "LONGITUDE", "INCIDENT TITLE", "DESCRIPTION"],
        ),
    ],
)
def test_a_file_that_lacks_what_is_needed_is_refused_by_name(
    tmp_path: Path, head: list[str], missing: list[str]
) -> None:
    with pytest.raises(NotAnUshahidiExport) as refused:
        import_ushahidi(exported(tmp_path, [], head=head), now=NOW)

    assert refused.value.fields["missing"] == missing


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnNamedTwice):
        import_ushahidi(exported(tmp_path, [], head=[*HEAD, "description"]), now=NOW)


def test_of_a_file_with_every_tenth_row_broken_nine_tenths_come_in(tmp_path: Path) -> None:
    path = exported(tmp_path, [row(number, f"invented words, sòti {number}") for number in range(300)])
    lines = path.read_text(encoding="utf-8").splitlines()
    for number in range(5, 300, 10):
        lines[number] = _broken(lines[number], number // 10 % 5)
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogateescape")

    result = import_ushahidi(path, now=NOW)

    assert result.taken == Report.objects.count() == 270
    assert sorted(line for lines in result.refused.values() for line in lines) == list(range(6, 301, 10))
    assert set(result.refused) == {"unreadable", "undecodable", "too_many_cells", "no_date", "no_place"}


def _broken(line: str, how: int) -> str:
    return (
        line.replace('"Invented road"', '"Invented road'),
        line.replace("words", "w\udcffrds"),
        line.replace('"invented words', '"a cell","another","invented words'),
        line.replace("12/03/2025", "yesterday"),
        line.replace("34.05", "north"),
    )[how]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    path = exported(tmp_path, [row(number) for number in range(1, 9)])
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"3","title"', '"3","title', 1), encoding="utf-8")

    result = import_ushahidi(path, now=NOW)

    assert (result.taken, result.refused) == (7, {"unreadable": [4]})


def test_texts_of_many_lines_are_one_row(tmp_path: Path) -> None:
    result = import_ushahidi(exported(tmp_path, [row(1, 'one\n2,two\n"three"'), row(2)]), now=NOW)

    assert result.taken == 2
    assert Report.objects.filter(text='title\none\n2,two\n"three"').exists()


def test_nuls_and_huge_cells_stop_nothing(tmp_path: Path) -> None:
    huge = "x" * (import_file.LONGEST_FIELD_CHARS + 10)
    path = exported(tmp_path, [row(1, "a\x00b"), row(2, huge), row(3, "y" * 1_000_000), row(4)])

    result = import_ushahidi(path, now=NOW)

    assert result.taken == 2
    assert result.refused == {"unreadable": [3], "text_field_refused": [4]}
    assert "\x00" not in Report.objects.get(text__startswith="title\na").text


def test_what_a_spreadsheet_would_run_is_text_like_any_other(tmp_path: Path) -> None:
    import_ushahidi(exported(tmp_path, [row(1, '=HYPERLINK("http://invented.example")')]), now=NOW)

    assert Report.objects.get().text == 'title\n=HYPERLINK("http://invented.example")'


def test_a_dry_run_says_what_would_happen_and_writes_nothing(tmp_path: Path) -> None:
    import_ushahidi(exported(tmp_path, [row(1)]), now=NOW)
    path = exported(tmp_path, [row(1), row(2), row(2), row(3), ["4", "", "soon", "", "", "", ""]])
    before, content = counts(), hashlib.sha256(path.read_bytes()).digest()

    dry = import_ushahidi(path, now=NOW, is_dry=True)

    assert (counts(), hashlib.sha256(path.read_bytes()).digest()) == (before, content)
    wet = import_ushahidi(path, now=NOW)
    assert (
        (dry.taken, dry.already, dry.refused)
        == (wet.taken, wet.already, wet.refused)
        == (2, 2, {"no_place": [6]})
    )


def test_two_deployments_that_number_alike_are_told_apart_by_name(tmp_path: Path) -> None:
    path = exported(tmp_path, [row(1)])
    for deployment in ("", "port-au-prince", "port-au-prince", "santiago"):
        import_ushahidi(path, now=NOW, deployment=deployment)

    assert Report.objects.count() == 3


def test_an_import_that_was_ended_in_the_middle_goes_on(tmp_path: Path) -> None:
    path = exported(tmp_path, [row(number) for number in range(300)])

    def end(_far: service.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_ushahidi(path, now=NOW, on_progress=end)
    half = Report.objects.count()
    result = import_ushahidi(path, now=NOW)

    assert half == service.ROWS_PER_TRANSACTION
    assert (result.taken, result.already) == (300 - half, half)
    assert Report.objects.count() == JournalEntry.objects.filter(kind="report.received").count() == 300


def test_progress_is_told_in_bytes_and_rows(tmp_path: Path) -> None:
    seen: list[service.Progress] = []

    path = exported(tmp_path, [row(number) for number in range(450)])
    import_ushahidi(path, now=NOW, on_progress=seen.append)

    assert [each.rows for each in seen] == [200, 400, 450]
    assert seen[-1].read_bytes == seen[-1].size_bytes == path.stat().st_size


def test_a_pipe_can_not_be_imported(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    try:
        with pytest.raises(NotARegularFile):
            import_ushahidi(f"/dev/fd/{reading}", now=NOW)
    finally:
        os.close(reading)
        os.close(writing)


def test_the_sample_comes_in_but_for_what_has_no_date() -> None:
    result = import_ushahidi(SAMPLE, now=NOW)

    assert (result.taken, result.elsewhere, result.refused) == (11, [14], {"no_date": [13]})


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=400))
def test_whatever_a_file_holds_it_is_imported_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(",".join(HEAD).encode() + b"\n" + content)

    try:
        result: ImportResult | None = import_ushahidi(path, now=NOW, is_dry=True)
    except (EncodingUnclear, NotAnUshahidiExport):
        result = None

    assert result is None or result.rows <= content.count(b"\n") + content.count(b"\r") + 1
