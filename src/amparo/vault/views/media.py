"""Uploads from our own script; and working copies for those who may see them. An original is never sent to anybody."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core import clock
from amparo.network.api import Capability, actor_of, public, requires
from amparo.vault.domain.kinds import MediaKind, MediaRefused, Refusal
from amparo.vault.forms.uploads import COPY, SEALED
from amparo.vault.queries import pictures
from amparo.vault.queries.pictures import NoSuchPicture, Shown
from amparo.vault.services import belonging, counted, gate, receiving
from amparo.vault.services.receiving import BrowserCopy, Sealed
from amparo.vault.services.taking import takes_files

# A picture that a stranger sent: nothing may run in it or be loaded from it, and no browser keeps it.
_PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cache-Control": "no-store",
}
_TRY_AGAIN = frozenset({Refusal.BUSY, Refusal.NO_ROOM})


@public
@takes_files
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Take one original that the browser sealed, with its copies; answer with the id that the report will name."""
    # Our handler put what it received there, not Django's own files.
    received: list[object] = [*request.FILES.getlist(SEALED), *request.FILES.getlist(COPY)]
    sealed = next((each for each in received if isinstance(each, Sealed)), Sealed())
    copies = [each for each in received if isinstance(each, BrowserCopy)]
    kind = MediaKind.VIDEO if request.POST.get("kind") == MediaKind.VIDEO else MediaKind.PHOTO
    now = clock.now()
    try:
        gate.check_pace(request.META["REMOTE_ADDR"])
        sealed.check()
        upload_id = sealed.take(kind, receiving.rebuild(copies), now)
    except MediaRefused as error:
        counted.refused(error.why, now)
        status = 503 if error.why in _TRY_AGAIN else 422
        return JsonResponse({"code": error.why.value}, status=status)
    return JsonResponse({"id": str(upload_id)}, status=201)


@public
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Erase an upload that was not sent with a report yet: its sender thought again."""
    try:
        belonging.erase_waiting(UUID(request.POST.get("id", "")))
    except ValueError as error:
        raise Http404 from error
    return HttpResponse(status=204)


@requires(Capability.SEE_BOARD)
@require_safe
def picture(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Show one working copy large, on a page."""
    found = _found(request, copy_id, is_small=True)
    title = _("Photo from a report")
    if found.view.video_frame:
        title = _("Picture %(number)d from a video") % {"number": found.view.video_frame}
    return render(request, "vault/picture.html", {"picture": found.view, "title": title})


@requires(Capability.SEE_BOARD)
@require_safe
def large(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Answer with a working copy."""
    return _jpeg(_found(request, copy_id, is_small=False))


@requires(Capability.SEE_BOARD)
@require_safe
def small(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Answer with a working copy's thumbnail."""
    return _jpeg(_found(request, copy_id, is_small=True))


def _found(request: HttpRequest, copy_id: UUID, *, is_small: bool) -> Shown:
    try:
        return pictures.shown(copy_id, is_small=is_small, by=actor_of(request))
    except NoSuchPicture as error:
        raise Http404 from error


def _jpeg(found: Shown) -> HttpResponse:
    return HttpResponse(found.jpeg, content_type="image/jpeg", headers=_PICTURE_HEADERS)
