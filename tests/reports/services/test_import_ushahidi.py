"""The export of an Ushahidi deployment becomes reports. All rows here are invented."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amparo.core.places import cells
from amparo.core.places.cells import Precision
from amparo.reports.api import ImportResult, import_ushahidi
from amparo.reports.models import Report
from amparo.reports.queries.reports import marks_of
from amparo.reports.services.import_ushahidi import NotAnUshahidiExport
from tests.reports.reporting import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
HEAD = [
    "Serial",
    "INCIDENT TITLE",
    "INCIDENT DATE",
    "LOCATION",
    "DESCRIPTION",
    "CATEGORY",
    "LATITUDE",
    "LONGITUDE",
    "APPROVED",
    "VERIFIED",
]
ROW = {
    "Serial": "1",
    "INCIDENT TITLE": "Water is needed",
    "INCIDENT DATE": "23/01/2010 22:02",
    "LOCATION": "Invented road 5",
    "DESCRIPTION": "Forty people, no w?ter.",
    "CATEGORY": "2b. Water, ",
    "LATITUDE": "34.05",
    "LONGITUDE": "-118.25",
    "APPROVED": "YES",
    "VERIFIED": "NO",
}


def written(folder: Path, *changes: dict[str, str]) -> Path:
    path = folder / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEAD)
        writer.writeheader()
        writer.writerows({**ROW, **change} for change in changes)
    return path


def imported(folder: Path, *changes: dict[str, str]) -> ImportResult:
    return import_ushahidi(written(folder, *changes), now=NOW)


def test_a_row_becomes_a_report(tmp_path: Path) -> None:
    result = imported(tmp_path, {})

    report = Report.objects.get()
    assert (result.taken, result.already, result.refused) == (1, 0, {})
    assert report.seen_at == datetime(2010, 1, 24, 6, 0, tzinfo=UTC)
    assert report.text == "Water is needed\nForty people, no w?ter."
    assert (report.activity, report.channel, report.first_hand, report.receipt_hash) == (
        "other",
        "import",
        False,
        None,
    )
    assert cells.precision_of(cells.Cell(report.cell)) == Precision.BLOCK


def test_a_second_run_takes_only_what_is_new(tmp_path: Path) -> None:
    imported(tmp_path, {}, {"Serial": "2"})

    result = imported(tmp_path, {}, {"Serial": "2"}, {"Serial": "3"}, {"Serial": "3"})

    assert (result.taken, result.already) == (1, 3)


@pytest.mark.parametrize(
    "change,reason",
    [
        ({"Serial": " "}, "no_serial"),
        ({"INCIDENT DATE": "yesterday"}, "no_date"),
        ({"INCIDENT DATE": "31/02/2010 10:00"}, "no_date"),
        ({"INCIDENT DATE": "01/01/2999 10:00"}, "seen_in_the_future"),
        ({"LATITUDE": ""}, "no_place"),
        ({"LATITUDE": "north"}, "no_place"),
        ({"LATITUDE": "nan"}, "no_place"),
        ({"LATITUDE": "0", "LONGITUDE": "0"}, "no_place"),
        ({"DESCRIPTION": "a" * 20_001}, "text_field_refused"),
        ({"DESCRIPTION": "a\n" * 10_000}, "text_field_refused"),
    ],
)
def test_a_row_that_can_not_be_taken_is_counted_by_its_line(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    result = imported(tmp_path, {"DESCRIPTION": "two\nlines"}, {"Serial": "2", **change}, {"Serial": "3"})

    assert result.taken == 2
    assert result.refused == {reason: [4]}


def test_a_row_from_elsewhere_is_kept_with_its_place_not_known(tmp_path: Path) -> None:
    result = imported(tmp_path, {}, {"Serial": "2", "LATITUDE": "50.2", "LONGITUDE": "5.7"})

    assert (result.taken, result.elsewhere, result.refused) == (2, [3], {})
    assert [report.place_is_known for report in Report.objects.order_by("place_is_known")] == [False, True]


def test_tags_entities_and_backslashes_are_taken_out(tmp_path: Path) -> None:
    imported(tmp_path, {"DESCRIPTION": r"<p>It\'s &amp; &lt;here&gt;</p><script>alert(1)</script>5 < 6 \x00"})

    assert Report.objects.get().text.split("\n")[1].startswith("It's & <here>")
    assert "script" not in Report.objects.get().text


def test_numbers_and_names_in_texts_are_flagged(tmp_path: Path) -> None:
    imported(tmp_path, {"DESCRIPTION": "Call 213 555 0134"})

    assert marks_of(Report.objects.get())[0].kind == "phone"


def test_a_long_location_stays_whole_in_the_text(tmp_path: Path) -> None:
    long_location = "Invented road " * 30

    imported(tmp_path, {"LOCATION": long_location})

    assert Report.objects.get().place_text.endswith("…")
    assert long_location.strip() in Report.objects.get().text


@pytest.mark.parametrize("content", [b"", b"a,b,c\n1,2,3\n", b"\xff\xfe\x00", b"%PDF-1.4\n"])
def test_another_file_is_refused_with_the_columns_it_lacks(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)

    with pytest.raises(NotAnUshahidiExport) as refused:
        import_ushahidi(path, now=NOW)

    assert "Serial" in str(refused.value.fields["missing"])


def test_rows_of_other_lengths_and_an_unclosed_quote_stop_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, {})
    with path.open("a", encoding="latin-1") as file:
        file.write("2\n\n3,title\n4,t,23/01/2010 22:02,caf\xe9,d,c,34.05,-118.25,YES,NO,,\n")
        file.write('5,t,23/01/2010 22:02,l,"never closed,c,34.05,-118.25,YES,NO\n6,a,b\n')

    result = import_ushahidi(path, now=NOW)

    assert result.taken == 2
    assert result.refused["unreadable"] == [7]
    assert sum(len(lines) for lines in result.refused.values()) == 4


def test_a_large_file_is_read_as_a_stream(tmp_path: Path) -> None:
    result = imported(tmp_path, *({"Serial": str(number)} for number in range(205)))

    assert result.taken == Report.objects.count() == 205
