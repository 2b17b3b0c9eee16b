"""The demonstration's outbox: every message that would have left, as its receiver would see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.channels import queries
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.models import RecordedMessage
from amparo.core import languages

SHOWN = 60


@dataclass(frozen=True)
class _Shown:
    to: str
    subject: str
    body: str
    language: str
    own_name: str
    direction: Literal["ltr", "rtl"]
    unsubscribe_url: str
    at: datetime
    parts: int
    is_push: bool


def outbox(request: HttpRequest) -> HttpResponse:
    """Show the newest messages, of one language if `?language=` names one."""
    found = queries.outbox(request.GET.get("language", ""), limit=SHOWN)
    context = {
        "recorded": [_shown(row) for row in found.newest],
        "count": found.count,
        "shown": SHOWN,
        "wanted": found.language,
        "tags": [languages.get(tag) for tag in found.languages],
    }
    return render(request, "channels/outbox_list.html", context)


# The mark that `network.access.public` sets: this app stands below that one and can't import it.
outbox.amparo_access = "public"  # type: ignore[attr-defined] # the mark of network.access


def _shown(row: RecordedMessage) -> _Shown:
    language = languages.get(row.language)
    return _Shown(
        to=row.to,
        subject=row.subject,
        body=row.body,
        language=language.tag,
        own_name=language.own_name,
        direction=language.direction,
        unsubscribe_url=str(row.headers.get("List-Unsubscribe", "")).strip("<>"),
        at=row.at,
        parts=int(row.headers.get("Parts", 0)),
        is_push=row.kind == ChannelKind.WEB_PUSH,
    )
