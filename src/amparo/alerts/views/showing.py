"""Turn what queries found into what templates show: words, badges, addresses; no decision is made here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django_stubs_ext import StrOrPromise

from amparo.alerts.domain.checking import Verdict
from amparo.alerts.domain.composing import moment_in_words
from amparo.alerts.domain.content import Text
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.states import State
from amparo.alerts.forms import partners as partner_words
from amparo.alerts.forms import words
from amparo.alerts.queries.checking import CheckResult
from amparo.alerts.queries.partners import Statement
from amparo.alerts.queries.public import Home, PublicAlert
from amparo.channels import api as channels
from amparo.core import languages
from amparo.core.places.cells import centre


@dataclass(frozen=True)
class Shown:
    """One language of an alert, ready for a template."""

    language: str
    direction: str
    own_name: str
    headline: str
    description: list[str]
    instruction: list[str]
    closing: list[str]
    is_draft: bool
    short: str
    parts: int


def text(value: Text) -> Shown:
    """Return one language of an alert for a template."""
    language = languages.get(value.language)
    return Shown(
        language=language.tag,
        direction=language.direction,
        own_name=language.own_name,
        headline=value.headline,
        description=value.description.split("\n"),
        instruction=value.instruction.split("\n") if value.instruction else [],
        closing=value.closing.split("\n"),
        is_draft=value.is_draft,
        short=value.short,
        parts=channels.sms_parts(value.short),
    )


def card(alert: PublicAlert, zone: ZoneInfo) -> dict[str, Any]:
    """Return one alert as a card of a list, its times in the network's zone."""
    is_standing = _is_standing(alert)
    return {
        "id": alert.alert_id,
        "href": reverse("alerts:alert", args=[alert.alert_id]),
        "code": alert.code,
        "kind": alert.kind.value,
        "kind_text": words.KINDS[alert.kind],
        "badge": _badge(alert),
        "state": alert.state.value,
        "state_text": words.STATES[alert.state],
        "state_note": _state_note(alert),
        "is_standing": is_standing,
        "text": text(alert.text),
        "place": alert.place,
        "is_confirmed": alert.outcome == "confirmed",
        "seen": when(alert.seen_at, zone),
        "released": when(alert.released_at, zone),
        "released_at": alert.released_at,
        "expires": when(alert.expires_at, zone),
        "expires_at": alert.expires_at,
        "is_archived": alert.is_archived,
        "newest_href": reverse("alerts:alert", args=[alert.newest_id]) if alert.newest_id else "",
    }


def _is_standing(alert: PublicAlert) -> bool:
    return alert.state == State.RELEASED and alert.newest_id is None


def _state_note(alert: PublicAlert) -> StrOrPromise:
    """Return what stands beside the badge of a message that does not stand any more.

    Nothing where a "not true" merely grew old: beside it, "no longer valid" would read as if it were true after all.
    """
    if _is_standing(alert) or (alert.state == State.EXPIRED and alert.outcome != "confirmed"):
        return ""
    return words.STATES[alert.state]


def _badge(alert: PublicAlert) -> str:
    if alert.outcome == "confirmed" and not _is_standing(alert):
        return "ended"
    return words.BADGES[alert.kind]


def when(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment in the reader's words."""
    return moment_in_words(moment, translation.get_language() or "en", zone)


def statements(found: Iterable[Statement], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return what partners state, as cards: their words, marked as theirs."""
    tag = translation.get_language() or "en"
    shown = []
    for each in found:
        words = each.words_for(tag)
        language = languages.get(words.language) if words else None
        shown.append(
            {
                "id": each.statement_id,
                "partner": each.partner,
                "says": partner_words.SAYS[each.says],
                "badge": partner_words.BADGES[each.says],
                "area": each.area,
                "headline": (words.headline or words.event) if words else "",
                "lines": words.description.split("\n") if words and words.description else [],
                "language": language.tag if language else "",
                "direction": language.direction if language else "",
                "sent": when(each.sent, zone),
                "until": when(each.expires_at, zone),
                "expires_at": each.expires_at,
                "may_be_relayed": each.may_be_relayed and each.relay_id is None,
                "relay_href": reverse("alerts:preview", args=[each.relay_id]) if each.relay_id else "",
            }
        )
    return shown


def points(home: Home) -> dict[str, Any]:
    """Return the first page's lists as points of a map: released alerts only."""
    return points_of([*home.confirmed, *home.found_false, *home.over])


def points_of(alerts: Iterable[PublicAlert]) -> dict[str, Any]:
    """Return alerts as points of a map, at the middle of their published cells."""
    found = []
    for alert in alerts:
        if alert.kind == Kind.WITHDRAWAL:
            continue
        for cell in alert.cells:
            point = centre(cell)
            found.append(
                {
                    "id": str(alert.alert_id),
                    "lat": round(point.lat, 5),
                    "lon": round(point.lon, 5),
                    "status": _badge(alert),
                    "text": alert.text.headline,
                    "href": reverse("alerts:alert", args=[alert.alert_id]),
                }
            )
    return {"points": found}


def finding(found: CheckResult, zone: ZoneInfo) -> dict[str, Any]:
    """Return the answer to a pasted text."""
    return {
        "verdict": found.verdict.value,
        "is_sent": found.verdict == Verdict.SENT,
        "is_altered": found.verdict == Verdict.ALTERED,
        "is_code_only": found.verdict == Verdict.CODE_ONLY,
        "is_foreign": found.verdict == Verdict.FOREIGN,
        "is_valid": found.state == State.RELEASED,
        "state_text": words.STATES[found.state] if found.state else "",
        "code": found.code,
        "sent": when(found.sent_at, zone) if found.sent_at else "",
        "href": _address(found.alert_id),
        "newest_href": _address(found.newest_id),
        "not_ours": found.not_ours,
    }


def _address(alert_id: UUID | None) -> str:
    return reverse("alerts:alert", args=[alert_id]) if alert_id else ""
