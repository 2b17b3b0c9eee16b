"""Who sees what of a report: the keys of all that leaves the app, as a list for each kind of reader."""

from dataclasses import fields

import pytest

from amparo.network.api import Capability, NotAllowed
from amparo.reports import api as reports
from amparo.reports.domain.private_marks import PrivateMark
from amparo.reports.domain.views import AdditionView, ReceiptView, ReportFacts, ReportView, Submitted
from amparo.reports.models import Report, ReportAddition
from amparo.reports.rest import ErrorOut, ReportOut, StatusOut
from tests.personas import Personas
from tests.reports.reporting import submit

WHAT = {"activity", "agency", "cell", "place_text", "place_kind", "place_is_known", "seen_at", "first_hand"}
ALLOWED: dict[type, set[str]] = {
    # Whoever may see the board.
    ReportView: WHAT
    | {"report_id", "channel", "language", "received_at", "how_many", "markings", "vehicles", "paper_shown"}
    | {"being_taken", "child_alone", "someone_hurt", "text", "private_marks", "additions", "can_be_answered"}
    | {"fate", "is_closed"},
    AdditionView: {"received_at", "text", "private_marks"},
    PrivateMark: {"field", "kind", "start", "end"},
    # The forming of incidents.
    ReportFacts: WHAT
    | {
        "report_id",
        "channel",
        "received_at",
        "how_many",
        "markings",
        "vehicles",
        "being_taken",
        "child_alone",
    }
    | {"someone_hurt", "fate", "is_closed"}
    # What tells whether two reports are of one source or of one event: opaque ids, sketches, a point of the compass.
    | {"correspondent_id", "browser_mark", "sent_before", "wording", "direction", "is_forwarded"},
    # Whoever sent it, and whoever holds its code.
    Submitted: {"report_id", "receipt_code", "is_new"},
    ReceiptView: {"report_id", "fate", "received_at", "is_closed", "additions_left", "statement_id"},
}
ALLOWED_IN_THE_API = {
    ReportOut: {"receipt_code", "is_new"},
    StatusOut: {"fate", "title", "explanation", "received_at", "is_closed", "statement_path"},
    ErrorOut: {"code", "message", "field"},
}


@pytest.mark.parametrize("shape", ALLOWED)
def test_a_shape_holds_exactly_the_fields_on_its_list(shape: type) -> None:
    assert {field.name for field in fields(shape)} == ALLOWED[shape]


@pytest.mark.parametrize("schema", ALLOWED_IN_THE_API)
def test_an_answer_of_the_api_holds_exactly_the_fields_on_its_list(
    schema: type[ReportOut | StatusOut | ErrorOut],
) -> None:
    assert set(schema.model_fields) == ALLOWED_IN_THE_API[schema]


@pytest.mark.django_db
def test_only_whoever_may_see_the_board_reads_reports(personas: Personas) -> None:
    submitted = submit()

    for persona in personas.members():
        if persona.actor.can(Capability.SEE_BOARD):
            assert reports.for_triage([submitted.report_id], by=persona.actor)[0].text
            continue
        with pytest.raises(NotAllowed):
            reports.for_triage([submitted.report_id], by=persona.actor)


def test_no_column_can_hold_what_identifies_an_officer() -> None:
    names = {field.name for model in (Report, ReportAddition) for field in model._meta.get_fields()}

    assert not [
        name
        for name in names
        if any(word in name for word in ("officer", "agent_", "badge", "plate", "face"))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 25])
def test_reading_many_reports_takes_the_same_queries(
    personas: Personas, django_assert_num_queries: "pytest.FixtureRequest", count: int
) -> None:
    ids = [submit().report_id for _number in range(count)]
    actor = personas.dispatcher.actor

    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture is a context manager
        reports.for_triage(ids, by=actor)
    with django_assert_num_queries(2):  # type: ignore[operator]  # the same
        reports.facts(ids)
