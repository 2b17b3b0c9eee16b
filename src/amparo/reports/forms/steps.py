"""The steps of "Report what you see", each a form. Together they make one draft."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.core.places.gazetteer import Area, gazetteer
from amparo.core.places.streets import Corner
from amparo.network.api import NetworkSettings
from amparo.reports.domain import limits
from amparo.reports.domain.draft import LIVE, DraftRefused, checked_seen_at, clean_field
from amparo.reports.domain.kinds import Answer, Heard, PaperShown, PlaceKind
from amparo.reports.domain.times import read_time
from amparo.reports.forms import choices
from amparo.reports.forms.sentences import sentence
from amparo.reports.queries import places

Raw = Mapping[str, str]


class StepForm(forms.Form):
    """One step. `network` and `now` are what it is measured by; the answers are kept raw between the steps."""

    use_required_attribute = False

    def __init__(
        self,
        data: Raw | None = None,
        *,
        initial: Raw | None = None,
        network: NetworkSettings,
        now: datetime,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.network = network
        self.now = now

    def refuse(self, name: str, error: DraftRefused) -> None:
        """Put an error's sentence beside the field that it is about."""
        self.add_error(
            name if name in self.fields else None, forms.ValidationError(sentence(error), error.code)
        )


class WhatForm(StepForm):
    """What is happening."""

    activity = forms.ChoiceField(
        label=_("What is happening?"),
        choices=choices.ACTIVITIES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what comes closest."),
            "invalid_choice": _("Please choose what comes closest."),
        },
    )


class WhereForm(StepForm):
    """Where it is: in words, by neighbourhood or ZIP, or as a point.

    Attributes:
        found: the place, once the form is valid.
        asks_which: a neighbourhood is still needed.
        offered: the areas that may be meant.
        corners: the corners that may be meant, where the operator has a street extract.
        chosen_corner: the one that was chosen.
    """

    place_text = forms.CharField(
        label=_("Nearest corner, address or landmark"),
        help_text=_("For example: 7th Street and Alvarado, in front of the bakery"),
        required=False,
        strip=False,
    )
    area = forms.CharField(
        label=_("Neighborhood or ZIP code"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
    )
    corner = forms.CharField(label=_("Do you mean one of these corners?"), required=False)
    corner_for = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    area_slug = forms.CharField(label=_("Which one do you mean?"), required=False)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    drop_point = forms.BooleanField(
        label=_("A point is chosen. Forget it, and use only my words"), required=False
    )

    offered: tuple[Area, ...] = ()
    asks_which = False
    found: places.Found | None = None
    corners: tuple[Corner, ...] = ()
    chosen_corner: Corner | None = None

    def clean(self) -> dict[str, Any]:
        """Find the place, or say what is missing and offer what may be meant."""
        cleaned = super().clean() or {}
        for name in ("place_text", "area"):
            try:
                cleaned[name] = clean_field(
                    name, cleaned.get(name, ""), max_chars=limits.PLACE_TEXT_MAX_CHARS
                )
            except DraftRefused as error:
                self.refuse(name, error)
        if not self.errors:
            self._find(cleaned)
        return cleaned

    def _find(self, cleaned: dict[str, Any]) -> None:
        keeps_point = not cleaned["drop_point"]
        said = places.Said(
            lat=cleaned["lat"] if keeps_point else "",
            lon=cleaned["lon"] if keeps_point else "",
            area=cleaned["area"],
            area_slug=cleaned["area_slug"],
            place_text=cleaned["place_text"],
        )
        try:
            if not (said.lat or said.lon):
                said = self._at_a_corner(said, cleaned)
            self.found = places.find(said, gazetteer=gazetteer(), region=self.network.region)
        except places.CornerUnclear as error:
            self.refuse("corner", error)
        except places.PlaceAmbiguous as error:
            self.offered = tuple(area for area in gazetteer().areas if area in error.fields["areas"])  # type: ignore[operator]  # places.find puts a tuple of areas there
            self.asks_which = True
            self.refuse("area", error)
        except (places.PlaceNotFound, places.AreaMissing) as error:
            self.asks_which = True
            self.refuse("area", error)
        except places.PlaceMissing as error:
            self.refuse("area" if cleaned["area_slug"] != places.DONT_KNOW else "place_text", error)
        except DraftRefused as error:
            self.refuse("area" if not said.lat else "lat", error)

    def _at_a_corner(self, said: places.Said, cleaned: dict[str, Any]) -> places.Said:
        """Return the place as the point of the corner that was chosen; an answer to other words counts for nothing."""
        self.corners = places.corners(
            said.place_text, said.area, gazetteer=gazetteer(), region=self.network.region
        )
        answer = cleaned["corner"] if cleaned["corner_for"] == said.place_text else ""
        self.chosen_corner = places.chosen_corner(answer, self.corners)
        if self.chosen_corner is None:
            return said
        point = self.chosen_corner.point
        return places.Said(lat=str(point.lat), lon=str(point.lon), place_text=said.place_text)


class WhenForm(StepForm):
    """When it was seen, and whether by the person who tells it."""

    seen = forms.ChoiceField(
        label=_("When was it seen?"),
        choices=choices.SEEN,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please say when it was seen."),
            "invalid_choice": _("Please say when it was seen."),
        },
    )
    seen_at = forms.CharField(
        label=_("Date and time, if another time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    heard = forms.ChoiceField(
        label=_("Did you see it yourself?"),
        choices=choices.HEARD,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please say whether you saw it yourself."),
            "invalid_choice": _("Please say whether you saw it yourself."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """Turn the answer into a moment, counted from when the question was answered."""
        cleaned = super().clean() or {}
        seen = cleaned.get("seen")
        if seen is None:
            return cleaned
        try:
            moment = self._moment(seen, cleaned.get("seen_at", ""), self.network.time_zone)
            cleaned["moment"] = checked_seen_at(moment, now=self.now, oldest=LIVE.oldest)
        except DraftRefused as error:
            self.refuse("seen_at", error)
        return cleaned

    def _moment(self, seen: str, written: str, zone: tzinfo) -> datetime:
        if seen == choices.AT_ANOTHER_TIME:
            return read_time(written, zone=zone, now=self.now)
        if seen == choices.NOW:
            return self.now
        return self.now - timedelta(minutes=int(seen))


class DetailsForm(StepForm):
    """What may be told besides. All of it optional."""

    text = forms.CharField(
        label=_("In your own words"),
        help_text=_("Only people who check reports read this. Please leave out names and phone numbers."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    how_many = forms.IntegerField(
        label=_("How many officers or agents?"),
        required=False,
        min_value=1,
        max_value=limits.HOW_MANY_MAX,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    markings = forms.CharField(
        label=_("Words on their vests, jackets or vehicles"),
        help_text=_("Just as you read them, for example: POLICE ICE"),
        required=False,
        strip=False,
    )
    vehicles = forms.CharField(
        label=_("Their vehicles: kind and color"),
        help_text=_("For example: white van, two grey SUVs. No plate numbers: we don't keep them."),
        required=False,
        strip=False,
    )
    paper_shown = forms.ChoiceField(
        label=_("Was a paper shown?"),
        required=False,
        choices=choices.PAPER_SHOWN,
        widget=forms.RadioSelect,
    )
    being_taken = forms.ChoiceField(
        label=_("Is anyone being taken?"), required=False, choices=choices.ANSWERS, widget=forms.RadioSelect
    )
    child_alone = forms.BooleanField(label=_("A child was left alone"), required=False)
    someone_hurt = forms.BooleanField(label=_("Someone is hurt"), required=False)
    place_kind = forms.ChoiceField(
        label=_("What kind of place is it?"), required=False, choices=choices.PLACE_KINDS
    )
    contact = forms.CharField(
        label=_("May we ask you something? Your e-mail"),
        help_text=_(
            "You can leave this out. If you write it, our server seals it at once; those who read your report "
            "can write to you without seeing it."
        ),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check each text by itself, so that every error stands beside its field."""
        cleaned = super().clean() or {}
        for name, most_chars, most_lines in (
            ("text", limits.TEXT_MAX_CHARS, limits.TEXT_MAX_LINES),
            ("markings", limits.MARKINGS_MAX_CHARS, 1),
            ("vehicles", limits.VEHICLES_MAX_CHARS, 1),
            ("contact", limits.CONTACT_MAX_CHARS, 1),
        ):
            try:
                cleaned[name] = clean_field(
                    name, cleaned.get(name) or "", max_chars=most_chars, max_lines=most_lines
                )
            except DraftRefused as error:
                self.refuse(name, error)
        return cleaned


def details_of(form: DetailsForm) -> dict[str, Any]:
    """Return a valid form's answers as fields of a draft."""
    cleaned = form.cleaned_data
    return {
        "text": cleaned["text"],
        "how_many": cleaned["how_many"],
        "markings": cleaned["markings"],
        "vehicles": cleaned["vehicles"],
        "paper_shown": PaperShown(cleaned["paper_shown"] or PaperShown.UNKNOWN),
        "being_taken": Answer(cleaned["being_taken"] or Answer.UNKNOWN),
        "child_alone": cleaned["child_alone"],
        "someone_hurt": cleaned["someone_hurt"],
        "place_kind": PlaceKind(cleaned["place_kind"] or PlaceKind.UNKNOWN),
        "contact": cleaned["contact"],
    }


def is_first_hand(form: WhenForm) -> bool:
    """Tell whether the person saw it."""
    return bool(form.cleaned_data["heard"] == Heard.FIRST_HAND)
