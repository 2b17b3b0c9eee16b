"""The forms of a subscription: what, where, in which language, and to which address."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.forms import words
from amparo.alerts.queries import wording
from amparo.alerts.services.wishing import MOST_AREAS
from amparo.core import languages
from amparo.core.places import gazetteer

_MOST_TYPED = 600


class WishesForm(forms.Form):
    """Topics, places and language."""

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
    language = forms.ChoiceField(label=_("In which language?"), widget=forms.RadioSelect)

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        offered = [(tag, languages.get(tag).own_name) for tag in wording.offered_languages()]
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered

    def clean(self) -> dict[str, Any]:
        """Turn the typed places into areas, and say which are unknown."""
        given = super().clean() or {}
        typed = [part.strip() for part in str(given.get("places", "")).split(",") if part.strip()]
        found = {part: gazetteer.gazetteer().search(part, limit=1) for part in typed}
        unknown = [part for part, areas in found.items() if not areas]
        if unknown:
            message = _("We do not know: %(places)s. Try a ZIP code or another name.")
            self.add_error("places", message % {"places": ", ".join(unknown)})
        elif len(typed) > MOST_AREAS:
            self.add_error("places", words.refusal_of("TOO_MANY_AREAS"))
        elif not typed and not given.get("is_everywhere"):
            self.add_error("places", _("Name a place, or choose the whole region."))
        given["areas"] = tuple(dict.fromkeys(areas[0].slug for areas in found.values() if areas))
        return given

    def wishes(self) -> Wishes:
        """Return the wishes as the service takes them."""
        given = self.cleaned_data
        return Wishes(
            language=given["language"],
            topics=tuple(Topic(each) for each in given["topics"]),
            areas=given["areas"],
            is_everywhere=given["is_everywhere"],
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


class CheckForm(forms.Form):
    """A text that somebody got and wants to have checked."""

    text = forms.CharField(
        label=_("Paste the message here"),
        help_text=_("The whole text, or the code in it. We do not keep it."),
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Paste a text or a code first.")},
    )
