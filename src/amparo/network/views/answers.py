"""What members' pages answer to a refusal of a service: a sentence, on the page where it was tried."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from amparo.core.errors import AmparoError
from amparo.network.domain.actors import NotAllowed
from amparo.network.forms import words
from amparo.network.queries import NoSuchMember


def go(address: str) -> HttpResponse:
    """Send the browser on to a page after a post (303, so that going back does not post again)."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def sentence(error: AmparoError) -> StrOrPromise:
    """Return the sentence for a refusal."""
    return words.REFUSALS.get(error.code, _("This could not be done."))


def done_or_told(
    request: HttpRequest, act: Callable[[], object], *, success: StrOrPromise, back_to: str
) -> HttpResponse:
    """Do something, say on the next page that it was done or why not, and go there.

    Raises:
        NotAllowed: goes on to the frame, which answers 403.
        Http404: there is no such member.
    """
    try:
        act()
    except NotAllowed:
        raise
    except NoSuchMember as error:
        raise Http404 from error
    except AmparoError as error:
        if error.code not in words.REFUSALS:
            raise
        messages.error(request, str(sentence(error)))
    else:
        messages.success(request, str(success))
    return go(back_to)
