"""The form for a claim from outside, and the question of "Heard something? Check"."""

from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.core import languages
from amparo.core.places import gazetteer
from amparo.core.places.cells import Precision, cell_at
from amparo.incidents.domain.outcomes import LONGEST_HOW_JUDGED, Basis, BasisKind, Outcome
from amparo.incidents.domain.rumours import LONGEST_OWN_WORDS, Claim
from amparo.incidents.domain.search_words import LONGEST_QUERY
from amparo.incidents.forms import words, words_rumours
from amparo.incidents.services.rumours import OutsideClaim

DAYS_BACK = 14
_OWN = "own_"
_BASIS_FIELDS = {
    "observer_how": BasisKind.TRAINED_OBSERVER,
    "media_how": BasisKind.MEDIA_WITH_LANDMARK,
    "official_how": BasisKind.OFFICIAL_SOURCE,
}


def _how(label: StrOrPromise, help_text: StrOrPromise) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_HOW_JUDGED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OutsideForm(forms.Form):
    """What is said outside, and what was found. Own words come in every offered language or in none."""

    claim = forms.ChoiceField(label=_("What is said?"), choices=list(words_rumours.CLAIMS.items()))
    place_kind = forms.ChoiceField(
        label=_("At what kind of place?"), choices=list(words_rumours.PLACE_KINDS.items()), required=False
    )
    area = forms.CharField(
        label=_("In which neighborhood or ZIP?"),
        help_text=_("The page names the neighborhood only."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    day = forms.DateField(
        label=_("On which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    outcome = forms.ChoiceField(
        label=_("What was found?"), choices=list(words.OUTCOMES.items()), widget=forms.RadioSelect
    )
    observer_how = _how(_("Trained observer on the spot"), _("What they saw. No names. Not shown in public."))
    observers = forms.IntegerField(
        label=_("How many observers were there?"), min_value=1, max_value=50, initial=1, required=False
    )
    media_how = _how(
        _("Picture or recording with a landmark"), _("Which landmark, and how you know when it is from.")
    )
    official_how = _how(_("Official source"), _("Which office said it, and where it can be read."))

    def __init__(self, data: QueryDict | None = None, *, offered: tuple[str, ...], today: date) -> None:
        super().__init__(data, initial={"day": today, "observers": 1}, auto_id="rumour_%s")
        self._today = today
        for tag in offered:
            self.fields[f"{_OWN}{tag}"] = forms.CharField(
                label=gettext("Your own short words: %(language)s")
                % {"language": languages.get(tag).own_name},
                required=False,
                max_length=LONGEST_OWN_WORDS,
                widget=forms.TextInput(
                    attrs={"autocomplete": "off", "lang": tag, "dir": languages.get(tag).direction}
                ),
            )

    def own_words_fields(self) -> list[forms.BoundField]:
        """Return the fields for own words, one a language."""
        return [self[name] for name in self.fields if name.startswith(_OWN)]

    def clean_area(self) -> gazetteer.Area:
        """Return the area that was meant: the one of exactly this name, or the only one that begins so."""
        typed = self.cleaned_data["area"]
        found = gazetteer.gazetteer().search(typed, limit=2)
        is_exact = bool(found) and gazetteer.fold(found[0].name) == gazetteer.fold(typed)
        if not found or (len(found) > 1 and not is_exact):
            raise forms.ValidationError(gettext("Write the name of one neighborhood, or a ZIP."))
        return found[0]

    def clean_day(self) -> date:
        """Return the day, which is today or lies a little back."""
        day: date = self.cleaned_data["day"]
        if not self._today - timedelta(days=DAYS_BACK) <= day <= self._today:
            raise forms.ValidationError(
                ngettext("At most %(days)s day back.", "At most %(days)s days back.", DAYS_BACK)
                % {"days": DAYS_BACK}
            )
        return day

    def value(self) -> OutsideClaim:
        """Return what the service takes."""
        given = self.cleaned_data
        observers = given["observers"] or 1
        basis = (Basis(kind, given[name], (), observers) for name, kind in _BASIS_FIELDS.items())
        return OutsideClaim(
            claim=Claim(given["claim"]),
            place_kind=given["place_kind"],
            cell=cell_at(given["area"].centre, Precision.NEIGHBOURHOOD),
            day=given["day"],
            outcome=Outcome(given["outcome"]),
            basis=tuple(each for each in basis if each.how_judged),
            own_words={name.removeprefix(_OWN): given[name] for name in self.fields if name.startswith(_OWN)},
        )


class QuestionForm(forms.Form):
    """What somebody heard, in their own words; nothing of it is kept."""

    heard = forms.CharField(
        label=_("What did you hear?"),
        help_text=_(
            "A few words, in your language: what, and where. For instance: buses at the school in Westlake."
        ),
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search", "dir": "auto"}),
    )
