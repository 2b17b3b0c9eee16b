"""The words of the board's filters and of what is done to several incidents at once."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.core.places import gazetteer
from amparo.incidents.domain.filters import Filter, Flag
from amparo.incidents.forms import words
from amparo.incidents.queries.shelves import Shelf

FLAGS: Mapping[Flag, StrOrPromise] = {
    Flag.CHILD_ALONE: _("A child is alone"),
    Flag.SOMEONE_HURT: _("Somebody is hurt"),
    Flag.URGENT: _("Urgent"),
    Flag.NEWS: _("News since the outcome"),
    Flag.NOBODY_HAS_IT: _("Nobody checks it"),
    Flag.MINE: _("I check it"),
    Flag.CAME_BACK: _("Came back: nobody acted"),
}
SHELVES: Mapping[Shelf, StrOrPromise] = {
    Shelf.TO_DO: _("To do"),
    Shelf.ASIDE: _("Aside"),
    Shelf.PROPOSED: _("Proposed"),
    Shelf.DECIDED: _("Decided"),
}
NOTHING_ON: Mapping[Shelf, StrOrPromise] = {
    Shelf.TO_DO: _("Nothing waits. New reports appear here by themselves."),
    Shelf.ASIDE: _("Nothing was put aside."),
    Shelf.PROPOSED: _("Nothing has waited so long that it should be given up."),
    Shelf.DECIDED: _("Nothing was decided lately."),
}
INDEPENDENT: Mapping[int, StrOrPromise] = {
    2: _("2 or more independent"),
    3: _("3 or more independent"),
    5: _("5 or more independent"),
}
AGES: Mapping[int, StrOrPromise] = {
    15: _("15 minutes or more"),
    60: _("1 hour or more"),
    240: _("4 hours or more"),
    720: _("12 hours or more"),
}


def filter_in_words(wanted: Filter) -> str:
    """Return what a filter asks for, as one line."""
    parts = [
        gazetteer.gazetteer().by_slug(wanted.area).name if wanted.area else "",
        words.ACTIVITIES[wanted.activity] if wanted.activity else "",
        words.AGENCIES[wanted.agency] if wanted.agency else "",
        FLAGS[wanted.flag] if wanted.flag else "",
        gettext("Somebody saw it") if wanted.first_hand else "",
        INDEPENDENT[wanted.independent] if wanted.independent else "",
        gettext("Has waited %(time)s") % {"time": AGES[wanted.older_min]} if wanted.older_min else "",
    ]
    return " · ".join(str(each) for each in parts if each)


def reports(count: int, first_hand: int, independent: int) -> str:
    """Return how many reports there are, how many are first-hand, and how many sources they come from."""
    told = words.reports(count, first_hand)
    if count < 2 or not independent:
        return told
    sources = ngettext("%(count)s independent", "%(count)s independent", independent) % {"count": independent}
    return gettext("%(reports)s, %(sources)s") % {"reports": told, "sources": sources}


def dangers_hidden(count: int) -> str:
    """Return the warning that a filter hides danger."""
    return ngettext(
        "%(count)s incident with a child alone or somebody hurt is outside this filter.",
        "%(count)s incidents with a child alone or somebody hurt are outside this filter.",
        count,
    ) % {"count": count}


def looking(names: tuple[str, ...]) -> str:
    """Return who looks at an incident now, or nothing."""
    if not names:
        return ""
    return ngettext("%(names)s looks at it", "%(names)s look at it", len(names)) % {"names": ", ".join(names)}
