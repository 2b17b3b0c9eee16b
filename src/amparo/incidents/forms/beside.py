"""The forms of what stands beside the facts, as values for the services."""

from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.core import languages, phrases
from amparo.incidents.domain.looking import LONGEST_WORDS, Answer, LookFor
from amparo.incidents.domain.notes import LONGEST_NOTE
from amparo.incidents.forms import words_beside as words
from amparo.reports.api import LONGEST_QUESTION, Canned, Wanted

Choice = tuple[str, str]


class NoteForm(forms.Form):
    """A few words for whoever comes next."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("A note for the others"),
        help_text=_("About what happens, never about a person: no names, numbers, addresses or plates."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": str(LONGEST_NOTE), "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="note_%s")


class AskForm(forms.Form):
    """A question to the sender of one report: one that stands ready, or one's own words."""

    use_required_attribute = False
    canned = forms.ChoiceField(label=_("Question"), required=False)
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("Only if none of the list fits. No names, no numbers; it can't be taken back."),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"maxlength": str(LONGEST_QUESTION), "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of your words"), required=False)

    def __init__(
        self, data: QueryDict | None = None, *, report_id: UUID, language: str = "", default: str = "en"
    ) -> None:
        spoken = phrases.book("reports").languages
        theirs = language.split("-", maxsplit=1)[0]
        super().__init__(
            data, auto_id=f"ask_{report_id}_%s", initial={"language": theirs if theirs in spoken else default}
        )
        self.report_id = report_id
        ready = [(each.value, str(words.QUESTIONS[each])) for each in Canned]
        _choices(self, "canned", [("", str(_("My own words below"))), *ready])
        _choices(self, "language", [(tag, languages.get(tag).own_name) for tag in spoken])
        self.fields["canned"].initial = Canned.GOING_ON.value

    def wanted(self) -> Wanted:
        """Return what is to be asked."""
        canned = self.cleaned_data["canned"]
        if canned:
            return Wanted(canned=Canned(canned))
        return Wanted(words=self.cleaned_data["words"], language=self.cleaned_data["language"])


class LookForm(forms.Form):
    """Whom to ask to look, and for what."""

    use_required_attribute = False
    to = forms.ChoiceField(label=_("Whom do you ask?"), required=False)
    look_for = forms.MultipleChoiceField(
        label=_("What should they look for?"),
        required=False,
        choices=list(words.LOOK_FOR.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: QueryDict | None = None, *, observers: Sequence[Choice] = (), on: int = 0
    ) -> None:
        initial = {"look_for": [LookFor.ANYBODY_THERE.value, LookFor.WHICH_AGENCY.value]}
        super().__init__(data, auto_id="look_%s", initial=initial)
        anybody = str(_("Whoever is on and takes it first (on now: %(count)d)")) % {"count": on}
        _choices(self, "to", [("", anybody), *observers])

    def observer(self) -> UUID | None:
        """Return the chosen observer; None asks all who are on."""
        chosen = self.cleaned_data["to"]
        return UUID(chosen) if chosen else None

    def look_for_values(self) -> tuple[LookFor, ...]:
        """Return what to look for."""
        return tuple(LookFor(each) for each in self.cleaned_data["look_for"])


class FoundForm(forms.Form):
    """What an observer found."""

    use_required_attribute = False
    found = forms.ChoiceField(
        label=_("What did you find?"),
        choices=list(words.ANSWERS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found.")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("What you saw from where you stood. No names, no plates, no house numbers."),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"maxlength": str(LONGEST_WORDS), "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *, request_id: UUID) -> None:
        super().__init__(data, auto_id=f"found_{request_id}_%s")
        self.request_id = request_id

    def found_value(self) -> Answer:
        """Return the chosen answer."""
        return Answer(self.cleaned_data["found"])


def _choices(form: forms.Form, name: str, choices: Iterable[Choice]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
