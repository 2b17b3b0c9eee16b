"""Until when a member is on, as typed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OnForm(forms.Form):
    """A time on the network's clocks: today's, or tomorrow's if that has passed."""

    until = forms.TimeField(
        label=_("I am on until"),
        help_text=_(
            "A time on the network's clocks, at most 16 hours from now. After it you are off by yourself."
        ),
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"}),
    )
