"""How far a sending is, what could not be delivered, and trying it again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amparo.alerts.domain.states import State
from amparo.alerts.forms import delivery_words, words
from amparo.alerts.queries import desk as queries
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.alerts.services import resending
from amparo.alerts.views import showing
from amparo.channels.api import ChannelKind, Progress, Sending, time_left
from amparo.core import clock, languages
from amparo.core.errors import AmparoError
from amparo.network import api as network
from amparo.network.api import Capability, actor_of, requires

SEE_OTHER = 303


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def progress(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Answer the live part of the preview: 204 when nothing changed since the asked cursor."""
    now = clock.now()
    try:
        row, found = queries.sending_of(alert_id, actor_of(request), now)
    except NoSuchAlert as error:
        raise Http404 from error
    shown = sending_shown(found, released_at=row.released_at, now=now, alert_id=alert_id)
    if request.GET.get("after") == shown["cursor"]:
        return HttpResponse(status=204)
    return render(request, "alerts/partials/progress.html", {"progress": shown})


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def undelivered(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """List what was given up, by channel and reason."""
    return _undelivered(request, alert_id)


@requires(Capability.RELEASE_ALERT)
@require_POST
def send_again(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Try one line of the list again."""
    try:
        count = resending.send_again(
            alert_id=alert_id,
            kind=ChannelKind(request.POST.get("kind", "")),
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            now=clock.now(),
        )
    except (NoSuchAlert, ValueError) as error:
        raise Http404 from error
    except AmparoError as error:
        return _undelivered(request, alert_id, refusal=str(words.refusal(error)), status=409)
    messages.success(
        request,
        ngettext("%(count)s message is tried again.", "%(count)s messages are tried again.", count)
        % {"count": count},
    )
    response = HttpResponseRedirect(reverse("alerts:undelivered", args=[alert_id]))
    response.status_code = SEE_OTHER
    return response


def _undelivered(
    request: HttpRequest, alert_id: UUID, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    actor, zone = actor_of(request), network.current_network().time_zone
    try:
        row, found = queries.undelivered_of(alert_id, actor)
    except NoSuchAlert as error:
        raise Http404 from error
    is_standing = row.state == State.RELEASED and row.expires_at is not None and row.expires_at > clock.now()
    may_try = actor.can(Capability.RELEASE_ALERT) and is_standing
    context = {
        "alert": {"id": row.alert_id, "code": row.code, "place": row.place},
        "refusal": refusal,
        "is_standing": is_standing,
        "lines": [
            {
                "kind": each.kind.value,
                "channel": words.CHANNELS[each.kind],
                "code": each.reason,
                "reason": delivery_words.reason(each.reason),
                "count": each.count,
                "attempts": each.attempts,
                "last": showing.when(each.last_at, zone),
                "again": each.again if may_try else 0,
            }
            for each in found
        ],
    }
    return render(request, "alerts/undelivered.html", context, status=status)


def sending_shown(
    found: Sending | None, *, released_at: datetime | None, now: datetime, alert_id: UUID | None = None
) -> dict[str, Any]:
    """Return the progress of a sending for the template; the cursor changes with every number.

    Args:
        found: None before its message exists.
        released_at: when it began.
        now: the time.
        alert_id: of what has a page with what could not be delivered.
    """
    if found is None:
        return {"is_known": False, "cursor": "-", "is_finished": False}
    shares = [_share(each.progress) for each in found.shares]
    together = _share(found.total)
    later = found.later or 0
    elapsed = now - released_at if released_at else timedelta(0)
    left = _time_left(together, later, elapsed)
    numbers = [*together.values(), later, *(number for each in shares for number in each.values())]
    return {
        "is_known": True,
        "cursor": "-".join(map(str, [*numbers, left])),
        "is_finished": found.total.is_finished,
        "undelivered_href": reverse("alerts:undelivered", args=[alert_id]) if alert_id else "",
        "together": together,
        "total": sum(together[name] for name in ("sent", "waiting", "dead", "stopped")),
        "later": later,
        "left": left,
        "lines": [
            {
                "channel": words.CHANNELS[each.kind],
                "own_name": languages.get(each.language).own_name,
                **share,
            }
            for each, share in zip(found.shares, shares, strict=True)
        ],
    }


def _share(progress: Progress) -> dict[str, int]:
    return {
        "sent": progress.sent,
        "arrived": progress.arrived,
        "waiting": progress.queued + progress.failed,
        "dead": progress.dead,
        "stopped": progress.cancelled + progress.expired,
    }


def _time_left(together: dict[str, int], later: int, elapsed: timedelta) -> str:
    """Return how long what is due will still take, in words; rounded, as it is a guess."""
    done = together["sent"] + together["dead"] + together["stopped"]
    left = time_left(done=done, due=together["waiting"] - later, elapsed=elapsed)
    if left is None:
        return ""
    if left < timedelta(seconds=55):
        seconds = max(5, -(-int(left.total_seconds()) // 5) * 5)
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = max(1, round(left.total_seconds() / 60))
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return _("more than an hour")
