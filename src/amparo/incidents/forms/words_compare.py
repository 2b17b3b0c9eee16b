"""What two incidents have in common, in plain words rather than numbers."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from amparo.incidents.domain import independence, kindred, likeness
from amparo.incidents.forms import measures

DIRECTIONS: Mapping[str, StrOrPromise] = {
    "": gettext_lazy("Not told"),
    "n": gettext_lazy("North"),
    "ne": gettext_lazy("Northeast"),
    "e": gettext_lazy("East"),
    "se": gettext_lazy("Southeast"),
    "s": gettext_lazy("South"),
    "sw": gettext_lazy("Southwest"),
    "w": gettext_lazy("West"),
    "nw": gettext_lazy("Northwest"),
}
# Two people's own words about one event seldom share more than this.
_SOME_WORDS_FROM = 0.3


def place(distance_m: float | None) -> str:
    """Return how far apart two places are."""
    if distance_m is None:
        return _("One place is not known")
    if distance_m < likeness.NEAR_M:
        return _("The same spot, or the next corner")
    return _("%(distance)s apart") % {"distance": measures.distance(distance_m)}


def time(apart: timedelta) -> str:
    """Return how far apart two times are."""
    if apart <= likeness.SAME_MOMENT:
        return _("At the same time")
    return _("%(time)s apart") % {"time": measures.span(apart)}


def agreement(value: float) -> str:
    """Return how well two things that were told agree."""
    if value >= 1:
        return _("The same")
    if value > kindred.NOT_TOLD:
        return _("They go together")
    return _("One does not say") if value == kindred.NOT_TOLD else _("They differ")


def wording(value: float, *, is_told: bool) -> str:
    """Return how much two texts share."""
    if not is_told:
        return _("One has no text")
    if value >= independence.SAME_WORDS_FROM:
        return _("Almost the same words: maybe one text passed on")
    return _("Some words in common") if value >= _SOME_WORDS_FROM else _("Each in their own words")


def pictures(value: float, counts: tuple[int, int]) -> str:
    """Return whether a picture came with both."""
    if value:
        return _("The same picture came with both")
    return _("Other pictures") if all(counts) else _("No picture to compare")
