"""The form of a call: what the web form asks, on one page, with what only a call has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.core import languages
from amparo.core.privacy import marks
from amparo.network.api import NetworkSettings
from amparo.reports.domain.draft import ReportDraft
from amparo.reports.domain.kinds import Activity
from amparo.reports.forms import steps
from amparo.reports.queries import places
from amparo.reports.services.calls import Call

_YES, _NO = "yes", "no"
_ANSWER = ((_YES, _("Yes")), (_NO, _("No")))
# What an operator has no reason to write. A place or an agency is often taken for a name, so they may insist.
_OF_A_PERSON = frozenset({"phone", "a_number", "email", "person_name", "plate"})
_LONGEST_NUMBER = 40


def _yes_or_no(label: Any, *, initial: str = "") -> forms.ChoiceField:  # noqa: ANN401 — a lazy text
    return forms.ChoiceField(
        label=label, choices=_ANSWER, required=False, initial=initial, widget=forms.RadioSelect
    )


class CallDetailsForm(steps.DetailsForm):
    """What may be told besides; an address is asked for elsewhere."""

    contact = None  # type: ignore[assignment]  # Django's way to leave an inherited field out

    field_order = ("markings", "how_many", "vehicles", "place_kind", "paper_shown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 — handed on as they come
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What else they said, in short")
        self.fields["text"].help_text = _("What happens there. No names, no numbers, no plates.")


class CallForm(steps.StepForm):
    """What only a call has."""

    safe = _yes_or_no(_("Is the caller safe?"))
    language = forms.ChoiceField(label=_("The caller's language"))
    witnesses = _yes_or_no(_("Do they want witnesses?"))
    share = _yes_or_no(_("May we pass on what they saw?"))
    text_back = _yes_or_no(_("May we text them?"))
    number = forms.CharField(
        label=_("Their mobile number"),
        help_text=_("Only after a yes. It is sealed at once: nobody, also not you, sees it again."),
        required=False,
        max_length=_LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    no_person = forms.BooleanField(label=_("What I wrote leads to nobody. Take it as it is"), required=False)

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        network: NetworkSettings,
        now: datetime,
        spoken: str = "",
    ) -> None:
        super().__init__(data, network=network, now=now)
        ours = [tag for tag in network.languages if languages.is_known(tag)]
        others = [(each.tag, _named(each.tag)) for each in languages.all_languages() if each.tag not in ours]
        field = cast("forms.ChoiceField", self.fields["language"])
        field.choices = [
            *((tag, _named(tag)) for tag in ours),
            *sorted(others, key=lambda each: each[1].casefold()),
        ]
        field.initial = spoken or network.default_language

    def clean(self) -> dict[str, Any]:
        """Take a number only from who agreed to be texted."""
        cleaned = super().clean() or {}
        agreed = cleaned.get("text_back") == _YES
        number = cleaned.get("number", "").strip()
        if number and not agreed:
            self.add_error("text_back", _("Ask first: we keep a number only from who agrees."))
        if agreed and not number and "number" not in self.errors:
            self.add_error("number", _("Write the number, or answer no above."))
        return cleaned

    def call(self) -> Call:
        """Return the answers."""
        cleaned = self.cleaned_data
        return Call(
            language=cleaned["language"],
            is_safe=cleaned["safe"] != _NO,
            wants_witnesses=cleaned["witnesses"] == _YES,
            may_share=cleaned["share"] != _NO,
            number=cleaned["number"].strip(),
        )


@dataclass(frozen=True, slots=True)
class CallForms:
    """The page's forms, each over the same answers."""

    what: steps.WhatForm
    where: steps.WhereForm
    when: steps.WhenForm
    details: CallDetailsForm
    call: CallForm

    def are_valid(self) -> bool:
        """Check all of them, so that everything wrong is said at once; and what leads to a person, once."""
        whole = (self.what, self.where, self.when, self.details, self.call)
        wrong = [form for form in whole if not form.is_valid()]
        return self._leads_to_nobody() and not wrong

    def draft(self) -> ReportDraft:
        """Return what was told."""
        found = self.where.found
        if found is None:
            raise TypeError("A valid form has a place.")
        place = self.where.cleaned_data
        return ReportDraft(
            activity=Activity(self.what.cleaned_data["activity"]),
            cell=found.cell,
            place_is_known=found.is_known,
            place_text=places.in_words(place["place_text"], place["area"]),
            seen_at=self.when.cleaned_data["moment"],
            first_hand=steps.is_first_hand(self.when),
            **steps.details_of(self.details),
        )

    def _leads_to_nobody(self) -> bool:
        text = self.details.cleaned_data.get("text", "")
        found = {mark.kind for mark in marks.find_private_marks(text)} & _OF_A_PERSON
        if not found or self.call.cleaned_data.get("no_person"):
            return True
        self.details.add_error(
            "text",
            _("This looks like it leads to a person. Take it out, or say below that it does not."),
        )
        return False


def forms_of(
    data: Mapping[str, str] | None, *, network: NetworkSettings, now: datetime, spoken: str = ""
) -> CallForms:
    """Return the page's forms, empty or with what was typed; `spoken` is the caller's language, if it is known."""
    return CallForms(
        what=steps.WhatForm(data, network=network, now=now),
        where=steps.WhereForm(data, network=network, now=now),
        when=steps.WhenForm(data, network=network, now=now),
        details=CallDetailsForm(data, network=network, now=now),
        call=CallForm(data, network=network, now=now, spoken=spoken),
    )


def _named(tag: str) -> str:
    name, own_name = languages.name_in(tag, get_language() or "en"), languages.get(tag).own_name
    return name if name.casefold() == own_name.casefold() else f"{name} · {own_name}"
