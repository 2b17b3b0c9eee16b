"""Recordings: a slot for each language and kind on the desk, and a page on which everybody listens."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from amparo.alerts.domain import recordings as domain
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.recordings import RecordingRefused, Why
from amparo.alerts.forms import recordings as forms
from amparo.alerts.forms import words
from amparo.alerts.forms.in_memory import RecordingInMemory
from amparo.alerts.queries import public as public_queries
from amparo.alerts.queries import recordings as queries
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.alerts.queries.recordings import Held, NoSuchRecording, Slot
from amparo.alerts.services import recording
from amparo.alerts.views import showing, sounds
from amparo.core import clock
from amparo.core import languages as registry
from amparo.core.errors import AmparoError
from amparo.network import api as network
from amparo.network.api import Actor, Capability, actor_of, public, requires
from amparo.vault.api import takes_files

SEE_OTHER = 303
# A recording never changes under its address. A day, so that one that was removed is gone from caches soon.
_PUBLIC_CACHE = "public, max-age=86400, immutable"


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """Show the languages that have slots."""
    found = queries.spoken(by=actor_of(request))
    context = {"spoken": found, "most": len(domain.KINDS)}
    return render(request, "alerts/recordings.html", context)


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def slots(request: HttpRequest, tag: str) -> HttpResponse:
    """Show the slots of one language."""
    return _page(request, actor_of(request), tag)


@requires(Capability.MANAGE_NETWORK)
@csrf_exempt  # `_take` checks it, once it is settled where the file goes
@takes_files
@require_POST
def upload(request: HttpRequest, tag: str, kind: str) -> HttpResponse:
    """Take a recording into memory, and make a draft of it."""
    if not domain.has_slots(tag) or kind not in set(domain.KINDS):
        raise Http404
    request.upload_handlers = [RecordingInMemory(request)]
    return _take(request, tag, Kind(kind))


@csrf_protect
def _take(request: HttpRequest, tag: str, kind: Kind) -> HttpResponse:
    [taken] = request.upload_handlers
    request.FILES  # noqa: B018 — reading it is what takes the file in
    try:
        if not isinstance(taken, RecordingInMemory) or taken.is_too_large:
            raise RecordingRefused(why=Why.TOO_LARGE)
        recording.upload(tag=tag, kind=kind, data=taken.content, by=actor_of(request), now=clock.now())
    except AmparoError as error:
        return _page(request, actor_of(request), tag, refusal=forms.refusal(error), status=422)
    messages.success(request, _("Uploaded. Now a second person must listen and sign it off."))
    return _back(tag)


@requires(Capability.RELEASE_ALERT)
@require_POST
def sign_off(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Put a draft in use, as the second person."""
    actor = actor_of(request)
    tag = _language(recording_id, actor)
    sha256 = request.POST.get("sha256", "")
    try:
        recording.sign_off(recording_id=recording_id, sha256=sha256, by=actor, now=clock.now())
    except AmparoError as error:
        return _page(request, actor, tag, refusal=forms.refusal(error), status=409)
    messages.success(request, _("Signed off. Everybody can hear it now."))
    return _back(tag)


@requires(Capability.MANAGE_NETWORK)
@require_POST
def remove(request: HttpRequest, recording_id: UUID) -> HttpResponse:
    """Take a recording away, at once and alone."""
    actor = actor_of(request)
    tag = _language(recording_id, actor)
    try:
        recording.remove(recording_id=recording_id, by=actor, now=clock.now())
    except AmparoError as error:
        return _page(request, actor, tag, refusal=forms.refusal(error), status=409)
    messages.success(request, _("Removed. Nobody can hear it any more."))
    return _back(tag)


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def draft(request: HttpRequest, recording_id: str, ending: str) -> HttpResponse:
    """Give a recording to those who work with alerts, also before it is signed off."""
    try:
        sound = queries.draft(_uuid(recording_id), by=actor_of(request))
    except NoSuchRecording as error:
        raise Http404 from error
    return sounds.answer(request, sound, ending, "no-store")


@public
@require_safe
def audio(request: HttpRequest, recording_id: str, ending: str) -> HttpResponse:
    """Give a recording that is in use to everybody."""
    try:
        sound = queries.public(_uuid(recording_id))
    except NoSuchRecording as error:
        raise Http404 from error
    return sounds.answer(request, sound, ending, _PUBLIC_CACHE)


@public
@require_safe
def listen(request: HttpRequest, alert_id: UUID, tag: str) -> HttpResponse:
    """Let somebody hear what holds now of an alert, beside its words in the network's first language."""
    if not domain.has_slots(tag):
        raise Http404
    current = network.current_network()
    try:
        _shown, thread = public_queries.thread_of(alert_id, current.languages[0], clock.now())
    except NoSuchAlert as error:
        raise Http404 from error
    said, language = queries.said_now(thread[0]), registry.get(tag)
    others = queries.languages_with(said) if said else ()
    context = {
        "language": language,
        "alert": showing.card(thread[0], current.time_zone),
        "is_newer": thread[0].alert_id != alert_id,
        "is_over": said is None,
        "recording_id": queries.in_use(language.tag, said) if said else None,
        "others": [registry.get(each) for each in others if each != language.tag],
    }
    return render(request, "alerts/listen.html", context)


def _page(
    request: HttpRequest, actor: Actor, tag: str, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    if not domain.has_slots(tag):
        raise Http404
    zone = network.current_network().time_zone
    context = {
        "language": registry.get(tag),
        "slots": [_slot(each, zone) for each in queries.slots(registry.get(tag).tag, by=actor)],
        "refusal": refusal,
        "may_manage": actor.can(Capability.MANAGE_NETWORK),
        "may_sign_off": actor.can(Capability.RELEASE_ALERT),
    }
    return render(request, "alerts/recording_slots.html", context, status=status)


def _slot(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "kind": slot.kind.value,
        "kind_text": words.KINDS[slot.kind],
        "script": forms.SCRIPTS[slot.kind],
        "in_use": _held(slot.in_use, zone) if slot.in_use else None,
        "draft": _held(slot.draft, zone) if slot.draft else None,
    }


def _held(held: Held, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": held.recording_id,
        "sha256": held.sha256,
        "seconds": held.seconds,
        "uploaded_by": held.uploaded_by,
        "uploaded": showing.when(held.uploaded_at, zone),
        "reviewed_by": held.reviewed_by,
        "is_mine": held.is_mine,
    }


def _language(recording_id: UUID, actor: Actor) -> str:
    """Return the language of a recording, to whose page an act leads back."""
    tag = queries.language_of(recording_id, by=actor)
    if not tag:
        raise Http404
    return tag


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError as error:
        raise NoSuchRecording from error


def _back(tag: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse("alerts:recording_slots", args=[tag]))
    response.status_code = SEE_OTHER
    return response
