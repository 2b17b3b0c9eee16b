"""What this app tells the others, through the journal. The subject is always the report's id."""

from amparo.core import journal

RECEIVED = journal.declare("report.received", fields=("channel",))
ADDED_TO = journal.declare("report.added_to", fields=("number",))
WITHDRAWN = journal.declare("report.withdrawn")
QUESTION_ASKED = journal.declare("report.question_asked", fields=("question",))
# Subject: the wish's id. Who wants to be called stands nowhere.
CALL_ASKED = journal.declare("callback.asked")
CALL_INVITED = journal.declare("callback.invited")
CALL_ENDED = journal.declare("callback.ended", fields=("state",))
CLOSED = journal.declare("report.closed")
FATE_RECORDED = journal.declare("report.fate_recorded", fields=("fate",))
