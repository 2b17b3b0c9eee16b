"""The form by which somebody asks to be called, and what is said when that can't be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.core.errors import AmparoError

_LONGEST_NUMBER: Final = 40
_REFUSED: Final[Mapping[str, StrOrPromise]] = MappingProxyType(
    {
        "CALLS_NOT_POSSIBLE": _("SMS is off at the moment, so we could not tell you when it is your turn."),
        "TOO_MANY_WAIT": _(
            "More people wait than we can reach. Please send a report instead; people read it."
        ),
        "ADDRESS_REFUSED": _("We can't write to this number. Please write it with its area code."),
        "NO_PUBLIC_KEY": _("We can't keep a number safe at the moment. Please send a report instead."),
        "NOBODY_WAITS": _("Nobody waits any more."),
        "CALL_MOVED": _("Somebody else went on with it meanwhile."),
        "PROOF_ASKED": _("Very many ask at the moment. Wait a minute, and press the button again."),
    }
)


class CallbackForm(forms.Form):
    """A number, and whether somebody is in danger."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("Your phone number"),
        help_text=_(
            "Only the machine that sends messages can read it. It is forgotten when the call is over."
        ),
        max_length=_LONGEST_NUMBER,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}
        ),
    )
    is_urgent = forms.BooleanField(label=_("Somebody is in danger now"), required=False)


def refusal(error: AmparoError) -> str:
    """Return why it could not be done."""
    return str(_REFUSED[error.code])
