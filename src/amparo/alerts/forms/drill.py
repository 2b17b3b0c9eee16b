"""The forms of drills: what is practised, and by which address a member gets it."""

from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.alerts.forms.compose import duration
from amparo.alerts.queries import wording
from amparo.alerts.services.drilling import LIFETIMES
from amparo.core import languages
from amparo.core.places import gazetteer

_MINUTE = timedelta(minutes=1)


class DrillForm(forms.Form):
    """What a drill says happened, where, and how long it lasts."""

    area = forms.ChoiceField(label=_("Where the drill plays"))
    activity = forms.ChoiceField(label=_("What it says"))
    minutes = forms.TypedChoiceField(label=_("How long it lasts"), coerce=int)

    def __init__(self, data: QueryDict | None = None, *, language: str) -> None:
        super().__init__(data, auto_id="drill_%s")
        book = wording.book()
        tag = languages.best([language, "en"], book.languages) or "en"
        _choices(self, "area", [(each.slug, each.name) for each in gazetteer.gazetteer().areas])
        names = [each.removeprefix("activity.") for each in book.ids("activity")]
        _choices(self, "activity", [(each, book.text(f"activity.{each}", tag)) for each in names])
        lengths = [each // _MINUTE for each in LIFETIMES]
        _choices(self, "minutes", [(each, duration(each)) for each in lengths])

    @property
    def lifetime(self) -> timedelta:
        """How long the drill lasts."""
        return self.cleaned_data["minutes"] * _MINUTE  # type: ignore[no-any-return]  # the field coerces it


class VolunteerForm(forms.Form):
    """Where a member gets drills, and in which language."""

    address = forms.CharField(
        label=_("E-mail address"),
        help_text=_("We seal it at once. This page can't read it again."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": _("Type your e-mail address.")},
    )
    language = forms.ChoiceField(label=_("In which language?"))

    def __init__(self, data: QueryDict | None = None, *, language: str) -> None:
        super().__init__(data, initial={"language": language}, auto_id="volunteer_%s")
        _choices(
            self, "language", [(tag, languages.get(tag).own_name) for tag in wording.offered_languages()]
        )


def _choices(form: forms.Form, name: str, choices: list[tuple[object, object]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
