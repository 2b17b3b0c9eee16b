"""The forms of an incident's page, as values for the services."""

from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.incidents.domain.outcomes import LONGEST_HOW_JUDGED, Basis, BasisKind, Outcome
from amparo.incidents.domain.regrouping import MergeReason, SplitReason
from amparo.incidents.forms import words, words_regroup

Choice = tuple[str, str]
Initial = dict[str, str]


def _how(help_text: StrOrPromise) -> forms.CharField:
    return forms.CharField(
        label=_("How was it judged?"),
        help_text=help_text,
        required=False,
        max_length=LONGEST_HOW_JUDGED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OutcomeForm(forms.Form):
    """What was found, and on which basis. What carries which outcome is the service's to say."""

    outcome = forms.ChoiceField(
        label=_("What was found?"), choices=list(words.OUTCOMES.items()), widget=forms.RadioSelect
    )
    observer_how = _how(_("What the observer saw, and how they reached you. No names."))
    observers = forms.IntegerField(
        label=_("How many observers were there?"), min_value=1, max_value=50, initial=1, required=False
    )
    independent_reports = forms.MultipleChoiceField(
        label=_("Which reports?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    independent_how = _how(
        _("Why they don't come from one source: different words, different sides of the street, a call back.")
    )
    media_reports = forms.MultipleChoiceField(
        label=_("To which reports does the picture belong?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    media_how = _how(_("Which landmark it shows, and how you know that it is from now."))
    official_how = _how(_("Which office said it, and where it can be read."))
    corrects = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        independent: Sequence[Choice] = (),
        media: Sequence[Choice] = (),
        initial: Initial | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="outcome_%s")
        _choose_from(self, "independent_reports", independent)
        _choose_from(self, "media_reports", media)

    def outcome_value(self) -> Outcome:
        """Return the chosen outcome."""
        return Outcome(self.cleaned_data["outcome"])

    def basis(self) -> tuple[Basis, ...]:
        """Return every basis of which something was filled in."""
        given = self.cleaned_data
        independent, media = _ids(given["independent_reports"]), _ids(given["media_reports"])
        rows = (
            Basis(BasisKind.TRAINED_OBSERVER, given["observer_how"], (), given["observers"] or 1),
            Basis(BasisKind.INDEPENDENT_REPORTS, given["independent_how"], independent),
            Basis(BasisKind.MEDIA_WITH_LANDMARK, given["media_how"], media),
            Basis(BasisKind.OFFICIAL_SOURCE, given["official_how"]),
        )
        return tuple(row for row in rows if row.how_judged or row.report_ids)


class SplitForm(forms.Form):
    """Which reports do not belong here, and why."""

    reports = forms.MultipleChoiceField(
        label=_("Which reports tell of something else?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.ChoiceField(label=_("Why?"), choices=list(words_regroup.SPLIT_REASONS.items()))

    def __init__(self, data: QueryDict | None = None, *, reports: Sequence[Choice] = ()) -> None:
        super().__init__(data, auto_id="split_%s")
        _choose_from(self, "reports", reports)

    def report_ids(self) -> tuple[UUID, ...]:
        """Return the ids of the chosen reports."""
        return _ids(self.cleaned_data["reports"])

    def why(self) -> SplitReason:
        """Return the reason."""
        return SplitReason(self.cleaned_data["reason"])


class MergeForm(forms.Form):
    """Into which incident this one goes, and why."""

    into = forms.TypedChoiceField(label=_("Which incident is the same?"), coerce=UUID)
    reason = forms.ChoiceField(label=_("Why?"), choices=list(words_regroup.MERGE_REASONS.items()))

    def __init__(self, data: QueryDict | None = None, *, incidents: Sequence[Choice] = ()) -> None:
        super().__init__(data, auto_id="merge_%s")
        cast("forms.ChoiceField", self.fields["into"]).choices = list(incidents)

    def target(self) -> UUID:
        """Return the id of the incident that takes the reports."""
        return cast("UUID", self.cleaned_data["into"])

    def why(self) -> MergeReason:
        """Return the reason."""
        return MergeReason(self.cleaned_data["reason"])


def _choose_from(form: forms.Form, name: str, choices: Sequence[Choice]) -> None:
    cast("forms.MultipleChoiceField", form.fields[name]).choices = list(choices)


def _ids(values: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(value) for value in values)
