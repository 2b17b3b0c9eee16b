"""How far and how long, rounded as people say it."""

from datetime import timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.core import clock

_KILOMETRE_M = 1000
_STEP_M = 50


def distance(metres: float) -> str:
    """Return a distance: to 50 metres, from a kilometre on to 100."""
    rounded = max(_STEP_M, round(metres / _STEP_M) * _STEP_M)
    if rounded < _KILOMETRE_M:
        return _("about %(metres)s m") % {"metres": rounded}
    return _("about %(kilometres)s km") % {"kilometres": number_format(rounded / _KILOMETRE_M, 1)}


def span(time: timedelta) -> str:
    """Return a length of time: minutes below two hours, else hours."""
    if time < 2 * clock.HOUR:
        minutes = time // clock.MINUTE
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = round(time / clock.HOUR)
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
