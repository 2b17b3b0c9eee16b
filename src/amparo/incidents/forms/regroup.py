"""The small forms beside an incident: taking a move back, and deciding whether two incidents are one."""

from typing import cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.incidents.domain.regrouping import MergeReason, UndoReason
from amparo.incidents.forms import words_regroup


class UndoForm(forms.Form):
    """Which move is taken back, and why."""

    entry = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why?"), choices=list(words_regroup.UNDO_REASONS.items()))

    def __init__(self, data: QueryDict | None = None, *, entry: int | None = None) -> None:
        super().__init__(data, auto_id="undo_%s", initial={"entry": entry})

    def entry_id(self) -> int:
        """Return the entry of the journal."""
        return cast("int", self.cleaned_data["entry"])

    def why(self) -> UndoReason:
        """Return the reason."""
        return UndoReason(self.cleaned_data["reason"])


class SameForm(forms.Form):
    """That two incidents are one: which of them stays, and why."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    stays = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why are they one?"), choices=list(words_regroup.MERGE_REASONS.items())
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        other: UUID | None = None,
        stays: UUID | None = None,
        number: int = 0,
    ) -> None:
        super().__init__(data, auto_id=f"same_{number}_%s", initial={"other": other, "stays": stays})

    def pair(self, incident_id: UUID) -> tuple[UUID, UUID]:
        """Return which incident goes into which."""
        other, stays = self.cleaned_data["other"], self.cleaned_data["stays"]
        return (incident_id, other) if stays == other else (other, incident_id)

    def why(self) -> MergeReason:
        """Return the reason."""
        return MergeReason(self.cleaned_data["reason"])


class OtherForm(forms.Form):
    """Which other incident it is about."""

    other = forms.UUIDField(widget=forms.HiddenInput)


class AgreeForm(forms.Form):
    """With which record of an outcome one agrees."""

    outcome = forms.UUIDField(widget=forms.HiddenInput)
