"""The board's filter as a form, and as a value read from an address or from what was saved."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from amparo.core.places import gazetteer
from amparo.core.privacy import text
from amparo.core.privacy.text import TextRefused
from amparo.incidents.domain.filters import Filter, Flag
from amparo.incidents.forms import words, words_board
from amparo.incidents.models import LONGEST_FILTER_NAME

_ANY = [("", _("Any"))]


class FilterForm(forms.Form):
    """What should be shown. Read by GET: the address says what one sees."""

    area = forms.CharField(
        label=_("Neighborhood or ZIP"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "areas", "data-key": "/"}),
    )
    activity = forms.ChoiceField(label=_("What"), required=False, choices=[*_ANY, *words.ACTIVITIES.items()])
    agency = forms.ChoiceField(label=_("Agency"), required=False, choices=[*_ANY, *words.AGENCIES.items()])
    flag = forms.ChoiceField(
        label=_("Only"),
        required=False,
        choices=[*_ANY, *((flag.value, word) for flag, word in words_board.FLAGS.items())],
    )
    independent = forms.TypedChoiceField(
        label=_("Sources"),
        required=False,
        coerce=int,
        choices=[*_ANY, *words_board.INDEPENDENT.items()],
    )
    older_min = forms.TypedChoiceField(
        label=_("Has waited"),
        required=False,
        coerce=int,
        choices=[*_ANY, *words_board.AGES.items()],
    )
    first_hand = forms.BooleanField(label=_("Somebody saw it"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="filter_%s")

    def clean_area(self) -> str:
        """Return the slug of the area that was meant.

        Raises:
            ValidationError: no area is called so.
        """
        wanted = self.cleaned_data["area"]
        if not wanted:
            return ""
        known = gazetteer.gazetteer()
        found = next((area for area in known.areas if area.slug == wanted), None)
        found = found or next(iter(known.search(wanted, limit=1)), None)
        if found is not None and found.kind != "neighbourhood":
            found = known.nearest(found.centre)
        if found is None:
            raise forms.ValidationError(_("No neighborhood is called so."))
        return found.slug

    def wanted(self) -> Filter:
        """Return what is asked for; what makes no sense asks for nothing."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "flag" in given:
            given["flag"] = Flag(given["flag"])
        return Filter(**given)


class FilterNameForm(forms.Form):
    """The name under which a member keeps a filter."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_FILTER_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @override
    def clean(self) -> dict[str, Any]:
        """Take out of the name what could hide or reorder words."""
        given = super().clean() or self.cleaned_data
        try:
            name = text.clean(given.get("name", ""), max_chars=LONGEST_FILTER_NAME)
        except TextRefused as error:
            raise forms.ValidationError(words.refusal(error)) from error
        if "name" in given and not name:
            raise forms.ValidationError(_("Give it a name."))
        return given | {"name": " ".join(name.split())}


def filter_of(given: Mapping[str, Any]) -> Filter:
    """Return the filter that an address or a saved row holds."""
    return FilterForm(given).wanted()


def shown_again(wanted: Filter) -> FilterForm:
    """Return the form as it stands beside what was asked for."""
    terms = dict(wanted.terms())
    if wanted.area:
        terms["area"] = gazetteer.gazetteer().by_slug(wanted.area).name
    return FilterForm(terms)
