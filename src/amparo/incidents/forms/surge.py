"""The form that switches the level by hand."""

from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from amparo.incidents.domain.surge import Level
from amparo.incidents.forms import words_surge as words

HOURS: Final = (1, 2, 4, 8, 12)


def _hours() -> list[tuple[int, str]]:
    """Return the choices in the language of whoever reads them."""
    return [(each, ngettext("%(n)s hour", "%(n)s hours", each) % {"n": each}) for each in HOURS]


class SwitchForm(forms.Form):
    """A level, and for how long it stands."""

    level = forms.ChoiceField(
        label=_("How shall we work?"),
        choices=[(each.value, words.LEVELS[each]) for each in Level],
        widget=forms.RadioSelect,
    )
    hours = forms.TypedChoiceField(
        label=_("For how long?"),
        help_text=_("Afterwards the numbers decide again."),
        coerce=int,
        choices=_hours,
        initial=2,
    )
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def wanted(self) -> Level:
        """Return the level that was chosen."""
        return Level(self.cleaned_data["level"])

    def until(self, now: datetime) -> datetime:
        """Return when it ends."""
        return now + timedelta(hours=self.cleaned_data["hours"])
