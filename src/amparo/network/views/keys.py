"""A member's own keys, where allauth's pages need a word of ours before them."""

from allauth.account import views as account
from django.http import Http404, HttpRequest, HttpResponse

from amparo.network.access import signed_in


@signed_in
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password, where there is one: allauth would send the others to a page that we do not have."""
    if not (request.user.is_authenticated and request.user.has_usable_password()):
        raise Http404
    answer: HttpResponse = account.password_change(request)
    return answer
