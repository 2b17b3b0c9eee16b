"""Where a member is signed in, and ending that."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core import clock
from amparo.network import queries
from amparo.network.access import actor_of, requires, signed_in
from amparo.network.domain.roles import Capability
from amparo.network.forms import words
from amparo.network.forms.members import DeviceForm
from amparo.network.services import sessions as service
from amparo.network.services.session_store import hash_of
from amparo.network.views.answers import done_or_told, go
from amparo.network.views.telling import SHOWN_FOR, changes_in_words


@signed_in
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's own devices that are signed in, and what changed about the sign-in lately."""
    now, actor = clock.now(), actor_of(request)
    found = queries.sessions(by=actor, this_hash=hash_of(request.session.session_key), now=now)
    rows = [
        {
            "session": each,
            "how": words.HOW[each.how],
            "form": DeviceForm(
                initial={"label": each.label or (_("this device") if each.is_this else "")},
                auto_id=f"%s-{number}",
            ),
        }
        for number, each in enumerate(found)
    ]
    return render(
        request,
        "network/session_list.html",
        {
            "rows": rows,
            "has_others": len(rows) > 1,
            "changes": changes_in_words(queries.sign_in_changes(by=actor, since=now - SHOWN_FOR)),
        },
    )


@signed_in
@require_POST
def name(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Name one of one's own devices."""
    form = DeviceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose another name."))
        return go(reverse("network:sessions"))
    label = form.cleaned_data["label"]
    return _done(
        request,
        lambda: service.name_device(session_id=session_id, label=label, by=actor_of(request)),
        _("The name was saved."),
    )


@signed_in
@require_POST
def end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End one of one's own sessions."""
    return _done(
        request,
        lambda: service.end_session(session_id=session_id, by=actor_of(request)),
        _("That device is signed out."),
    )


@signed_in
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End every one of one's own sessions but this."""
    service.end_others(member_id=actor_of(request).member_id, session_key=request.session.session_key)
    messages.success(request, _("All other devices are signed out."))
    return go(reverse("network:sessions"))


@requires(Capability.MANAGE_MEMBERS)
@require_POST
def end_sessions_of(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """End every session of a member."""
    return done_or_told(
        request,
        lambda: service.end_sessions_of(member_id=member_id, by=actor_of(request), now=clock.now()),
        success=_("All devices of this member are signed out."),
        back_to=reverse("network:member", kwargs={"member_id": member_id}),
    )


def _done(request: HttpRequest, act: Callable[[], object], success: str) -> HttpResponse:
    try:
        return done_or_told(request, act, success=success, back_to=reverse("network:sessions"))
    except service.NoSuchSession as error:
        raise Http404 from error
