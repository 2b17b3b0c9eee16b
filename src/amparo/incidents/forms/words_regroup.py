"""Moving reports between incidents, in plain words: why, what happened, and what every refusal says."""

from collections.abc import Mapping
from itertools import chain

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.incidents.domain.regrouping import MergeReason, SplitReason, UndoReason

SPLIT_REASONS: Mapping[SplitReason, StrOrPromise] = {
    SplitReason.OTHER_PLACE: _("Another place"),
    SplitReason.OTHER_TIME: _("Another time"),
    SplitReason.OTHER_EVENT: _("Same place and time, another event"),
    SplitReason.OLD_EVENT: _("An older event, told again"),
    SplitReason.CONTRADICTS: _("It says the contrary"),
    SplitReason.PUT_TOGETHER_BY_MISTAKE: _("Put together by mistake"),
}
MERGE_REASONS: Mapping[MergeReason, StrOrPromise] = {
    MergeReason.SAME_EVENT: _("They tell of one event"),
    MergeReason.SAME_RUMOUR: _("They pass on one rumor"),
    MergeReason.SAME_PLACE_OTHER_NAME: _("One place under two names"),
    MergeReason.TAKEN_APART_BY_MISTAKE: _("Taken apart by mistake"),
}
UNDO_REASONS: Mapping[UndoReason, StrOrPromise] = {
    UndoReason.PRESSED_BY_MISTAKE: _("Pressed by mistake"),
    UndoReason.WRONG_REPORTS: _("The wrong reports were chosen"),
    UndoReason.NOT_THE_SAME: _("They do not belong together"),
    UndoReason.LEARNED_MORE: _("We know more now"),
}
MOMENTS: Mapping[str, StrOrPromise] = {
    "incident.split": _("Reports were split off"),
    "incident.merged": _("Merged into another incident"),
    "incident.took_in": _("Took in reports of another incident"),
    "incident.undone": _("The last move was taken back"),
    "incident.brought_back": _("Came back: the merging was taken back"),
    "incident.told_apart": _("Compared: not the same as another incident"),
    "incident.outcome_agreed": _("Agreed with the outcome"),
    "incident.set_aside": _("Put aside, beside the queue"),
    "incident.taken_back": _("Taken back into the queue"),
}
UNDO_TITLES: Mapping[str, StrOrPromise] = {
    "incident.joined": _("The last report does not belong here"),
    "incident.split": _("Take the split back"),
    "incident.formed": _("Take the split back"),
    "incident.took_in": _("Take the merging back"),
}
_REASONS: Mapping[str, StrOrPromise] = {
    key.value: text for key, text in chain(SPLIT_REASONS.items(), MERGE_REASONS.items(), UNDO_REASONS.items())
}

REFUSALS: Mapping[str, StrOrPromise] = {
    "NOTHING_TO_SPLIT": _("Choose the reports to split off."),
    "NOTHING_WOULD_STAY": _("Leave at least one report here."),
    "REPORT_NOT_PRESENT": _("A chosen report is not part of this incident any more. Choose again."),
    "OUTCOME_RESTS_ON_REPORT": _(
        "The recorded outcome rests on a report that you chose. Correct the outcome first."
    ),
    "SAME_INCIDENT": _("An incident can't be merged into itself."),
    "CANNOT_MERGE_DECIDED": _("This incident has an outcome. Open the other one and merge that into this."),
    "INCIDENT_IS_GONE": _("This incident was merged or withdrawn meanwhile."),
    "NOTHING_TO_UNDO": _("There is nothing here any more that could be taken back."),
    "SOMETHING_HAPPENED_SINCE": _(
        "This can't be taken back any more. Since then: %(kind)s. Split or merge by hand instead."
    ),
    "NOT_SUGGESTED": _("Somebody has decided that already. Nothing was changed."),
    "OWN_OUTCOME": _("You recorded it yourself: another person has to agree."),
    "REPORT_PASSED_ON": _(
        "Independent reports: one of those you chose is a forwarded message. Whose eyes those were is not known. "
        "Take it out."
    ),
    "REPORTS_OF_ONE_SOURCE": _(
        "Independent reports: some of those you chose come from one source and count once. "
        "Take all but one of them out."
    ),
}


def reason(value: str) -> str:
    """Return the reason of a move in words; empty where there is none."""
    return str(_REASONS[value]) if value in _REASONS else ""
