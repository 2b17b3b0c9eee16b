"""Notes, questions and requests in plain words, and what a refusal of theirs says."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.incidents.domain.looking import Answer, LookFor, RequestState
from amparo.reports.api import Canned, Standing, Way

MOMENTS: Mapping[str, StrOrPromise] = {
    "incident.noted": _("A note was written"),
    "incident.reporter_asked": _("A reporter was asked something"),
    "incident.look_asked": _("Somebody was asked to look"),
    "incident.look_accepted": _("An observer goes to look"),
    "incident.look_declined": _("An observer can't look"),
    "incident.look_withdrawn": _("The request to look was taken back"),
    "incident.look_answered": _("An observer answered"),
}
QUESTIONS: Mapping[Canned, StrOrPromise] = {
    Canned.GOING_ON: _("Is it still going on?"),
    Canned.WHERE: _("Where exactly, which corner?"),
    Canned.VESTS: _("What do the vests say?"),
    Canned.HOW_MANY: _("How many are they?"),
    Canned.HURT: _("Is anybody hurt, or a child left alone?"),
    Canned.IN_SIGHT: _("Can you see it now, without going closer?"),
    Canned.SHARE: _("May we pass on what you saw?"),
}
STANDINGS: Mapping[Standing, StrOrPromise] = {
    Standing.ON_THE_PAGE: _("waits on the receipt's page"),
    Standing.ON_ITS_WAY: _("on its way"),
    Standing.SENT: _("sent"),
    Standing.ARRIVED: _("arrived"),
    Standing.NOT_SENT: _("could not be sent"),
    Standing.ANSWERED: _("answered"),
}
WAYS: Mapping[Way, StrOrPromise] = {
    Way.MESSAGE: _(
        "A question goes to them as a message. You don't see their address, and they don't see yours."
    ),
    Way.RECEIPT: _("They left no address. A question waits for them on the page of their receipt."),
    Way.SILENT: _("They wrote STOP: they can't be asked. If they write again, they can."),
    Way.TELLING_ELSE: _("They are telling something new, or told it since. Ask about that report."),
    Way.NOBODY: _("There is no way to ask whoever sent this."),
}
LOOK_FOR: Mapping[LookFor, StrOrPromise] = {
    LookFor.ANYBODY_THERE: _("Is anybody there?"),
    LookFor.WHICH_AGENCY: _("Which agency, by what stands on vests and vehicles?"),
    LookFor.WHAT_THEY_DO: _("What are they doing?"),
    LookFor.HOW_MANY: _("How many are they?"),
    LookFor.STILL_THERE: _("Are they still there, or is it over?"),
}
ANSWERS: Mapping[Answer, StrOrPromise] = {
    Answer.SAW_IT: _("Saw it"),
    Answer.NOTHING_THERE: _("Nothing there"),
    Answer.OTHER_AGENCY: _("Another agency, not immigration enforcement"),
    Answer.COULD_NOT_LOOK: _("Could not look"),
}
REQUESTS: Mapping[RequestState, StrOrPromise] = {
    RequestState.ASKED: _("waits for an answer"),
    RequestState.ACCEPTED: _("on the way"),
    RequestState.DECLINED: _("can't look"),
    RequestState.ANSWERED: _("answered"),
    RequestState.WITHDRAWN: _("taken back"),
}
MARKS: Mapping[str, StrOrPromise] = {
    "interference": _("a call to get in the way"),
    "tracking": _("a call to follow somebody"),
}
REFUSALS: Mapping[str, StrOrPromise] = {
    "WORDS_HOLD_PRIVATE": _(
        "This looks like it holds %(kinds)s. Say it without anything that leads to a person."
    ),
    "QUESTION_HOLDS_PRIVATE": _(
        "This looks like it holds %(kinds)s. It was not sent. Ask without anything that leads to a person or puts "
        "somebody at risk."
    ),
    "NOTE_EMPTY": _("Write something first."),
    "TOO_MANY_NOTES": _("There are %(limit)s notes already. Read them, and record what was found."),
    "INCIDENT_IS_CLOSED": _("This incident is closed. Nothing can be put beside it any more."),
    "TOO_MANY_LINES": _("These are too many lines."),
    "QUESTION_EMPTY": _("Choose a question, or write one."),
    "LANGUAGE_NOT_SPOKEN": _("Choose one of the languages of the list."),
    "ALREADY_ASKED": _("%(name)s asked this already. It was not asked again; wait for the answer."),
    "TOO_MANY_QUESTIONS": _("They were asked %(limit)s questions already. Wait for an answer."),
    "CANNOT_BE_ASKED": _("%(way)s"),
    "REPORT_IS_CLOSED": _("This report is closed: whoever sent it can't be asked any more."),
    "NOTHING_TO_LOOK_FOR": _("Choose what to look for."),
    "PLACE_NOT_KNOWN": _("Nobody knows the place yet. Ask the reporter first."),
    "NOT_AN_OBSERVER": _("This member does not look on request any more. Choose again."),
    "ALREADY_REQUESTED": _("They are asked about this already."),
    "TOO_MANY_REQUESTS": _("%(limit)s people are asked already. Wait for an answer, or take one back."),
    "ALREADY_TAKEN": _("Somebody else took it a moment ago. Thank you all the same."),
    "NOT_WANTED_ANY_MORE": _("This was decided meanwhile. Nobody needs to go."),
    "REQUEST_STEP_NOT_POSSIBLE": _("This is not possible any more: it was answered or taken back meanwhile."),
}
