"""What went wrong with a delivery, in words for the desk."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

_REASONS: Mapping[str, StrOrPromise] = {
    "returned": _("It was taken, and then came back: the address does not work."),
    "address_does_not_open": _("Its address can't be opened with this gateway's key. Ask the operator."),
    "address_failed": _("The address does not work."),
    "connection_lost": _("The connection broke again and again."),
    "unreachable": _("The provider could not be reached, again and again."),
    "certificate_refused": _("The provider's certificate is not believed. Ask the operator."),
    "sign_in_refused": _("The provider did not let us in. Ask the operator to check the account."),
    "too_many": _("The provider said, again and again, that it is too much at once."),
    "header_refused": _("The message could not be put into the provider's form."),
    "empty": _("There was nothing to say in that form."),
    "needs_smtputf8": _("The mail server does not know addresses with such letters."),
    "unknown_recipient": _("The partner knows nobody by that name."),
    "push_gone": _("The browser takes no more alerts."),
    "no_wording": _("The words in that language are missing. Tell the operator."),
    "other_country": _("The number is of a country to which this network sends no SMS."),
}
_MAILBOX = _("The mail server refused the address (%(code)s).")
_SERVER = _("The provider refused it (%(code)s).")
_MAILBOX_CODE = re.compile(r"smtp_55[013]")


def reason(code: str) -> str:
    """Return what went wrong, as far as a code tells it."""
    if code in _REASONS:
        return str(_REASONS[code])
    sentence = _MAILBOX if _MAILBOX_CODE.fullmatch(code) else _SERVER
    return str(sentence) % {"code": code or "?"}
