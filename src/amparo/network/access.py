"""Who may open a view. Every view of the installation wears exactly one of these decorators.

The mark `amparo_access` on the view says which: `public`, `signed_in`, `member`, or a capability. Tests walk the
addresses and read it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from amparo.core.errors import AmparoError
from amparo.network import queries
from amparo.network.domain.actors import Actor, NotAllowed
from amparo.network.domain.roles import Capability
from amparo.network.domain.ways import How
from amparo.network.services.session_store import SIGNED_IN

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[Concatenate[HttpRequest, P], R]

DEMONSTRATION_KEY = "demonstration"
_ACTOR = "_amparo_actor"


class NotSignedIn(AmparoError):
    """The request comes from nobody who is signed in."""

    code = "NOT_SIGNED_IN"


class OnlyInADemonstration(AmparoError):
    """Signing in without a password exists in demonstrations only."""

    code = "ONLY_IN_A_DEMONSTRATION"


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that everybody may open."""
    view.amparo_access = "public"  # type: ignore[attr-defined] # the mark of this module
    return view


def requires(capability: Capability) -> Callable[[View[P, R]], View[P, R | HttpResponse]]:
    """Let only members with a capability open a view, once their second factor is set up.

    Who is not signed in goes to sign-in, who has no second factor yet goes to setting it up; others get 403.
    """

    def decorate(view: View[P, R]) -> View[P, R | HttpResponse]:
        def allowed(actor: Actor) -> None:
            actor.require(capability)

        return _guarded(view, capability.value, allowed)

    return decorate


def members_only(view: View[P, R]) -> View[P, R | HttpResponse]:
    """Let every member open a view, once a second factor is set up where the member has any capability."""
    return _guarded(view, "member", lambda _actor: None)


def signed_in(view: View[P, R]) -> View[P, R | HttpResponse]:
    """Let every member open a view, also without a second factor: what sets one up."""
    return _guarded(view, "signed_in", lambda _actor: None, asks_second_factor=False)


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    known = getattr(request, _ACTOR, None)
    if isinstance(known, Actor):
        return known
    if not request.user.is_authenticated:
        raise NotSignedIn
    actor = queries.actor_from(request.user)
    setattr(request, _ACTOR, actor)
    return actor


def sign_in_for_demonstration(request: HttpRequest, member_id: UUID) -> None:
    """Sign a persona of the demonstration in, without password and second factor.

    Raises:
        OnlyInADemonstration: this installation is a real one.
        NoSuchMember: there is no such active member.
    """
    if not settings.IS_DEMO:
        raise OnlyInADemonstration
    member = queries.active_member(member_id)
    login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[DEMONSTRATION_KEY] = True
    request.session[SIGNED_IN] = {**request.session[SIGNED_IN], "how": How.DEMONSTRATION.value}
    # Whoever tries a passkey in a demonstration has no password to show first.
    record_authentication(request, member, "password")


def _guarded(
    view: View[P, R], mark: str, allowed: Callable[[Actor], None], *, asks_second_factor: bool = True
) -> View[P, R | HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
        try:
            actor = actor_of(request)
            allowed(actor)
            if asks_second_factor and _lacks_second_factor(request, actor):
                return HttpResponseRedirect(reverse("mfa_index"))
            return view(request, *args, **kwargs)
        except NotSignedIn:
            return redirect_to_login(request.get_full_path())
        except NotAllowed as error:
            raise PermissionDenied from error

    guarded.amparo_access = mark  # type: ignore[attr-defined] # the mark of this module
    return guarded


def _lacks_second_factor(request: HttpRequest, actor: Actor) -> bool:
    if not actor.capabilities or (settings.IS_DEMO and request.session.get(DEMONSTRATION_KEY)):
        return False
    return not queries.has_second_factor(actor.member_id)
