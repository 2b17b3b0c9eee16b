"""The forms of a subscription: what, where, in which language, and to which address."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.quiet import QuietHours
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.forms import watched, words
from amparo.alerts.queries import placing, wording
from amparo.alerts.services.wishing import MOST_AREAS
from amparo.channels.api import ChannelKind
from amparo.core import languages
from amparo.core.errors import AmparoError
from amparo.core.places import gazetteer
from amparo.core.places.cells import Cell
from amparo.core.places.region import Region
from amparo.core.places.shapes import LONGEST_GEOJSON, ShapeRefused
from amparo.network import api as network

_MOST_TYPED = 600


def _clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"})


class WishesForm(forms.Form):
    """Topics, places, quiet hours and language. `kept` are cells that the subscription has already."""

    topics = forms.MultipleChoiceField(
        label=_("What do you want to hear about?"),
        choices=[(topic.value, label) for topic, label in words.TOPICS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one topic.")},
    )
    is_everywhere = forms.BooleanField(label=_("The whole region"), required=False)
    places = forms.CharField(
        label=_("Neighborhoods or ZIP codes"),
        help_text=_(
            "With commas between them, for instance: Pico-Union, 90011. Each counts with about two miles around it."
        ),
        required=False,
        max_length=_MOST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "known-places"}),
    )
    around = forms.CharField(
        label=_("A place: ZIP code, neighborhood, or corner of two streets"),
        help_text=_("We do not keep the place, only a rough area around its neighborhood."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "known-places"}),
    )
    lat = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    lon = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    radius = forms.ChoiceField(
        label=_("How far around it?"),
        required=False,
        initial="3200",
        choices=[
            ("1600", _("About 1 mile")),
            ("3200", _("About 2 miles")),
            ("8000", _("About 5 miles")),
            ("16000", _("About 10 miles")),
        ],
    )
    drawn = forms.CharField(required=False, max_length=LONGEST_GEOJSON, widget=forms.HiddenInput)
    keeps_drawn = forms.BooleanField(label=_("Keep the area on the map that I chose before"), required=False)
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=_clock())
    quiet_until = forms.TimeField(label=_("Quiet until"), required=False, widget=_clock())
    wakes = forms.BooleanField(
        label=_("Wake me all the same for the places that I named or drew"),
        help_text=_("For the rest of the region it waits until the morning."),
        required=False,
    )
    language = forms.ChoiceField(label=_("In which language?"), widget=forms.RadioSelect)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any] | None = None,
        kept: tuple[Cell, ...] = (),
    ) -> None:
        super().__init__(data, initial=initial)
        self.kept = kept
        offered = [(tag, languages.get(tag).own_name) for tag in wording.offered_languages()]
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered

    @property
    def opens_map(self) -> bool:
        """Whether something beyond names was chosen or refused: its part of the page stands open then."""
        names = ("around", "lat", "lon", "drawn")
        return bool(self.kept) or any(self[name].value() or self.errors.get(name) for name in names)

    @property
    def opens_quiet(self) -> bool:
        """Whether quiet hours were chosen or refused."""
        names = ("quiet_from", "quiet_until")
        return any(self[name].value() or self.errors.get(name) for name in names)

    def clean(self) -> dict[str, Any]:
        """Turn what was typed, tapped and drew into areas and cells, and say what is unknown."""
        given = super().clean() or {}
        given["areas"] = self._named(str(given.get("places", "")))
        region = network.current_network().region
        cells = set(self.kept if given.get("keeps_drawn") else ())
        cells |= self._around(given, region) | self._drawn(given, region)
        given["cells"] = tuple(sorted(cells))
        if not self.errors and not (given["areas"] or cells or given.get("is_everywhere")):
            self.add_error("places", _("Name a place, or choose the whole region."))
        given["quiet"] = self._quiet(given)
        return given

    def _named(self, text: str) -> tuple[str, ...]:
        typed = [part.strip() for part in text.split(",") if part.strip()]
        found = {part: gazetteer.gazetteer().search(part, limit=1) for part in typed}
        unknown = [part for part, areas in found.items() if not areas]
        if unknown:
            message = _("We do not know: %(places)s. Try a ZIP code or another name.")
            self.add_error("places", message % {"places": ", ".join(unknown)})
        elif len(typed) > MOST_AREAS:
            self.add_error("places", words.refusal_of("TOO_MANY_AREAS"))
        return tuple(dict.fromkeys(areas[0].slug for areas in found.values() if areas))

    def _around(self, given: dict[str, Any], region: Region) -> frozenset[Cell]:
        text, lat, lon = (str(given.get(name, "")).strip() for name in ("around", "lat", "lon"))
        if not (text or lat or lon) or "radius" in self.errors:
            return frozenset()
        try:
            radius_m = int(given.get("radius") or self.fields["radius"].initial)
            return watched.around(text=text, lat=lat, lon=lon, radius_m=radius_m, region=region)
        except placing.PlaceUnclear as error:
            names = error.fields.get("names")
            shown = "; ".join(names) if isinstance(names, tuple) else ""
            self.add_error(
                "around", _("This may be one of several: %(names)s. Write one of them.") % {"names": shown}
            )
        except AmparoError as error:
            self.add_error("around", words.refusal(error))
        return frozenset()

    def _drawn(self, given: dict[str, Any], region: Region) -> frozenset[Cell]:
        geojson = str(given.get("drawn", ""))
        if not geojson.strip():
            return frozenset()
        try:
            return watched.drawn(geojson, region)
        except ShapeRefused as error:
            self.add_error("drawn", watched.refusal_of_shape(error))
        except AmparoError as error:
            self.add_error("drawn", words.refusal(error))
        return frozenset()

    def _quiet(self, given: dict[str, Any]) -> QuietHours | None:
        begin, end = given.get("quiet_from"), given.get("quiet_until")
        if begin is None and end is None:
            return None
        if begin is not None and end is not None and begin != end:
            return QuietHours(begin, end, wakes=bool(given.get("wakes")))
        if not {"quiet_from", "quiet_until"} & self.errors.keys():
            self.add_error("quiet_until", words.refusal_of("QUIET_HOURS_UNCLEAR"))
        return None

    def wishes(self) -> Wishes:
        """Return the wishes as the service takes them."""
        given = self.cleaned_data
        return Wishes(
            language=given["language"],
            topics=tuple(Topic(each) for each in given["topics"]),
            areas=given["areas"],
            is_everywhere=given["is_everywhere"],
            drawn=given["cells"],
            quiet=given["quiet"],
        )


class SubscribeForm(WishesForm):
    """Wishes and an address. `website` is for programs that fill in everything: people don't see it."""

    address = forms.CharField(
        label=_("E-mail address"),
        help_text=_("We seal it at once. This page can't read it again."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": _("Type your e-mail address.")},
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )


class WayForm(forms.Form):
    """What to do with the ways of a subscription: `do` says what, `way` which (empty: the first)."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("add", "code", "up", "out")])
    way = forms.UUIDField(required=False)
    kind = forms.ChoiceField(
        label=_("By which way?"),
        required=False,
        choices=[(ChannelKind.EMAIL.value, _("E-mail")), (ChannelKind.SMS.value, _("Text message (SMS)"))],
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("E-mail address or telephone number"),
        help_text=_(
            "We first ask there whether you want it. We seal it at once; this page can't read it again."
        ),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("The code from the text message"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class CheckForm(forms.Form):
    """A text that somebody got and wants to have checked."""

    text = forms.CharField(
        label=_("Paste the message here"),
        help_text=_("The whole text, or the code in it. We do not keep it."),
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Paste a text or a code first.")},
    )
