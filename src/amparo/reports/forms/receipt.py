"""The forms of a return visit: the code, something to add, and the answer to a question."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.reports.domain.danger import Danger

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
    """Something more about the same report; what tells of danger rises on the board at once."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("What would you like to add?"),
        help_text=_("For example: they have left, or it was something else."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    being_taken = forms.BooleanField(label=_("Someone is being taken"), required=False)
    child_alone = forms.BooleanField(label=_("A child was left alone"), required=False)
    someone_hurt = forms.BooleanField(label=_("Someone is hurt"), required=False)


def danger_of(form: AdditionForm) -> Danger:
    """Return what a filled form says of danger."""
    said = {
        name: bool(form.cleaned_data.get(name)) for name in ("being_taken", "child_alone", "someone_hurt")
    }
    return Danger(**said)


class AnswerForm(forms.Form):
    """The answer to one question of the network."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Only if it is safe for you. “I don't know” is an answer too."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, question_id: UUID) -> None:
        super().__init__(data)
        self.question_id = question_id
