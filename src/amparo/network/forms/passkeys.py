"""What a browser sends back from a passkey, checked more strictly than the library does.

allauth and fido2 check the challenge, the host, the signature and the person's own sign. Here come the exact origin
with its port, that the page was no frame in another's, the counter that tells a copied key, and a plain refusal for
whatever is no answer at all.
"""

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, CollectedClientData, RegistrationResponse
from typing_extensions import override

from amparo.core import clock
from amparo.core.privacy import text
from amparo.network.adapters import passkeys_for
from amparo.network.services import factors

LONGEST_NAME = 40
LARGEST_ANSWER = 20_000
# What the parsers of fido2 raise for what is no answer of a passkey.
_NO_ANSWER = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError, struct.error)


class AnswerField(forms.JSONField):
    """The answer of a passkey, as the page put it into its hidden field."""

    widget = forms.HiddenInput

    @override
    def to_python(self, value: Any) -> Any:
        """Return the answer.

        Raises:
            ValidationError: it is too long, no JSON, or no object.
        """
        if isinstance(value, str) and len(value) > LARGEST_ANSWER:
            raise _refused()
        try:
            answer = super().to_python(value)
        except RecursionError as error:
            raise _refused() from error
        if answer is not None and not isinstance(answer, dict):
            raise _refused()
        return answer


class MakePasskeyForm(allauth.AddWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """A new passkey, which always asks for the person's own sign: it stands for both factors."""

    passwordless = None
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you know it again, for instance: my telephone."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    credential = AnswerField()

    @override
    def clean_name(self) -> str:
        return _plain(super().clean_name())

    def clean_credential(self) -> object:
        """Return an answer that comes from a page of ours.

        Raises:
            ValidationError: it does not.
        """
        answer: dict[str, Any] = self.cleaned_data["credential"]
        try:
            made = RegistrationResponse.from_dict(answer)
            is_whole = made.response.attestation_object.auth_data.credential_data is not None
        except _NO_ANSWER as error:
            raise _refused() from error
        if not is_whole:
            raise _refused()
        _check_page(made.response.client_data)
        return answer


class _ShowPasskeyForm(allauth.AuthenticateWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    credential = AnswerField()

    @override
    def clean_credential(self) -> Authenticator:
        """Return the passkey that answered.

        Raises:
            ValidationError: another page, host, challenge or key, or a member who may not come in.
        """
        try:
            shown = AuthenticationResponse.from_dict(self.cleaned_data["credential"])
            counter = shown.response.authenticator_data.counter
        except _NO_ANSWER as error:
            raise _refused() from error
        _check_page(shown.response.client_data)
        passkey: Authenticator = super().clean_credential()
        if not passkey.user.is_active:
            raise _refused()
        try:
            factors.count_up(passkey, shown=counter, now=clock.now())
        except factors.PasskeyCopied as error:
            raise ValidationError(_("This passkey was copied. Tell a coordinator, and remove it.")) from error
        return passkey


class SignInForm(_ShowPasskeyForm):
    """A passkey in place of name, password and second factor."""

    reauthenticated = False
    passwordless = True

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, user=None, **kwargs)


class SecondFactorForm(_ShowPasskeyForm):
    """A passkey after the password."""


class SameMemberForm(_ShowPasskeyForm):
    """A passkey shown again, before something is changed."""

    reauthenticated = True
    passwordless = False


class NamePasskeyForm(allauth.EditWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """Another name for a passkey."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """Return the name in a form that can be shown."""
        return _plain(self.cleaned_data["name"])


def _plain(name: str) -> str:
    try:
        return text.clean(name, max_chars=LONGEST_NAME)
    except text.TextRefused as error:
        raise ValidationError(_("Choose another name.")) from error


def _check_page(client_data: CollectedClientData) -> None:
    party = passkeys_for()
    if party is None or client_data.origin != party.origin or client_data.cross_origin is not False:
        raise _refused()


def _refused() -> ValidationError:
    error: ValidationError = get_adapter().validation_error("incorrect_code")
    return error
