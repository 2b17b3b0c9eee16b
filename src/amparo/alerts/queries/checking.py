"""Check this alert: compare a pasted text with what was sent. Nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from amparo.alerts.domain import checking, codes
from amparo.alerts.domain.checking import Sent, Verdict
from amparo.alerts.domain.states import State
from amparo.alerts.models import Alert
from amparo.core.privacy import text as safe_text

RECENT = timedelta(days=30)
MOST_COMPARED = 400


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer to a pasted text.

    Attributes:
        verdict: sent by us; like ours but changed; or unknown to us.
        alert_id: the message it is or resembles.
        code: that message's short code.
        state: where that message stands now; a message that was sent may be over or corrected.
        newest_id: the newest message of its thread, if that is another.
        sent_at: when it went out.
        not_ours: sentences that did not come from us.
    """

    verdict: Verdict
    alert_id: UUID | None = None
    code: str = ""
    state: State | None = None
    newest_id: UUID | None = None
    sent_at: datetime | None = None
    not_ours: tuple[str, ...] = ()


def check_scanned(texts: Sequence[str], now: datetime) -> CheckResult:
    """Tell whether a scanned code is ours: an address of ours with a code of ours, a code alone, or a whole text.

    Several codes in one picture are answered by the worst of them: beside one of ours a false one may stand.
    """
    found = [_check_one_scanned(text, now) for text in texts]
    order = (Verdict.FOREIGN, Verdict.UNKNOWN, Verdict.ALTERED, Verdict.CODE_ONLY, Verdict.SENT)
    return min(found, key=lambda each: order.index(each.verdict))


def check_code(code: str, now: datetime) -> CheckResult:
    """Tell whether there is a message of ours under a code, however it is typed."""
    found = codes.codes_in(code[:20])
    if not checking.is_only_a_code(code[:20], found):
        return CheckResult(Verdict.UNKNOWN)
    row = Alert.objects.filter(code=found[0], released_at__isnull=False).first()
    return CheckResult(Verdict.UNKNOWN) if row is None else _result(Verdict.CODE_ONLY, row, now)


def _check_one_scanned(text: str, now: datetime) -> CheckResult:
    code = checking.scanned_code(text, settings.PUBLIC_ORIGIN)
    if code is not None:
        return check_code(code, now)
    if checking.looks_like_an_address(text):
        return CheckResult(Verdict.FOREIGN)
    try:
        return check_text(text, now)
    except safe_text.TextRefused:
        return CheckResult(Verdict.UNKNOWN)


def check_text(text: str, now: datetime) -> CheckResult:
    """Tell whether this network sent a text, sentence by sentence.

    Raises:
        TextRefused: it is longer than any message of ours, or no text.
    """
    pasted = safe_text.clean(text, max_chars=checking.MAX_CHARS, max_lines=checking.MAX_LINES)
    found_codes = codes.codes_in(pasted)
    if checking.is_only_a_code(pasted, found_codes):
        return check_code(pasted, now)
    sent_rows = Alert.objects.filter(released_at__isnull=False)
    named = sent_rows.filter(code__in=found_codes).prefetch_related("texts")[:MOST_COMPARED]
    recent = (
        sent_rows.filter(released_at__gte=now - RECENT).order_by("-released_at").prefetch_related("texts")
    )
    rows = {row.pk: row for row in (*recent[:MOST_COMPARED], *named)}
    own_host = urlsplit(settings.PUBLIC_ORIGIN).netloc
    finding = checking.check(
        pasted, [each for row in rows.values() for each in _sent(row)], found_codes, own_host
    )
    if finding.alert_id is None:
        return CheckResult(finding.verdict)
    return _result(finding.verdict, rows[finding.alert_id], now, not_ours=finding.not_ours)


def _result(verdict: Verdict, row: Alert, now: datetime, *, not_ours: tuple[str, ...] = ()) -> CheckResult:
    newest = Alert.objects.filter(thread=row.thread, released_at__isnull=False).order_by("number").last()
    return CheckResult(
        verdict=verdict,
        alert_id=row.pk,
        code=row.code,
        state=_state_now(row, now),
        newest_id=newest.pk if newest and newest.pk != row.pk else None,
        sent_at=row.released_at,
        not_ours=not_ours,
    )


def _state_now(row: Alert, now: datetime) -> State:
    is_past = row.state == State.RELEASED and row.expires_at is not None and row.expires_at <= now
    return State.EXPIRED if is_past else State(row.state)


def _sent(row: Alert) -> list[Sent]:
    texts = row.texts.all()
    whole = (f"{text.headline}\n{text.description}\n{text.instruction}\n{text.closing}" for text in texts)
    short = (text.short for text in texts if text.short)
    return [Sent(row.pk, row.code, said) for said in (*whole, *short)]
