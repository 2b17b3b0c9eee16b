"""Surges and floods in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.core.errors import AmparoError
from amparo.incidents.domain.doubts import Doubt
from amparo.incidents.domain.surge import Level, Why

LEVELS: Final[Mapping[Level, StrOrPromise]] = MappingProxyType(
    {Level.NORMAL: _("Ordinary"), Level.SURGE: _("Surge"), Level.FLOOD: _("Flood")}
)
MEANS: Final[Mapping[Level, StrOrPromise]] = MappingProxyType(
    {
        Level.NORMAL: _("Everything stands in one queue."),
        Level.SURGE: _(
            "Many people write. Everybody is told kindly that an answer takes longer; what is doubted most waits aside."
        ),
        Level.FLOOD: _(
            "Many reports that nobody need believe. What more than one source tells stays in the queue; the rest waits "
            "aside and can be read there. Nothing is dropped. Everybody who sends makes a small proof of work."
        ),
    }
)
WHYS: Final[Mapping[Why, StrOrPromise]] = MappingProxyType(
    {
        Why.USUAL: _("about as many as usual"),
        Why.MANY: _("many more than usual"),
        Why.MANY_DOUBTFUL: _("many more than usual, and most of them doubtful"),
        Why.BY_HAND: _("switched by a person"),
        Why.HAND_OVER: _("the numbers decide again"),
    }
)
DOUBTS: Final[Mapping[Doubt, StrOrPromise]] = MappingProxyType(
    {
        Doubt.SAME_WORDS: _("the same words are told of places far apart"),
        Doubt.SENDER_ELSEWHERE: _("its sender also told of places far away"),
        Doubt.SAME_NETWORK: _("many came from one network"),
        Doubt.NO_SENDER: _("a program sent it"),
        Doubt.NO_PLACE: _("no place"),
        Doubt.SAYS_LITTLE: _("it says little"),
        Doubt.HEARSAY: _("nobody says that they saw it"),
    }
)
_REFUSED: Final[Mapping[str, StrOrPromise]] = MappingProxyType(
    {
        "SOMEBODY_SWITCHED": _(
            "It was switched meanwhile. Look at how it stands now, and switch again if need be."
        ),
        "END_REFUSED": _("Choose an end within twelve hours."),
        "NOT_BY_HAND": _("The numbers decide already."),
    }
)


def refusal(error: AmparoError) -> str:
    """Return why a switch was refused."""
    return str(_REFUSED[error.code])
