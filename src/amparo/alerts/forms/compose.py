"""The form in which an alert is composed: sentences to choose, never a blank page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from amparo.alerts.domain import composing, precision
from amparo.alerts.domain.content import Content
from amparo.alerts.domain.kinds import PREPARED_KINDS, Kind
from amparo.alerts.forms import words
from amparo.alerts.queries import wording
from amparo.alerts.services.composing import Draft
from amparo.core import languages
from amparo.core.places.cells import Precision

LIFETIMES = (30, 60, 120, 240, 480, 1440)


class ComposeForm(forms.Form):
    """An editor's choices for one kind of alert. What is allowed is the service's to say."""

    activity = forms.ChoiceField(label=_("What is happening"))
    agency = forms.ChoiceField(label=_("Which agency"))
    sentences = forms.MultipleChoiceField(
        label=_("What else it says"), required=False, widget=forms.CheckboxSelectMultiple
    )
    precision = forms.TypedChoiceField(
        label=_("How precisely the place is shown"), coerce=int, widget=forms.RadioSelect
    )
    where = forms.CharField(
        label=_("Streets or landmark"),
        help_text=_("Only with the block, for instance: 8th Street and Union Avenue. No house number."),
        required=False,
        max_length=composing.WHERE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    lifetime = forms.TypedChoiceField(label=_("Valid for"), coerce=int)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: Kind,
        outcome: str,
        is_home: bool,
        language: str,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        choices = _sentence_choices(kind, outcome, language)
        if choices:
            _choices(self, "sentences", choices)
        else:
            del self.fields["sentences"]
        _choices(self, "activity", _slot_choices("activity", language))
        _choices(self, "agency", _slot_choices("agency", language))
        steps = precision.allowed(is_home=is_home)
        _choices(self, "precision", [(int(step), words.PRECISIONS[step]) for step in steps])
        if is_home:
            del self.fields["where"]
        _choices(self, "lifetime", [(minutes, duration(minutes)) for minutes in _lifetimes(initial)])
        if kind in PREPARED_KINDS:
            self.fields.pop("where", None)
            return
        for tag in wording.offered_languages():
            self.fields[f"words_{tag}"] = _own_words(tag, str(initial.get(f"words_{tag}", "")))

    def own_words(self) -> list[forms.BoundField]:
        """Return the fields for the network's own words, one a language."""
        return [self[name] for name in self.fields if name.startswith("words_")]

    def draft(self) -> Draft:
        """Return the choices as the service takes them."""
        given = self.cleaned_data
        slots = {name: given[name] for name in ("activity", "agency") if given.get(name)}
        if given.get("where"):
            slots["where"] = given["where"]
        return Draft(
            sentences=tuple(given.get("sentences", ())),
            slots=slots,
            precision=given["precision"],
            free_text={
                name.removeprefix("words_"): value
                for name, value in given.items()
                if name.startswith("words_")
            },
            lifetime=timedelta(minutes=given["lifetime"]),
        )


def usual(
    kind: Kind, *, outcome: str, basis: Iterable[str], activity: str, agency: str, lifetime: timedelta
) -> dict[str, Any]:
    """Return what stands in the form when an editor begins."""
    return {
        "activity": activity or "other",
        "agency": agency or "unknown",
        "sentences": [*_sentences_of(kind, outcome, basis), *composing.USUAL[kind]],
        "precision": int(Precision.NEIGHBOURHOOD),
        "lifetime": _minutes(lifetime),
    }


def _sentences_of(kind: Kind, outcome: str, basis: Iterable[str]) -> list[str]:
    """Return the sentences that say why we may say so, where the kind has them."""
    offered = composing.choices(kind, outcome)
    return [f"basis.{each}" for each in basis if f"basis.{each}" in offered]


def chosen(content: Content) -> dict[str, Any]:
    """Return what stands in the form when an editor comes back to a draft."""
    return {
        "activity": content.facts.activity,
        "agency": content.facts.agency,
        "sentences": list(content.sentences),
        "precision": content.precision,
        "where": content.facts.where,
        "lifetime": _minutes(content.lifetime),
        **{f"words_{tag}": text for tag, text in content.free_text},
    }


def _minutes(lifetime: timedelta) -> int:
    return int(lifetime.total_seconds() // 60)


def _lifetimes(initial: Mapping[str, Any]) -> list[int]:
    return sorted({*LIFETIMES, int(initial["lifetime"])})


def duration(minutes: int) -> str:
    """Return a length of time in words."""
    if minutes % 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}


def _own_words(tag: str, initial: str) -> forms.CharField:
    language = languages.get(tag)
    return forms.CharField(
        label=language.own_name,
        required=False,
        initial=initial,
        max_length=composing.FREE_TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "lang": tag, "dir": language.direction}),
    )


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _sentence_choices(kind: Kind, outcome: str, language: str) -> list[tuple[str, str]]:
    """Return the sentences themselves as labels: an editor chooses what people will read."""
    book, frame = wording.book(), wording.frame("")
    known = {"report_address": frame.report_address, "contact": frame.contact or frame.report_address}
    return [
        (each, book.render(each, language, {name: known.get(name, "…") for name in book.slots(each)}).text)
        for each in composing.choices(kind, outcome)
    ]


def _slot_choices(group: str, language: str) -> list[tuple[str, str]]:
    book = wording.book()
    return [(each.split(".")[1], book.text(each, language)) for each in book.ids(group)]


def title_of(kind: Kind) -> str:
    """Return the heading of the page on which a kind is composed."""
    return {
        Kind.UPDATE: gettext("Write an update"),
        Kind.ALL_CLEAR: gettext("Say that it is over"),
        Kind.CORRECTION: gettext("Correct what we said"),
    }.get(kind, gettext("Compose an alert"))
