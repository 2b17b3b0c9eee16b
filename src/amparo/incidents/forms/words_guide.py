"""What each outcome means and needs, for a new dispatcher."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.incidents.domain.outcomes import Outcome

MEANS: Mapping[Outcome, StrOrPromise] = {
    Outcome.CONFIRMED: _("It is or was there, it is immigration enforcement, and we can say how we know."),
    Outcome.UNFOUNDED: _(
        "Somebody looked, and there was nothing of the kind. Say it quickly: fear spreads meanwhile."
    ),
    Outcome.OTHER_AGENCY: _(
        "Something was there, but it was police, an ambulance, a utility, or another agency."
    ),
    Outcome.UNVERIFIABLE: _(
        "We could not find out, and waiting longer will not help. It is an honest answer, not a failure."
    ),
}
NEEDS: Mapping[Outcome, StrOrPromise] = {
    Outcome.CONFIRMED: _("What the network's rule asks for, above. Anything less stays open."),
    Outcome.UNFOUNDED: _(
        "One basis is enough: an observer who looked, first-hand reports, a picture, or an official source."
    ),
    Outcome.OTHER_AGENCY: _("One basis is enough, and say in words how you know which agency it was."),
    Outcome.UNVERIFIABLE: _("No basis. Say it when nobody can go there any more, or when nobody answers."),
}
