"""What this app tells the others, through the journal. The subject is the report's id."""

from amparo.core import journal

PICTURES_ATTACHED = journal.declare("vault.pictures_attached", fields=("count",))
COPIES_DROPPED = journal.declare("vault.copies_dropped", fields=("count",))
