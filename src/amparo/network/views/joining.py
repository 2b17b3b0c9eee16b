"""The page behind an invitation link: choose how to be known, or a new password."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.languages import UnknownLanguage
from amparo.network.access import public
from amparo.network.forms import words
from amparo.network.forms.members import JoinForm, PasswordForm
from amparo.network.services import inviting
from amparo.network.services.accounts import HandleRefused, HandleTaken, NameRefused, PasswordRefused
from amparo.network.views.answers import go, sentence

_FIELD_OF: dict[type[AmparoError], str] = {
    HandleRefused: "handle",
    HandleTaken: "handle",
    NameRefused: "name",
    PasswordRefused: "password",
    UnknownLanguage: "language",
}


@public
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link offers; take what the person chose."""
    try:
        welcome = inviting.welcome(token, now=clock.now())
        form = (PasswordForm if welcome.is_renewal else JoinForm)(
            request.POST if request.method == "POST" else None, initial={"language": request.LANGUAGE_CODE}
        )
        if form.is_valid() and _accept(token, form):
            messages.success(
                request, _("Your account is ready. Sign in now, then set up your second factor.")
            )
            return go(reverse("account_login"))
    except inviting.InvitationNotUsable as error:
        return render(request, "network/invitation_dead.html", {"text": sentence(error)}, status=410)
    context = {"form": form, "welcome": welcome, "roles": [words.ROLES[role] for role in welcome.roles]}
    return render(request, "network/invitation_accept.html", context, status=422 if form.is_bound else 200)


def _accept(token: str, form: forms.Form) -> bool:
    """Return whether it worked; if not, the form says why."""
    typed = form.cleaned_data
    try:
        if isinstance(form, JoinForm):
            inviting.accept_invitation(
                token=token,
                handle=typed["handle"],
                name=typed["name"],
                password=typed["password"],
                language=typed["language"],
                now=clock.now(),
            )
        else:
            inviting.accept_renewal(token=token, password=typed["password"], now=clock.now())
    except tuple(_FIELD_OF) as error:
        _tell(form, error)
        return False
    return True


def _tell(form: forms.Form, error: AmparoError) -> None:
    said = error.messages if isinstance(error, PasswordRefused) else ()
    form.add_error(_FIELD_OF[type(error)], [*(said or (str(sentence(error)),))])
