"""The closed lists of alerts in plain words, and what every refusal says to the person who meets it."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.alerts.domain.kinds import Kind, Topic
from amparo.alerts.domain.states import State
from amparo.alerts.services.guarding import Found
from amparo.core import languages
from amparo.core.errors import AmparoError
from amparo.core.places.cells import Precision

KINDS: Mapping[Kind, StrOrPromise] = {
    Kind.CONFIRMED: _("Confirmed"),
    Kind.UNFOUNDED: _("Found false"),
    Kind.OTHER_AGENCY: _("Another agency"),
    Kind.UNVERIFIABLE: _("Could not be confirmed"),
    Kind.UPDATE: _("Update"),
    Kind.ALL_CLEAR: _("Over"),
    Kind.CORRECTION: _("Correction"),
    Kind.WITHDRAWAL: _("Taken back"),
    Kind.RELAYED: _("From another network"),
    Kind.RELAYED_OVER: _("From another network: over"),
}
STATES: Mapping[State, StrOrPromise] = {
    State.DRAFT: _("Draft"),
    State.PROPOSED: _("Waits for a second person"),
    State.RELEASED: _("Valid now"),
    State.SUPERSEDED: _("Replaced by a newer message"),
    State.ENDED: _("Over"),
    State.WITHDRAWN: _("Taken back"),
    State.EXPIRED: _("No longer valid"),
}
DRILL_STATES: Mapping[str, StrOrPromise] = {
    "waiting": _("Waits for a second person"),
    "running": _("The drill runs"),
    "over": _("Over"),
    "stopped": _("Stopped"),
    "too_old": _("Too old"),
}
TOPICS: Mapping[Topic, StrOrPromise] = {
    Topic.CONFIRMED: _("Actions that we confirmed"),
    Topic.FOUND_FALSE: _("Reports that we found false"),
}
PRECISIONS: Mapping[int, StrOrPromise] = {
    Precision.NEIGHBOURHOOD: _("The neighborhood (about a mile across)"),
    Precision.BLOCK: _("The block: only for a public place"),
}
# What stands before a badge's name in the style sheet.
BADGES: Mapping[Kind, str] = {
    Kind.CONFIRMED: "confirmed",
    Kind.UNFOUNDED: "unfounded",
    Kind.OTHER_AGENCY: "other_agency",
    Kind.UNVERIFIABLE: "unverifiable",
    Kind.UPDATE: "confirmed",
    Kind.ALL_CLEAR: "ended",
    Kind.CORRECTION: "open",
    Kind.WITHDRAWAL: "withdrawn",
    Kind.RELAYED: "open",
    Kind.RELAYED_OVER: "ended",
}
MARKS: Mapping[str, StrOrPromise] = {
    "phone": _("a telephone number"),
    "plate": _("a license plate"),
    "a_number": _("an A-number"),
    "email": _("an e-mail address"),
    "person_name": _("a person's name"),
    "home_address": _("a home's address"),
    "interference": _("a call to interfere"),
    "tracking": _("a call to follow people or vehicles"),
}
PICTURES: Mapping[str, StrOrPromise] = {
    "too_large": _("This picture is too large. A photo of up to 12 MB is enough."),
    "too_many_pixels": _("This picture is too large. A photo of up to 12 MB is enough."),
    "not_a_picture": _("We can not read this file. Take a JPEG or PNG picture."),
    "nothing_chosen": _("Choose or take a picture first."),
    "busy": _("Many pictures are being checked. Try again in a moment."),
}
_REFUSALS: Mapping[str, StrOrPromise] = {
    "NOT_ALLOWED": _("Your account does not have this task."),
    "NO_SUCH_MEMBER": _("Somebody who worked on this is no longer an active member. Compose it anew."),
    "NOT_INDEPENDENT": _(
        "A second person must release it: somebody who did not work on it, and who did not bring in who did."
    ),
    "NOT_POSSIBLE_NOW": _("This is not possible in its present state."),
    "ALREADY_RELEASED": _("It was released already."),
    "DRAFT_EXPIRED": _("This proposal is too old. Check the facts and compose it anew."),
    "CONTENT_CHANGED": _("It was changed after you looked. Read it again, then release."),
    "CEILING_REACHED": _(
        "As many alerts went out within this hour as the network allows. Two coordinators can lift the ceiling."
    ),
    "SENDING_IS_LOCKED": _("All sending is stopped. Two coordinators can let it go on."),
    "PREPARED_SENTENCES_ONLY": _(
        "A correction and a message that it is over say prepared sentences only. Take your own words out."
    ),
    "DRILL_NOT_POSSIBLE_NOW": _("This drill was started, stopped, or is too old."),
    "OUTCOME_CHANGED": _("What was found was recorded anew. Compose it again from the new finding."),
    "OUTCOME_DOES_NOT_SAY_THIS": _("What was recorded does not say this."),
    "NOTHING_FOUND_YET": _("Nothing is recorded yet: there is nothing that could be said in public."),
    "NOT_OVER_YET": _("First record on the board that it is over."),
    "ALREADY_ALERTED": _("Another message about this stands. Follow that one up instead."),
    "NOT_A_FIRST_KIND": _("This kind of message does not fit here."),
    "TOO_PRECISE": _(
        "This place may not be shown so precisely. A home is never shown finer than its neighborhood."
    ),
    "SENTENCE_NOT_ALLOWED": _("One of the sentences does not fit this message."),
    "SLOT_NOT_ALLOWED": _("Streets can be named only with the block, in a public place."),
    "LANGUAGE_NOT_OFFERED": _("Alerts are not complete in this language."),
    "LIFETIME_OUT_OF_RANGE": _("A message is valid for at least 15 minutes and at most 48 hours."),
    "HEADLINE_TOO_LONG": _("The headline gets too long."),
    "STATEMENT_CHANGED": _(
        "The partner says something else by now, or was stopped. Look at its statements again."
    ),
    "NO_SUCH_INCIDENT": _("There is no such incident."),
    "TEXT_TOO_LONG": _("This text is too long."),
    "TOO_MANY_LINES": _("This text has too many lines."),
    "TEXT_NOT_UNICODE": _("We could not read this text. Copy it again."),
    "ADDRESS_REFUSED": _("This does not look like an e-mail address. Check it, please."),
    "NOTHING_CHOSEN": _("Choose at least one place and one topic."),
    "TOO_MANY_AREAS": _("These are many places. Choose fewer, or the whole region."),
    "NO_SUCH_AREA": _("We do not know one of these places."),
    "TOO_OFTEN": _("There were many tries in a short time. Wait a little, and try again."),
    "PICTURE_NOT_READ": _("We could not read a code in this picture. Go closer, hold still, and try again."),
    "NO_PUBLIC_KEY": _("We cannot take addresses at this moment. Please use the feed, or come back later."),
}


def refusal(error: AmparoError) -> str:
    """Return what a refusal means, in the reader's language."""
    if error.code == "FREE_TEXT_INCOMPLETE":
        missing = error.fields.get("missing")
        names = (
            ", ".join(languages.get(str(tag)).own_name for tag in missing)
            if isinstance(missing, tuple)
            else ""
        )
        return gettext("Your own words must be there in every language. Still missing: %(languages)s.") % {
            "languages": names
        }
    if error.code == "PICTURE_NOT_READ" and error.fields.get("why") in PICTURES:
        return str(PICTURES[str(error.fields["why"])])
    if error.code == "PRIVATE_TEXT_FOUND":
        return private_text(error.fields.get("found"))
    return refusal_of(error.code)


def refusal_of(code: str) -> str:
    """Return what a refusal's code means."""
    return str(_REFUSALS.get(code, _("We could not accept this.")))


def private_text(found: object) -> str:
    """Return which passages of an editor's own words must go, quoting them to their editor."""
    passages = [
        gettext("“%(words)s” looks like %(kind)s.")
        % {"words": each.words, "kind": MARKS.get(each.kind, _("something private"))}
        for each in (found if isinstance(found, tuple) else ())
        if isinstance(each, Found)
    ]
    return " ".join([gettext("This must not become public:"), *passages, gettext("Take it out.")])
