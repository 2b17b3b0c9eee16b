"""The form of the network's policies, each with what it will and will not confirm in plain words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.core.errors import AmparoError
from amparo.network.domain import policy
from amparo.network.domain.policy import BasisPolicy, Policies

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

NAMES: Mapping[str, StrOrPromise] = {
    "trained_observers": _("Trained observers"),
    "independent_reports": _("Independent reports"),
    "reports_with_media": _("Reports with a picture"),
    "first_look_within": _("First look, minutes"),
    "give_up_after": _("Giving up, minutes"),
    "alerts_per_hour": _("Alerts an hour"),
}
_REFUSALS: Mapping[str, StrOrPromise] = {
    "POLICY_OUT_OF_BOUNDS": _("%(policy)s: between %(lowest)s and %(highest)s."),
    "MORE_MEDIA_THAN_REPORTS": _("You can not ask for more reports with a picture than for reports."),
    "CEILING_RAISED_BY_ONE": _(
        "More alerts an hour need a second coordinator: lift the ceiling together first, then raise it."
    ),
    "NOTHING_CHANGED": _("Nothing was changed: it is so already."),
}


def _number(label: StrOrPromise, help_text: StrOrPromise, lowest: int, highest: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=lowest,
        max_value=highest,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class PoliciesForm(forms.Form):
    """Six numbers. What they may be together is the service's to say."""

    trained_observers = _number(
        _("How many trained observers on the spot are enough?"),
        _("0: an observer alone never confirms."),
        *policy.BOUNDS["trained_observers"],
    )
    independent_reports = _number(
        _("How many independent first-hand reports are enough?"),
        _("From people who saw it themselves and do not pass on one source. Never fewer than two."),
        *policy.BOUNDS["independent_reports"],
    )
    reports_with_media = _number(
        _("How many of them need a picture or recording that shows the place?"),
        _("With a landmark or a street sign, from now. 0: none needs one."),
        *policy.BOUNDS["reports_with_media"],
    )
    first_look_minutes = _number(
        _("Within how many minutes should somebody look at each incident?"),
        _("After that the board says in red how long it has waited."),
        *(each // MINUTE for each in policy.FIRST_LOOK),
    )
    give_up_hours = _number(
        _("After how many hours does the board propose to give up?"),
        _("A person then records “could not be verified”, and everybody who told us is told so and thanked."),
        *(each // HOUR for each in policy.GIVE_UP),
    )

    alerts_per_hour = _number(
        _("How many alerts within an hour at most?"),
        _("Beyond that nothing goes out until two coordinators lift it. Taking back is never counted."),
        *policy.ALERTS_PER_HOUR,
    )

    def __init__(self, data: QueryDict | None = None, *, standing: Policies) -> None:
        super().__init__(data, initial=_initial(standing), auto_id="policy_%s")

    def value(self) -> Policies:
        """Return what the service takes."""
        given = self.cleaned_data
        return Policies(
            BasisPolicy(
                given["trained_observers"], given["independent_reports"], given["reports_with_media"]
            ),
            given["first_look_minutes"] * MINUTE,
            given["give_up_hours"] * HOUR,
            given["alerts_per_hour"],
        )


def refusal(error: AmparoError) -> str:
    """Return what a refusal says."""
    fields = dict(error.fields)
    if "policy" in fields:
        fields["policy"] = str(NAMES[str(fields["policy"])])
    return str(_REFUSALS[error.code]) % fields


def _initial(standing: Policies) -> dict[str, Any]:
    return {
        "trained_observers": standing.basis.trained_observers,
        "independent_reports": standing.basis.independent_reports,
        "reports_with_media": standing.basis.reports_with_media,
        "first_look_minutes": standing.first_look_within // MINUTE,
        "give_up_hours": standing.give_up_after // HOUR,
        "alerts_per_hour": standing.alerts_per_hour,
    }
