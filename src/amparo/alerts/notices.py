"""The kinds of notice that `alerts` writes to the journal."""

from amparo.core import journal

COMPOSED = journal.declare("alert.composed", fields=("says", "incident"))
REVISED = journal.declare("alert.revised", fields=("says", "incident"))
PROPOSED = journal.declare("alert.proposed", fields=("says", "incident", "hash"))
RELEASED = journal.declare("alert.released", fields=("says", "incident", "hash", "code", "languages"))
SUPERSEDED = journal.declare("alert.superseded", fields=("by_alert",))
ENDED = journal.declare("alert.ended", fields=("by_alert",))
WITHDRAWN = journal.declare("alert.withdrawn", fields=("by_alert",))
EXPIRED = journal.declare("alert.expired", fields=())
DRILL_PROPOSED = journal.declare("drill.proposed", fields=("code",))
DRILL_RELEASED = journal.declare("drill.released", fields=("code",))
DRILL_STOPPED = journal.declare("drill.stopped", fields=("code",))
PARTNER_PROPOSED = journal.declare("partner.proposed", fields=())
PARTNER_CONFIRMED = journal.declare("partner.confirmed", fields=())
PARTNER_STOPPED = journal.declare("partner.stopped", fields=())
PARTNER_STATED = journal.declare("partner.stated", fields=("says",))
RECORDING_UPLOADED = journal.declare("recording.uploaded", fields=("language", "says", "hash"))
RECORDING_REVIEWED = journal.declare("recording.reviewed", fields=("language", "says", "hash"))
RECORDING_REMOVED = journal.declare("recording.removed", fields=("language", "says", "hash"))
SUBSCRIBED = journal.declare("subscription.confirmed", fields=())
UNSUBSCRIBED = journal.declare("subscription.ended", fields=("reason",))
