"""The closed lists of the board in plain words, and what every refusal says to the person who meets it."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.core.errors import AmparoError
from amparo.incidents.domain.outcomes import BasisKind, Outcome
from amparo.incidents.domain.states import State
from amparo.incidents.forms import words_beside, words_regroup
from amparo.reports.api import Way

ACTIVITIES: Mapping[str, StrOrPromise] = {
    "at_a_door": _("At a door"),
    "inside_a_home": _("Inside a home"),
    "taking_someone": _("Taking someone"),
    "street_stop": _("Stopping people on the street"),
    "traffic_stop": _("Stopping a car"),
    "checkpoint": _("Checkpoint"),
    "workplace": _("At a workplace"),
    "courthouse": _("At a courthouse"),
    "waiting": _("Standing or parked, waiting"),
    "passing_by": _("Passing by"),
    "leaving": _("Leaving"),
    "other": _("Something else"),
}
AGENCIES: Mapping[str, StrOrPromise] = {
    "ice": _("ICE"),
    "hsi": _("HSI"),
    "border_patrol": _("Border Patrol"),
    "other_federal": _("Federal officers"),
    "police": _("Police"),
    "sheriff": _("Sheriff"),
    "military": _("Military"),
    "unknown": _("Agency not known"),
}
STATES: Mapping[State, StrOrPromise] = {
    State.OPEN: _("Open"),
    State.CHECKING: _("Being checked"),
    State.CONFIRMED: _("Confirmed"),
    State.UNFOUNDED: _("Unfounded"),
    State.OTHER_AGENCY: _("Another agency"),
    State.UNVERIFIABLE: _("Could not be verified"),
    State.ENDED: _("Over"),
    State.MERGED: _("Merged"),
    State.WITHDRAWN: _("Withdrawn"),
}
OUTCOMES: Mapping[Outcome, StrOrPromise] = {
    Outcome.CONFIRMED: _("Confirmed: it is so"),
    Outcome.UNFOUNDED: _("Unfounded: there was nothing of the kind"),
    Outcome.OTHER_AGENCY: _("Another agency: not immigration enforcement"),
    Outcome.UNVERIFIABLE: _("Could not be verified"),
}
BASES: Mapping[BasisKind, StrOrPromise] = {
    BasisKind.TRAINED_OBSERVER: _("Trained observer on the spot"),
    BasisKind.INDEPENDENT_REPORTS: _("Independent first-hand reports"),
    BasisKind.MEDIA_WITH_LANDMARK: _("Picture or recording with a landmark"),
    BasisKind.OFFICIAL_SOURCE: _("Official source"),
}
MARKS: Mapping[str, StrOrPromise] = {
    "phone": _("phone number"),
    "plate": _("license plate"),
    "a_number": _("A-number"),
    "email": _("e-mail address"),
    "person_name": _("a person's name"),
    "home_address": _("home address"),
}
MOMENTS: Mapping[str, StrOrPromise] = {
    "incident.formed": _("Formed"),
    "incident.joined": _("A report came in"),
    "incident.report_left": _("A reporter took a report back"),
    "incident.report_added_to": _("A reporter told more"),
    "incident.checking": _("Checking began"),
    "incident.put_back": _("Put back"),
    "incident.claim_kept": _("Still being checked"),
    "incident.claim_returned": _("Came back to the queue: nobody acted"),
    "incident.news_read": _("News read, nothing changed"),
    "incident.outcome_recorded": _("Outcome recorded"),
    "incident.ended": _("Over"),
    **words_beside.MOMENTS,
    **words_regroup.MOMENTS,
}

_REFUSALS: Mapping[str, StrOrPromise] = {
    "NO_SUCH_INCIDENT": _("This incident does not exist."),
    "STEP_NOT_POSSIBLE": _("This is not possible any more: somebody changed the incident meanwhile."),
    "ALREADY_BEING_CHECKED": _("%(name)s said a moment ago that they check it. Nothing was changed."),
    "ALREADY_RECORDED": _(
        "An outcome was already recorded: %(outcome)s. What you wrote is still here. "
        "Compare, and record a correction if you found otherwise."
    ),
    "NOTHING_TO_CORRECT": _("There is no outcome yet that could be corrected."),
    "NO_NEWS": _("Somebody has read the news already."),
    "ALREADY_ASIDE": _("It waits aside already."),
    "NOT_ASIDE": _("It does not wait aside (any more)."),
    "NOTHING_WAITS": _("It waits in no queue any more."),
    "TOO_MANY_AT_ONCE": _("Choose at most %(limit)s at once. Nothing was changed."),
    "NOT_PROPOSED": _("It is not proposed (any more): too new, in danger, or in somebody's hands."),
    "TOO_MANY_FILTERS": _("You have %(limit)s filters already. Delete one first."),
    "FILTER_NAME_TAKEN": _("You have a filter with this name already."),
    "FILTER_EMPTY": _("Choose what the filter should show first."),
    "NOT_YOUR_CLAIM": _("You do not check this incident any more."),
    "BASIS_MISSING": _("Say how this was found: fill in at least one basis."),
    "HOW_JUDGED_MISSING": _("%(kind)s: say in words how it was judged."),
    "HOW_JUDGED_TOO_LONG": _("%(kind)s: use at most %(limit)s characters."),
    "HOW_JUDGED_HOLDS_PRIVATE": _(
        "%(kind)s: this looks like it holds %(kinds)s. Say it without anything that leads to a person."
    ),
    "TEXT_TOO_LONG": _("Use at most %(limit)s characters."),
    "TEXT_REFUSED": _("This text can't be read. Type it again."),
    "TEXT_NOT_UNICODE": _("This text can't be read. Type it again."),
    "BASIS_REPEATED": _("The same basis was given twice."),
    "REPORT_NOT_OF_INCIDENT": _("A chosen report is not part of this incident any more. Choose again."),
    "REPORT_NOT_FIRST_HAND": _("Independent reports: one of those you chose was only heard of. Take it out."),
    "REPORTS_IN_SAME_WORDS": _(
        "Independent reports: two of them are the same text passed on. They count once."
    ),
    "TOO_FEW_INDEPENDENT_REPORTS": _("Independent reports: choose at least %(needed)s; you chose %(given)s."),
    "MEDIA_MISSING": _(
        "To confirm by reports, %(needed)s of the independent reports must have a picture with a landmark. "
        "Choose which under “Picture or recording”."
    ),
    "CONFIRMATION_NEEDS_MORE": _(
        "What you filled in is not enough to confirm. The network's rule stands above."
    ),
    **words_regroup.REFUSALS,
    **words_beside.REFUSALS,
}


def refusal(error: AmparoError) -> str:
    """Return what an error of this app says to the person who meets it."""
    sentence = _REFUSALS.get(error.code, _("This could not be done. Nothing was changed."))
    return str(sentence) % {name: _readable(name, value) for name, value in error.fields.items()}


def _readable(name: str, value: object) -> str:
    if name == "kind" and value in MOMENTS:
        return str(MOMENTS[str(value)])
    if isinstance(value, BasisKind):
        return str(BASES[value])
    if isinstance(value, Way):
        return str(words_beside.WAYS[value])
    if isinstance(value, Outcome):
        return str(STATES[State(value)])
    if name == "kinds" and isinstance(value, list):
        return ", ".join(str({**MARKS, **words_beside.MARKS}[kind]) for kind in value)
    return str(value)


def reports(count: int, first_hand: int) -> str:
    """Return how many reports there are and how many of them are first-hand."""
    total = ngettext("%(count)s report", "%(count)s reports", count) % {"count": count}
    seen = ngettext("%(count)s first-hand", "%(count)s first-hand", first_hand) % {"count": first_hand}
    return gettext("%(total)s, %(seen)s") % {"total": total, "seen": seen}


def private_marks(count: int) -> str:
    """Return the warning about what leads to a person."""
    return ngettext(
        "%(count)s report holds something that leads to a person",
        "%(count)s reports hold something that leads to a person",
        count,
    ) % {"count": count}


def place(name: str, *, is_area: bool, is_home: bool, is_known: bool) -> str:
    """Return where, in words: approximate, as names are the nearest ones."""
    if not is_known:
        return gettext("Place not known")
    if not name:
        return gettext("A home, see the map") if is_home else gettext("See the map")
    if is_home:
        return (
            gettext("A home, somewhere in %(place)s") if is_area else gettext("A home near %(place)s")
        ) % {"place": name}
    return (gettext("Somewhere in %(place)s") if is_area else gettext("Near %(place)s")) % {"place": name}
