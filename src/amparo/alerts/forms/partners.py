"""The form by which a coordinator proposes a partner network, and what its refusals and faults mean in words."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.alerts.domain.partners.message import Says
from amparo.alerts.services import partners
from amparo.alerts.services.partners import Proposal
from amparo.core.errors import AmparoError

SAYS: Mapping[Says, StrOrPromise] = {
    Says.CONFIRMED: _("It says: confirmed"),
    Says.ENDED: _("It says: over"),
    Says.OTHER: _("It says something else"),
    Says.TAKEN_BACK: _("It took its message back"),
}
BADGES: Mapping[Says, str] = {
    Says.CONFIRMED: "open",
    Says.ENDED: "ended",
    Says.OTHER: "unverifiable",
    Says.TAKEN_BACK: "withdrawn",
}
_REFUSALS: Mapping[str, StrOrPromise] = {
    "PARTNER_ADDRESS_REFUSED": _(
        "This address cannot be used. It must begin with https:// and lead to the partner's own host."
    ),
    "CERTIFICATE_UNUSABLE": _(
        "This is no certificate that we can use: PEM, with an RSA key of 2048 bits or more or an elliptic curve."
    ),
    "PARTNER_KNOWN": _("A partner with this name or address is there already."),
    "TOO_MANY_PARTNERS": _("There are as many partners as anybody can follow. Stop one first."),
    "NO_SUCH_PARTNER": _("This partner was changed meanwhile. Look again."),
    "NOT_INDEPENDENT": _(
        "A second coordinator must confirm it: somebody whom its proposer did not bring in."
    ),
    "NO_SUCH_STATEMENT": _("The partner does not state this any more. Look again."),
    "NOT_FOR_US": _(
        "This cannot be relayed: it says nothing of our region that is going on, or the partner has it from others."
    ),
    "LIFETIME_OUT_OF_RANGE": _(
        "The partner's statement ends in some minutes. It is not worth relaying any more."
    ),
    "ALREADY_ALERTED": _("A message about this stands already, or waits."),
    "LANGUAGE_NOT_OFFERED": _("The sentences for this are complete in none of your languages."),
}
_FAULTS: Mapping[str, StrOrPromise] = {
    "redirects": _("The address leads elsewhere. We follow nobody: correct the address."),
    "a_page": _("There is a web page, not an index of alerts."),
    "too_large": _("It is larger than any index of alerts."),
    "too_slow": _("It answers too slowly."),
    "unreachable": _("Its host does not answer."),
    "certificate_refused": _("Its host shows no valid certificate of the web."),
    "not_a_public_address": _("Its name leads into a private network."),
    "host_not_listed": _("Its host is not on the list of whoever runs our machine."),
    "has_a_dtd": _("It brings definitions that can be used for an attack."),
    "no_index": _("It is no index of alerts."),
    "signature_does_not_verify": _("Not signed with the key that you confirmed, or changed on its way."),
    "signature_not_one_signature": _("Not signed, or signed in a way that can be forged."),
    "signature_certificate_not_valid_then": _("The certificate that you confirmed has run out."),
    "played_back": _("An old message that somebody plays back."),
    "identifier_used_twice": _("Another message under the same number as an earlier one."),
    "wrong_status": _("A test, a drill or a real message in the wrong place."),
    "over": _("Already over when we read it."),
}


class PartnerForm(forms.Form):
    """What a coordinator knows of a partner."""

    name = forms.CharField(
        label=_("Its name, as people know it"), max_length=partners.LONGEST_NAME, widget=forms.TextInput()
    )
    address = forms.CharField(
        label=_("Address of its index of alerts"),
        help_text=_(
            "An Atom or RSS index of CAP messages, for instance https://their.example/feeds/cap/index.xml"
        ),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    certificate = forms.CharField(
        label=_("Its certificate (PEM)"),
        help_text=_("As they gave it to you in person or by telephone, not as their site shows it."),
        max_length=partners.LARGEST_CERTIFICATE,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )

    def proposal(self) -> Proposal:
        """Return what was typed; only of a valid form."""
        typed = self.cleaned_data
        return Proposal(typed["name"], typed["address"], typed["certificate"])


def refusal(error: AmparoError) -> str:
    """Return what a refusal means."""
    return str(_REFUSALS.get(error.code, _("We could not accept this.")))


def fault(code: str) -> str:
    """Return what is wrong with what a partner publishes; its code where no words are there."""
    return str(_FAULTS.get(code, code))
