"""A call: one page in the order in which an operator asks, with the sentences to say, and the receipt to read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from amparo.channels import api as channels
from amparo.core import clock, languages, phrases
from amparo.network.api import Capability, actor_of, current_network, requires
from amparo.reports.domain import tokens
from amparo.reports.domain.draft import DraftRefused
from amparo.reports.domain.tokens import TokenRefused
from amparo.reports.domain.views import Submitted
from amparo.reports.forms.call import CallForms, forms_of
from amparo.reports.forms.sentences import sentence
from amparo.reports.queries import callbacks
from amparo.reports.queries.callbacks import Wish
from amparo.reports.services.calls import take_call
from amparo.reports.views import report_pages

UNPROCESSABLE = 422
_NUMBER_REFUSED = _("This is not a telephone number. Write it with its area code, or answer no above.")
# Which form has a field of the draft; everything else stands with the details.
_FORM_OF_FIELD = {"activity": "what", "seen_at": "when", "first_hand": "when", "contact": "call"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence to say, in one language."""

    text: str
    language: str
    direction: str


@requires(Capability.TYPE_IN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the page of a call; take what was told, once, however often it is sent."""
    now, network = clock.now(), current_network()
    if request.method != "POST":
        turn = _turn(request)
        forms = forms_of(None, network=network, now=now, spoken=turn.language if turn else "")
        return _show(request, forms, tokens.new_token())
    forms, token = forms_of(_typed(request), network=network, now=now), request.POST.get("token", "")
    if not forms.are_valid():
        return _show(request, forms, token, status=UNPROCESSABLE)
    try:
        taken = take_call(
            draft=forms.draft(),
            call=forms.call.call(),
            token=token,
            by=actor_of(request),
            now=now,
            callback_id=_callback_id(request),
        )
    except TokenRefused:
        # The page was not ours: what was typed stays, and the next sending has a token.
        return _show(request, forms, tokens.new_token(), status=UNPROCESSABLE)
    except DraftRefused as error:
        _refuse(forms, error)
        return _show(request, forms, token, status=UNPROCESSABLE)
    except (channels.AddressRefused, channels.NoPublicKey) as error:
        forms.call.add_error(
            "number", _NUMBER_REFUSED if error.code == "ADDRESS_REFUSED" else sentence(error)
        )
        return _show(request, forms, token, status=UNPROCESSABLE)
    return _sent(request, taken)


def _callback_id(request: HttpRequest) -> UUID | None:
    """Return which wish to be called this call answers; nonsense answers none."""
    try:
        return UUID(request.POST.get("callback") or request.GET.get("callback", ""))
    except ValueError:
        return None


def _turn(request: HttpRequest) -> Wish | None:
    callback_id = _callback_id(request)
    return None if callback_id is None else callbacks.whose_turn(callback_id, by=actor_of(request))


def _typed(request: HttpRequest) -> Mapping[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def _refuse(forms: CallForms, error: DraftRefused) -> None:
    name = str(error.fields["field"])
    form = getattr(forms, _FORM_OF_FIELD.get(name, "where" if name == "place" else "details"))
    form.refuse({"place": "area", "contact": "number"}.get(name, name), error)


def _show(request: HttpRequest, forms: CallForms, token: str, *, status: int = 200) -> HttpResponse:
    context = report_pages.where(forms.where) | {
        "forms": forms,
        "token": token or tokens.new_token(),
        "say": _script("greet", "not_safe", "language", "no_names"),
        "steps": {
            name: _script(name)
            for name in ("when", "where", "who", "what", "photo", "witnesses", "taken", "share", "next")
        },
        "rights": _script("rights_door", "rights_silent", "rights_calm", "rights_bounds"),
        "text_back": _script("text_back") if channels.is_switched_on(channels.ChannelKind.SMS) else [],
        "is_question": set(forms.where.errors) == {"corner"} and not forms.where["corner"].value(),
        "say_languages": [(tag, languages.get(tag).own_name) for tag in phrases.book("reports").languages],
        "say_in": request.POST.get("say", ""),
        "has_errors": status != 200,
        "asks_if_person": "text" in forms.details.errors,
        **_turn_in_words(request),
    }
    response = render(request, "reports/call_new.html", context, status=status)
    # What was typed must survive "back" after a lost connection.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _turn_in_words(request: HttpRequest) -> dict[str, object]:
    turn = _turn(request)
    return {
        "turn": turn,
        "turn_language": languages.name_in(turn.language, get_language() or "en") if turn else "",
        "is_turn_over": turn is None and _callback_id(request) is not None,
    }


def _sent(request: HttpRequest, taken: Submitted) -> HttpResponse:
    context: dict[str, Any] = {
        "words": taken.receipt_code.split(),
        "is_new": taken.is_new,
        "was_called_back": _callback_id(request) is not None,
        "say": _script("receipt", "end"),
    }
    return render(request, "reports/call_sent.html", context)


def _script(*names: str) -> list[list[Spoken]]:
    """Return sentences of the script, each in every language in which it stands ready."""
    book = phrases.book("reports")
    return [[_spoken(book.text(f"call.{name}", tag), tag) for tag in book.languages] for name in names]


def _spoken(text: str, tag: str) -> Spoken:
    return Spoken(text, tag, languages.get(tag).direction)
