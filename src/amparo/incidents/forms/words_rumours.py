"""Rumours in words: closed lists for the desk, and what a refusal says."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.core.errors import AmparoError
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.domain.rumours import Claim, RumourState, Source, Why
from amparo.incidents.forms import words

CLAIMS: Mapping[Claim, StrOrPromise] = {
    Claim.RAID: _("A raid"),
    Claim.BUSES: _("Immigration buses"),
    **{Claim(name): words.ACTIVITIES[name] for name in words.ACTIVITIES},
}
PLACE_KINDS: Mapping[str, StrOrPromise] = {
    "": _("Not said"),
    "public": _("In a public place"),
    "work": _("At a workplace"),
    "business": _("At a store"),
    "school": _("At a school"),
    "court": _("At a courthouse"),
    "worship": _("At a church"),
    "health": _("At a clinic or hospital"),
}
STATES: Mapping[RumourState, StrOrPromise] = {
    RumourState.DRAFT: _("Waits for a second person"),
    RumourState.PUBLISHED: _("Public"),
    RumourState.WITHDRAWN: _("Taken back"),
}
BADGES: Mapping[RumourState, str] = {
    RumourState.DRAFT: "draft",
    RumourState.PUBLISHED: "open",
    RumourState.WITHDRAWN: "ended",
}
SOURCES: Mapping[Source, StrOrPromise] = {
    Source.INCIDENT: _("From an incident"),
    Source.OUTSIDE: _("Heard outside the network"),
}
WHY: Mapping[Why, StrOrPromise] = {
    Why.BY_HAND: _("taken back by a member"),
    Why.OUTCOME_CHANGED: _("the outcome was corrected"),
}
# What everybody reads as the result, beside the sentences.
RESULTS: Mapping[Outcome, StrOrPromise] = {
    Outcome.CONFIRMED: _("It was so"),
    Outcome.UNFOUNDED: _("Not true"),
    Outcome.OTHER_AGENCY: _("Another agency"),
    Outcome.UNVERIFIABLE: _("Not confirmed"),
}

_REFUSALS: Mapping[str, StrOrPromise] = {
    "NOTHING_FOUND_YET": _("No outcome is recorded yet: there is nothing that could be said in public."),
    "PLACE_NOT_KNOWN": _(
        "We do not know this place, or it is not in our region. Write a neighborhood or a ZIP."
    ),
    "RUMOUR_EXISTS": _("There is a page about this incident already."),
    "RUMOUR_CHANGED": _("What you read is not what would be published any more. Look again."),
    "NOT_WAITING": _(
        "Somebody published it or took it back meanwhile, or it is too old. Nothing was changed."
    ),
    "NOT_INDEPENDENT": _(
        "You had a hand in it, or your account and the author's do not count as two people."
    ),
    "NO_SUCH_MEMBER": _("Somebody who worked on it is not a member any more. Make the page anew."),
    "OWN_WORDS_INCOMPLETE": _("Write your own words in every language, or in none."),
    "OWN_WORDS_HOLD_PRIVATE": _(
        "This looks like it holds %(kinds)s. Say it without anything that leads to a person."
    ),
    "TOO_OFTEN": _("That was very often. Wait some minutes and try again."),
    "NOTHING_TO_LOOK_FOR": _("Write a few words about what you heard: what, and where."),
    "QUESTION_TOO_LONG": _("Use at most %(limit)s characters."),
}
_ONLY_IN_PUBLIC: Mapping[str, StrOrPromise] = {
    "interference": _("a call to interfere"),
    "tracking": _("something that follows agents"),
}


def refusal(error: AmparoError) -> str:
    """Return what an error says to the person who meets it."""
    sentence = _REFUSALS.get(error.code)
    if sentence is None:
        return words.refusal(error)
    fields = {name: _readable(name, value) for name, value in error.fields.items()}
    return str(sentence) % fields if fields else str(sentence)


def _readable(name: str, value: object) -> str:
    if name == "kinds" and isinstance(value, list):
        return ", ".join(str(words.MARKS.get(kind) or _ONLY_IN_PUBLIC[kind]) for kind in value)
    return str(value)
