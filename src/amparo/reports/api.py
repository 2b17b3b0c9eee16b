"""The door to reports for other apps: take one, read what forming and triage need, say what became of it.

Notices (subject: the report's id): `report.received`, `report.added_to`, `report.withdrawn`, `report.closed`,
`report.fate_recorded`, `report.question_asked`.
"""

from amparo.reports.domain.asking import (
    LONGEST_QUESTION,
    Asked,
    Canned,
    QuestionView,
    Standing,
    TalkView,
    Wanted,
    Way,
)
from amparo.reports.domain.draft import (
    DraftRefused,
    HowManyOutOfRange,
    OutsideRegion,
    ReportDraft,
    SeenInTheFuture,
    SeenTooLongAgo,
    TextFieldRefused,
)
from amparo.reports.domain.effort import Load
from amparo.reports.domain.encoding import EncodingUnclear, UnknownEncoding
from amparo.reports.domain.kinds import (
    Activity,
    Agency,
    Answer,
    Fate,
    Heard,
    PaperShown,
    PlaceKind,
    ReportChannel,
)
from amparo.reports.domain.private_marks import PrivateMark
from amparo.reports.domain.tokens import TokenRefused, new_token
from amparo.reports.domain.ushahidi import ColumnNamedTwice, NotAnUshahidiExport
from amparo.reports.domain.views import AdditionView, ReportFacts, ReportView, Submitted
from amparo.reports.keys import receipt_key as make_receipt_key
from amparo.reports.queries.asking import talks
from amparo.reports.queries.facts import facts, withdrawn
from amparo.reports.queries.marked import marked, marks_beside
from amparo.reports.queries.reports import for_triage
from amparo.reports.queries.senders import Place as SenderPlace
from amparo.reports.queries.senders import places_of_senders
from amparo.reports.queries.sentences import told_of
from amparo.reports.services.asking import (
    AlreadyAsked,
    CannotBeAsked,
    LanguageNotSpoken,
    QuestionEmpty,
    QuestionHoldsPrivate,
    TooManyQuestions,
    ask,
)
from amparo.reports.services.effort import set_load
from amparo.reports.services.fate import FateNotRecordable, close_reports, record_fate
from amparo.reports.services.import_file import NotARegularFile
from amparo.reports.services.import_ushahidi import ImportResult, import_ushahidi
from amparo.reports.services.refusals import by_hour as refused_by_hour
from amparo.reports.services.return_visit import ReportIsClosed
from amparo.reports.services.submit import submit_report

__all__ = [
    "LONGEST_QUESTION",
    "Activity",
    "AdditionView",
    "Agency",
    "AlreadyAsked",
    "Answer",
    "Asked",
    "Canned",
    "CannotBeAsked",
    "ColumnNamedTwice",
    "DraftRefused",
    "EncodingUnclear",
    "Fate",
    "FateNotRecordable",
    "Heard",
    "HowManyOutOfRange",
    "ImportResult",
    "LanguageNotSpoken",
    "Load",
    "NotARegularFile",
    "NotAnUshahidiExport",
    "OutsideRegion",
    "PaperShown",
    "PlaceKind",
    "PrivateMark",
    "QuestionEmpty",
    "QuestionHoldsPrivate",
    "QuestionView",
    "ReportChannel",
    "ReportDraft",
    "ReportFacts",
    "ReportIsClosed",
    "ReportView",
    "SeenInTheFuture",
    "SeenTooLongAgo",
    "SenderPlace",
    "Standing",
    "Submitted",
    "TalkView",
    "TextFieldRefused",
    "TokenRefused",
    "TooManyQuestions",
    "UnknownEncoding",
    "Wanted",
    "Way",
    "ask",
    "close_reports",
    "facts",
    "for_triage",
    "import_ushahidi",
    "make_receipt_key",
    "marked",
    "marks_beside",
    "new_token",
    "places_of_senders",
    "record_fate",
    "refused_by_hour",
    "set_load",
    "submit_report",
    "talks",
    "told_of",
    "withdrawn",
]
