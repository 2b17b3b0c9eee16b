"""What the incidents app writes into the journal. Payloads hold opaque ids and closed values only."""

from typing import Final

from amparo.core.journal import declare

FORMED: Final = declare("incident.formed", ["report", "looks_like", "split_from"])
JOINED: Final = declare("incident.joined", ["report"])
REPORT_LEFT: Final = declare("incident.report_left", ["report"])
REPORT_ADDED_TO: Final = declare("incident.report_added_to", ["report"])
SPLIT: Final = declare("incident.split", ["into", "reports", "reason"])
# `was`, `checked_by` and the like say how it stood before, so that taking it back restores that.
MERGED: Final = declare(
    "incident.merged", ["into", "reports", "reason", "was", "checked_by", "checked_since"]
)
TOOK_IN: Final = declare(
    "incident.took_in", ["source", "reports", "reason", "pointed_at", "pointed_back", "repointed"]
)
UNDONE: Final = declare("incident.undone", ["undid", "other", "reports", "reason"])
BROUGHT_BACK: Final = declare("incident.brought_back", ["other", "reports", "reason"])
TOLD_APART: Final = declare("incident.told_apart", ["other"])
CHECKING: Final = declare("incident.checking")
PUT_BACK: Final = declare("incident.put_back")
CLAIM_KEPT: Final = declare("incident.claim_kept")
CLAIM_RETURNED: Final = declare("incident.claim_returned")
NEWS_READ: Final = declare("incident.news_read")
OUTCOME_RECORDED: Final = declare("incident.outcome_recorded", ["outcome", "outcome_id", "corrects"])
OUTCOME_AGREED: Final = declare("incident.outcome_agreed", ["outcome", "outcome_id"])
ENDED: Final = declare("incident.ended", ["outcome_id"])

# Subject: the rumour's id. Not in `ALL`: they change nothing on the board.
RUMOUR_DRAFTED: Final = declare("rumour.drafted", ["says"])
RUMOUR_PUBLISHED: Final = declare("rumour.published", ["says"])
RUMOUR_WITHDRAWN: Final = declare("rumour.withdrawn", ["why"])

SET_ASIDE: Final = declare("incident.set_aside")
TAKEN_BACK: Final = declare("incident.taken_back")
# Subject: the number of the change, as an id. Every board shows another queue from then on.
LEVEL_CHANGED: Final = declare("surge.level_changed", ["level", "why"])

NOTED: Final = declare("incident.noted")
REPORTER_ASKED: Final = declare("incident.reporter_asked", ["report"])
LOOK_ASKED: Final = declare("incident.look_asked", ["request"])
LOOK_ACCEPTED: Final = declare("incident.look_accepted", ["request"])
LOOK_DECLINED: Final = declare("incident.look_declined", ["request"])
LOOK_WITHDRAWN: Final = declare("incident.look_withdrawn", ["request"])
LOOK_ANSWERED: Final = declare("incident.look_answered", ["request", "answer"])

ALL: Final = (
    NOTED,
    REPORTER_ASKED,
    LOOK_ASKED,
    LOOK_ACCEPTED,
    LOOK_DECLINED,
    LOOK_WITHDRAWN,
    LOOK_ANSWERED,
    SET_ASIDE,
    TAKEN_BACK,
    LEVEL_CHANGED,
    FORMED,
    JOINED,
    REPORT_LEFT,
    REPORT_ADDED_TO,
    SPLIT,
    MERGED,
    TOOK_IN,
    UNDONE,
    BROUGHT_BACK,
    TOLD_APART,
    OUTCOME_AGREED,
    CHECKING,
    PUT_BACK,
    CLAIM_KEPT,
    CLAIM_RETURNED,
    NEWS_READ,
    OUTCOME_RECORDED,
    ENDED,
)
