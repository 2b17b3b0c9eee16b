"""The forms of a return visit: the code, and something to add."""

from django import forms
from django.utils.translation import gettext_lazy as _

# Far more than six words need; what is longer is no code.
CODE_MAX_CHARS = 400


class CodeForm(forms.Form):
    """Six words, however they were written down."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Your six words"),
        help_text=_(
            "Large or small letters, with or without accents; the first four letters of each word suffice."
        ),
        max_length=CODE_MAX_CHARS,
        error_messages={
            "required": _("Please write the six words of your receipt."),
            "max_length": _("This is too long for a receipt code. Please write only the six words."),
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autocorrect": "off",
            }
        ),
    )


class AdditionForm(forms.Form):
    """Something more about the same report."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("What would you like to add?"),
        help_text=_("For example: they have left, or it was something else."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
