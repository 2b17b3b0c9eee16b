"""A member's passkeys: make, name, remove; and an authenticator app that is replaced without a gap."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn import views as allauth
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView
from typing_extensions import override

from amparo.network.access import actor_of
from amparo.network.adapters import passkeys_for
from amparo.network.domain.ways import Factor, LastWay
from amparo.network.services import factors
from amparo.network.views.answers import go, sentence


class _WherePasskeysAre:
    """Answer only where a browser would make a passkey at all."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if passkeys_for() is None:
            raise Http404
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc] # a mixin's
        return answer


class Make(_WherePasskeysAre, allauth.AddWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Make a passkey that asks for the person's own sign and can be found without a name."""

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = FormView.get_context_data(self, **kwargs)
        return {**context, "options": auth.begin_registration(self.request.user, passwordless=True)}

    @override
    def form_valid(self, form: forms.Form) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
        return answer


class SignIn(_WherePasskeysAre, allauth.LoginWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Ask for a passkey, or take one that was shown, in place of name, password and second factor."""


class ShowAgain(_WherePasskeysAre, allauth.ReauthenticateWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Take a passkey before something is changed."""

    @override
    def form_invalid(self, form: forms.Form) -> HttpResponse:
        for said in form.errors.get("credential", []):
            messages.error(self.request, str(said))
        return go(self.request.get_full_path())


class Name(_WherePasskeysAre, allauth.EditWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Give a passkey another name."""

    success_url = reverse_lazy("mfa_index")


class Remove(_WherePasskeysAre, allauth.RemoveWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Remove a passkey, unless the member would have no second factor."""

    success_url = reverse_lazy("mfa_index")

    @override
    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():
                factors.check_removal(member_id=actor_of(self.request).member_id, factor=Factor.PASSKEY)
                answer: HttpResponse = super().form_valid(form)
        except LastWay as error:
            messages.error(self.request, str(sentence(error)))
            return go(reverse("mfa_index"))
        return answer


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class SetUpApp(ActivateTOTPView):  # type: ignore[misc] # allauth ships no types
    """Set up an authenticator app. One that is there works until the new one does, and goes in the same moment."""

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return FormView.dispatch(self, request, *args, **kwargs)

    @override
    def form_valid(self, form: forms.Form) -> HttpResponse:
        with transaction.atomic():
            factors.forget_app(actor_of(self.request).member_id)
            answer: HttpResponse = super().form_valid(form)
        return answer


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc] # allauth ships no types
    """Remove an authenticator app, unless the member would have no second factor."""

    @override
    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():
                factors.check_removal(
                    member_id=actor_of(self.request).member_id, factor=Factor.AUTHENTICATOR_APP
                )
                answer: HttpResponse = super().form_valid(form)
        except LastWay as error:
            messages.error(self.request, str(sentence(error)))
            return go(reverse("mfa_index"))
        return answer


make = Make.as_view()
sign_in = SignIn.as_view()
show_again = ShowAgain.as_view()
name = Name.as_view()
remove = Remove.as_view()
set_up_app = SetUpApp.as_view()
remove_app = RemoveApp.as_view()
