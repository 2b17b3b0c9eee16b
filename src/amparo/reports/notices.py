"""What this app tells the others, through the journal. The subject is always the report's id."""

from amparo.core import journal

RECEIVED = journal.declare("report.received", fields=("channel",))
ADDED_TO = journal.declare("report.added_to", fields=("number",))
WITHDRAWN = journal.declare("report.withdrawn")
QUESTION_ASKED = journal.declare("report.question_asked", fields=("question",))
CLOSED = journal.declare("report.closed")
FATE_RECORDED = journal.declare("report.fate_recorded", fields=("fate",))
