"""Reports that waited on a phone: sealed there to the intake key, opened here in memory, then taken like any other.

What is sealed is the JSON of `POST /reports`, with the item's random id in it, filled up with blanks to a few sizes.
Nobody can mend a sealed report any more, the person least of all: so a place that is not understood counts as not
known, a wrong clock is set right, and an address that can't be written to is left out. Only what makes no sense at all
is refused.
"""

import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Router, Status
from ninja.errors import HttpError
from pydantic import BaseModel, ValidationError

from amparo.channels.api import AddressRefused, NoPublicKey
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.languages import UnknownLanguage
from amparo.core.privacy import intake
from amparo.network.api import NetworkSettings, current_network, public
from amparo.reports.domain import limits, receipts, tokens
from amparo.reports.domain.draft import DraftRefused, ReportDraft
from amparo.reports.domain.kinds import ReportChannel
from amparo.reports.domain.times import read_time
from amparo.reports.domain.views import Submitted
from amparo.reports.queries import places
from amparo.reports.rest import (
    ErrorOut,
    ProofAskedOut,
    ReportIn,
    ReportOut,
    draft_of,
    error_of,
    place_of,
    proof_asked,
)
from amparo.reports.services import effort, refusals
from amparo.reports.services.submit import submit_report
from amparo.reports.views import browser

router = Router(tags=["reports"])

# The largest size to which a page fills a report up, with what age puts around it.
LARGEST_SEALED_BYTES = 68 * 1024
_NO_SKEW = timedelta(0)


class SealedContentWrong(AmparoError):
    """What was sealed is no report."""

    code: ClassVar[str] = "SEALED_CONTENT_WRONG"


class KeyDoesNotFit(AmparoError):
    """The request's key is not the one inside: whoever sends it may not be who sealed it, and gets no receipt."""

    code = "KEY_DOES_NOT_FIT"


class SealedReportIn(ReportIn):
    """A report with the random id of the item that waited: sending it twice is sending it once."""

    idempotency_key: str


class SealedOut(ReportOut):
    """The receipt of a report that waited."""

    is_contact_left_out: bool = Field(
        default=False, description="True where the e-mail address can't be written to."
    )


class IntakeKeyOut(BaseModel):
    """What to seal to."""

    recipient: str = Field(..., description="An age recipient (`age1…`).")


@router.get(
    "/intake-key",
    response={200: IntakeKeyOut, 503: ErrorOut},
    summary="What a report that waits is sealed to",
    operation_id="intake_key",
)
@public
def intake_key(request: HttpRequest) -> Status[IntakeKeyOut | ErrorOut]:  # noqa: ARG001 — ninja hands it over
    """Return the recipient to which a page seals what it can't send yet."""
    try:
        return Status(200, IntakeKeyOut(recipient=intake.recipient()))
    except (intake.NoIntakeKey, intake.IntakeKeyBroken):
        return Status(503, error_of(intake.NoIntakeKey()))


@router.post(
    "/reports/sealed",
    response={201: SealedOut, 200: SealedOut, 422: ErrorOut, 429: ProofAskedOut, 503: ErrorOut},
    summary="Hand in a report that was sealed to the intake key",
    operation_id="submit_sealed_report",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
@public
def submit_sealed(
    request: HttpRequest,
    response: HttpResponse,
    idempotency_key: str = Header(..., alias="Idempotency-Key"),  # type: ignore[type-arg]  # as in rest.py
    phone_clock: str = Header("", alias="Phone-Clock", description="What the sender's clock says now."),  # type: ignore[type-arg]  # as above
    proof: str = Header("", alias="Amparo-Proof", description="Only after a 429."),  # type: ignore[type-arg]  # as above
) -> Status[SealedOut | ErrorOut]:
    """Open one report and take it. The same report again gives the same receipt."""
    now = clock.now()
    if len(request.body) > LARGEST_SEALED_BYTES:
        raise HttpError(413, "")
    try:
        payload = _opened_for(idempotency_key, request.body)
        token = token_of(payload)
        draft = lenient_draft(payload, current_network(), skew_of(phone_clock, now), now)
        before = effort.check(
            who=request.META["REMOTE_ADDR"], proof=proof, token=token, now=now, words=draft.text
        )
        draft = replace(draft, sent_before=before)
        key = browser.key_of(request, now)
        draft = browser.marked(draft, key, now)
        submitted, is_left_out = take(draft, token=token, language=payload.language, now=now)
    except (intake.NoIntakeKey, intake.IntakeKeyBroken):
        return Status(503, error_of(intake.NoIntakeKey()))
    except effort.ProofAsked as error:
        return Status(429, proof_asked(request, error, now))
    except (
        intake.SealedToAnotherKey,
        SealedContentWrong,
        KeyDoesNotFit,
        DraftRefused,
        UnknownLanguage,
    ) as error:
        refusals.count(error.code.lower(), now)
        return Status(422, error_of(error))
    browser.remember(response, key)
    out = SealedOut(
        receipt_code=submitted.receipt_code, is_new=submitted.is_new, is_contact_left_out=is_left_out
    )
    return Status(201 if submitted.is_new else 200, out)


def opened(sealed: bytes) -> SealedReportIn:
    """Open a report in memory.

    Raises:
        SealedToAnotherKey: we have no key for it.
        NoIntakeKey: we have no key at all.
        SealedContentWrong: it is no report. Nothing of it is told: the error may be logged.
    """
    plain = intake.open_sealed(sealed)
    try:
        return SealedReportIn.model_validate_json(plain)
    except ValidationError:
        raise SealedContentWrong from None


def token_of(payload: SealedReportIn) -> str:
    """Return the token under which a sealed report is taken once, however it comes.

    Raises:
        DraftRefused: the id inside is too short to be unguessable.
    """
    key = tokens.checked_token(payload.idempotency_key)
    return receipts.private_token("sealed", key, payload.model_dump_json(), secret=settings.SECRET_KEY)


def take(draft: ReportDraft, *, token: str, language: str, now: datetime) -> tuple[Submitted, bool]:
    """Take an opened report; tell also whether its contact was left out, since it can't be written to.

    Raises:
        DraftRefused: it can't be taken, whatever is left out of it.
        UnknownLanguage: the registry has no such language.
    """
    told = language or settings.LANGUAGE_CODE
    web = ReportChannel.WEB
    try:
        return submit_report(draft=draft, token=token, channel=web, language=told, now=now), False
    except (AddressRefused, NoPublicKey):
        without = replace(draft, contact="")
        return submit_report(draft=without, token=token, channel=web, language=told, now=now), True


def _opened_for(key: str, sealed: bytes) -> SealedReportIn:
    payload = opened(sealed)
    if not hmac.compare_digest(payload.idempotency_key.encode(), key.encode()):
        raise KeyDoesNotFit
    return payload


def skew_of(phone_clock: str, now: datetime) -> timedelta:
    """Return how far a phone's clock is behind ours; nothing where it is about right, or where it did not say."""
    try:
        skew = now - datetime.fromisoformat(phone_clock)
    except (ValueError, TypeError, OverflowError):
        return _NO_SKEW
    return skew if abs(skew) > limits.AHEAD_AT_MOST else _NO_SKEW


def lenient_draft(
    payload: SealedReportIn, network: NetworkSettings, skew: timedelta, now: datetime
) -> ReportDraft:
    """Return the draft of a report that nobody can mend any more.

    Args:
        payload: the report.
        network: where the place is looked for.
        skew: how far the sender's clock is behind ours.
        now: aware.

    Raises:
        DraftRefused: the time makes no sense, or the place lies outside the region.
    """
    if payload.seen_at is not None:
        seen_at = read_time(payload.seen_at, zone=network.time_zone, now=now)
        payload = payload.model_copy(update={"seen_at": min(_moved(seen_at, skew, now), now).isoformat()})
    return draft_of(payload, _place(payload, network), network, now)


def _place(payload: SealedReportIn, network: NetworkSettings) -> places.Found:
    try:
        return place_of(payload, network)
    except (places.AreaMissing, places.PlaceNotFound, places.PlaceAmbiguous, places.PlaceMissing):
        return places.Found(places.middle_of(network.region), is_known=False)


def _moved(moment: datetime, skew: timedelta, now: datetime) -> datetime:
    try:
        return moment + skew
    except OverflowError:
        return now
