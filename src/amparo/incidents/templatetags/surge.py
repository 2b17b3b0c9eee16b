"""What the board says while a surge or flood stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from amparo.core import clock
from amparo.core.remembered import Remembered
from amparo.incidents.domain.surge import Level, Mode
from amparo.incidents.forms import times
from amparo.incidents.forms import words_surge as words
from amparo.incidents.queries import surge as queries
from amparo.incidents.services import surge

register = template.Library()


def _read() -> tuple[Mode, int, datetime | None]:
    mode = surge.current_mode(clock.now())
    return mode, *(queries.aside() if mode.level is not Level.NORMAL else (0, None))


# Every board shows it at each renewal.
_stands = Remembered(_read, timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Banner:
    """The level in words, and what waits aside."""

    level_text: StrOrPromise
    why: StrOrPromise
    aside: str


@register.simple_tag
def surge_banner() -> Banner | None:
    """Return what stands above the queue; None on an ordinary day."""
    now = clock.now()
    mode, count, oldest = _stands.get()
    if mode.level is Level.NORMAL:
        return None
    waiting = ""
    if count and oldest is not None:
        sentence = ngettext(
            "%(count)s incident waits aside; it came in %(ago)s.",
            "%(count)s incidents wait aside; the oldest came in %(ago)s.",
            count,
        )
        waiting = sentence % {"count": count, "ago": times.ago(oldest, now=now)}
    return Banner(words.LEVELS[mode.level], words.WHYS[mode.why], waiting)
