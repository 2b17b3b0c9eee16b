"""What a draft must be to be stored, and what is taken off it before."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.core.places import cells
from amparo.core.places.cells import Point, Precision
from amparo.core.places.region import Region
from amparo.reports.domain import draft as drafts
from amparo.reports.domain import limits, private_marks
from amparo.reports.domain.draft import ReportDraft
from amparo.reports.domain.kinds import Activity, Agency, PlaceKind

NOW = datetime(2026, 11, 24, 15, 3, 27, tzinfo=UTC)
PICO_UNION = Point(34.0466, -118.2826)
REGION = Region.around(PICO_UNION, 30_000)
DRAFT = ReportDraft(
    activity=Activity.STREET_STOP,
    cell=cells.cell_at(PICO_UNION, Precision.EXACT),
    seen_at=NOW - timedelta(minutes=7),
    first_hand=True,
)


def checked(draft: ReportDraft, allowance: drafts.Allowance = drafts.LIVE) -> ReportDraft:
    return drafts.checked(draft, region=REGION, now=NOW, allowance=allowance)


def test_the_time_seen_is_floored_to_five_minutes() -> None:
    assert checked(DRAFT).seen_at == datetime(2026, 11, 24, 14, 55, tzinfo=UTC)


@settings(deadline=None)
@given(minutes=st.integers(min_value=-10, max_value=14 * 24 * 60))
def test_no_stored_time_lies_ahead_or_says_more_than_five_minutes(minutes: int) -> None:
    seen_at = checked(replace(DRAFT, seen_at=NOW - timedelta(minutes=minutes))).seen_at

    assert seen_at <= NOW
    assert (seen_at.minute % 5, seen_at.second, seen_at.microsecond) == (0, 0, 0)


def test_a_time_ahead_of_ours_is_refused() -> None:
    with pytest.raises(drafts.SeenInTheFuture):
        checked(replace(DRAFT, seen_at=NOW + timedelta(hours=1)))


def test_an_ancient_time_is_refused_live_and_taken_from_an_import() -> None:
    ancient = replace(DRAFT, seen_at=datetime(2010, 1, 23, 22, 2, tzinfo=UTC))

    assert checked(ancient, drafts.IMPORTED).seen_at.year == 2010
    with pytest.raises(drafts.SeenTooLongAgo) as refused:
        checked(ancient)
    assert refused.value.fields["days"] == limits.OLDEST.days


def test_a_place_outside_the_region_is_refused() -> None:
    haiti = cells.cell_at(Point(18.54, -72.33), Precision.EXACT)

    with pytest.raises(drafts.OutsideRegion):
        checked(replace(DRAFT, cell=haiti))


def test_a_place_is_never_kept_finer_than_exact() -> None:
    finest = cells.cell_at(PICO_UNION, 15)

    assert cells.precision_of(checked(replace(DRAFT, cell=finest)).cell) == Precision.EXACT


@pytest.mark.parametrize("how_many", [0, -1, limits.HOW_MANY_MAX + 1])
def test_a_number_out_of_range_is_refused(how_many: int) -> None:
    with pytest.raises(drafts.HowManyOutOfRange):
        checked(replace(DRAFT, how_many=how_many))


@pytest.mark.parametrize(
    "text, reason",
    [
        ("a" * (limits.TEXT_MAX_CHARS + 1), "TEXT_TOO_LONG"),
        ("line\n" * 10_000 + "last", "TOO_MANY_LINES"),
        ("\ud800", "TEXT_NOT_UNICODE"),
    ],
)
def test_a_text_that_can_not_be_taken_names_its_field_and_reason(text: str, reason: str) -> None:
    with pytest.raises(drafts.TextFieldRefused) as refused:
        checked(replace(DRAFT, text=text))

    assert refused.value.fields["field"] == "text"
    assert refused.value.fields["reason"] == reason


@settings(deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_texts_come_out_without_control_and_direction_characters(text: str) -> None:
    try:
        cleaned = checked(replace(DRAFT, text=text)).text
    except drafts.TextFieldRefused:
        return

    assert not any(char in cleaned for char in "\x00\x07\x1b\u202e\u2066\u200b")


def test_emoji_and_right_to_left_letters_stay() -> None:
    text = "\u202eرأيت سيارتين 👨‍👩‍👧\u202c"

    assert checked(replace(DRAFT, text=text)).text == "رأيت سيارتين 👨‍👩‍👧"


def test_a_plate_among_the_vehicles_is_not_kept() -> None:
    ready = checked(replace(DRAFT, vehicles="white van 8ABC123, grey Ford"))

    assert "8ABC123" not in ready.vehicles
    assert ready.vehicles == f"white van {drafts.PLATE_TAKEN_OUT}, grey Ford"


@pytest.mark.parametrize(
    "markings, agency",
    [
        ("POLICE ICE", Agency.ICE),
        ("vest with HSI", Agency.HSI),
        ("POLICE / BORDER PATROL", Agency.BORDER_PATROL),
        ("police", Agency.POLICE),
        ("Sheriff", Agency.SHERIFF),
        ("ice cream truck", Agency.UNKNOWN),
        ("green uniforms", Agency.UNKNOWN),
        ("", Agency.UNKNOWN),
        ("service, nice, police", Agency.POLICE),
    ],
)
def test_an_agency_is_read_from_words_and_never_guessed(markings: str, agency: Agency) -> None:
    assert checked(replace(DRAFT, markings=markings)).agency is agency


def test_a_door_is_a_home_until_somebody_says_otherwise() -> None:
    at_a_door = replace(DRAFT, activity=Activity.AT_A_DOOR)

    assert checked(at_a_door).place_kind is PlaceKind.HOME
    assert checked(replace(at_a_door, place_kind=PlaceKind.BUSINESS)).place_kind is PlaceKind.BUSINESS


def test_the_contact_does_not_show_when_a_draft_is_printed() -> None:
    assert "neighbour@example.org" not in repr(replace(DRAFT, contact="neighbour@example.org"))


@pytest.mark.parametrize("unit", ["1", "1-", "a.a.", "A", "Maria ", "12 ", "plate ", "a@", "one "])
def test_no_text_takes_long_to_be_looked_through(unit: str) -> None:
    text = (unit * limits.MAILED_TEXT_MAX_CHARS)[: limits.MAILED_TEXT_MAX_CHARS]
    started = time.process_time()

    private_marks.find({"text": text})

    assert time.process_time() - started < 2
