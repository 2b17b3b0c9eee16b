"""The HTTP API of reports, for partner tools: hand one in, ask what became of it. No account, no cookie."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import Field, Header, Router, Status
from pydantic import BaseModel, ConfigDict

from amparo.channels.api import AddressRefused, NoPublicKey
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.languages import UnknownLanguage
from amparo.core.places.gazetteer import gazetteer
from amparo.network.api import NetworkSettings, current_network, public
from amparo.reports.domain import limits, receipts, tokens
from amparo.reports.domain.draft import DraftRefused, ReportDraft
from amparo.reports.domain.kinds import Activity, Answer, Fate, PaperShown, PlaceKind, ReportChannel
from amparo.reports.domain.receipts import ReceiptNotUnderstood
from amparo.reports.domain.times import read_time
from amparo.reports.forms import choices
from amparo.reports.forms.receipt import CODE_MAX_CHARS
from amparo.reports.forms.sentences import sentence
from amparo.reports.queries import places
from amparo.reports.queries import reports as queries
from amparo.reports.services import attempts, effort, refusals
from amparo.reports.services.attempts import TooManyAttempts
from amparo.reports.services.submit import submit_report

router = Router(tags=["reports"])

_FIELD_OF = {"ADDRESS_REFUSED": "contact", "NO_PUBLIC_KEY": "contact", "UNKNOWN_LANGUAGE": "language"}


def _at_most(chars: int, description: str) -> Any:  # noqa: ANN401 — what pydantic's Field returns
    """Describe a text whose limit the service keeps, so that its refusal comes with a sentence."""
    return Field("", description=description, json_schema_extra={"maxLength": chars})


class ReportIn(BaseModel):
    """One report. The place is a point, or a neighbourhood or ZIP code of the network's gazetteer."""

    model_config = ConfigDict(extra="forbid")

    activity: Activity
    first_hand: bool = Field(..., description="Whether the sender saw it, or was told or read of it.")
    lat: float | None = Field(None, ge=-90, le=90, description="WGS 84, with `lon`.")
    lon: float | None = Field(None, ge=-180, le=180)
    area: str = _at_most(limits.PLACE_TEXT_MAX_CHARS, "Name of a neighbourhood, or a ZIP code.")
    place_text: str = _at_most(limits.PLACE_TEXT_MAX_CHARS, "Nearest corner, address or landmark in words.")
    place_kind: PlaceKind = PlaceKind.UNKNOWN
    seen_at: str | None = Field(
        None,
        description="When it was seen (ISO 8601; without an offset: the network's time). Absent: now.",
        json_schema_extra={"format": "date-time"},
    )
    minutes_ago: int | None = Field(None, ge=0, le=int(limits.OLDEST / timedelta(minutes=1)))
    text: str = _at_most(limits.TEXT_MAX_CHARS, "In the sender's own words. Never published.")
    how_many: int | None = Field(None, ge=1, le=limits.HOW_MANY_MAX)
    markings: str = _at_most(limits.MARKINGS_MAX_CHARS, "Words on vests, jackets or vehicles as read.")
    vehicles: str = _at_most(limits.VEHICLES_MAX_CHARS, "Kind and colour. Plates are taken out.")
    paper_shown: PaperShown = PaperShown.UNKNOWN
    being_taken: Answer = Answer.UNKNOWN
    child_alone: bool = False
    someone_hurt: bool = False
    contact: str = _at_most(limits.CONTACT_MAX_CHARS, "E-mail address for calling back; sealed on arrival.")
    language: str = Field("", description="BCP 47. Absent: the best of Accept-Language.")


class ReportOut(BaseModel):
    """The receipt: six words, shown once and stored nowhere."""

    receipt_code: str
    is_new: bool = Field(..., description="False where the same request had come before.")


class StatusIn(BaseModel):
    """The six words, however they were written down."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(..., max_length=CODE_MAX_CHARS)


class StatusOut(BaseModel):
    """What became of the report. What was said is not shown: the code may be in other hands."""

    fate: Fate
    title: str
    explanation: str
    received_at: datetime | None = Field(..., description="Null once the report is closed.")
    is_closed: bool
    statement_path: str | None = Field(..., description="Null once the report is closed.")


class ErrorOut(BaseModel):
    """What could not be taken, and what to do."""

    code: str
    message: str
    field: str | None = None


class ProofAskedOut(ErrorOut):
    """Many reports come in: solve the challenge, and send the same again with the header `Amparo-Proof`."""

    challenge: dict[str, Any] | None = Field(
        ..., description="Of altcha 2 (PBKDF2/SHA-256). The header takes its payload: base64 of JSON."
    )


@router.post(
    "/reports",
    response={201: ReportOut, 200: ReportOut, 422: ErrorOut, 429: ProofAskedOut},
    summary="Hand in a report",
    operation_id="submit_report",
)
@public
def submit(
    request: HttpRequest,
    payload: ReportIn,
    idempotency_key: str | None = Header(  # type: ignore[type-arg]  # ninja declares a generic that takes no arguments
        None,
        alias="Idempotency-Key",
        description="16 to 200 unguessable characters. The same key with the same body gives the same receipt.",
    ),
    proof: str = Header("", alias="Amparo-Proof", description="Only after a 429."),  # type: ignore[type-arg]  # as above
) -> Status[ReportOut | ErrorOut]:
    """Take one report and answer with its receipt code."""
    now = clock.now()
    language = payload.language or translation.get_language() or settings.LANGUAGE_CODE
    try:
        token = _token(payload, idempotency_key)
        network = current_network()
        draft = draft_of(payload, place_of(payload, network), network, now)
        before = effort.check(
            who=request.META["REMOTE_ADDR"], proof=proof, token=token, now=now, words=draft.text
        )
        draft = replace(draft, sent_before=before)
        submitted = submit_report(
            draft=draft, token=token, channel=ReportChannel.API, language=language, now=now
        )
    except (DraftRefused, AddressRefused, NoPublicKey, UnknownLanguage) as error:
        refusals.count(error.code.lower(), now)
        return Status(422, error_of(error))
    except effort.ProofAsked as error:
        return Status(429, proof_asked(request, error, now))
    out = ReportOut(receipt_code=submitted.receipt_code, is_new=submitted.is_new)
    return Status(201 if submitted.is_new else 200, out)


@router.post(
    "/reports/status",
    response={200: StatusOut, 404: ErrorOut, 422: ErrorOut, 429: ErrorOut},
    summary="Ask what became of a report",
    operation_id="report_status",
)
@public
def status(request: HttpRequest, payload: StatusIn) -> Status[StatusOut | ErrorOut]:
    """Answer what became of the report whose receipt code stands in the body."""
    who, now = request.META["REMOTE_ADDR"], clock.now()
    try:
        attempts.check(who, now=now)
        found = queries.find_receipt(payload.code, now=now)
    except TooManyAttempts as error:
        return Status(429, error_of(error, field="code"))
    except ReceiptNotUnderstood as error:
        return Status(422, error_of(error, field="code"))
    except queries.NoSuchReceipt as error:
        attempts.count_failure(who, now=now)
        return Status(404, error_of(error, field="code"))
    title, explanation = choices.FATES[found.fate]
    path = reverse("alerts:alert", args=[found.statement_id]) if found.statement_id else None
    out = StatusOut(
        fate=found.fate,
        title=str(title),
        explanation=str(explanation),
        received_at=found.received_at,
        is_closed=found.is_closed,
        statement_path=path,
    )
    return Status(200, out)


def _token(payload: ReportIn, key: str | None) -> str:
    """Bind a key to the body: a tool that uses a key twice loses no report, and gets nobody else's receipt."""
    if key is None:
        return tokens.new_token()
    body = payload.model_dump_json()
    return receipts.private_token("api", tokens.checked_token(key), body, secret=settings.SECRET_KEY)


def place_of(payload: ReportIn, network: NetworkSettings) -> places.Found:
    """Return the place that a report names.

    Raises:
        DraftRefused: it is not understood, or outside the region.
    """
    said = places.Said(
        lat="" if payload.lat is None else str(payload.lat),
        lon="" if payload.lon is None else str(payload.lon),
        area=payload.area,
        place_text=payload.place_text,
    )
    return places.find(said, gazetteer=gazetteer(), region=network.region)


def draft_of(payload: ReportIn, found: places.Found, network: NetworkSettings, now: datetime) -> ReportDraft:
    """Return a report's draft, its time read.

    Raises:
        DraftRefused: the time is not understood.
    """
    seen_at = now - timedelta(minutes=payload.minutes_ago or 0)
    if payload.seen_at is not None:
        seen_at = read_time(payload.seen_at, zone=network.time_zone, now=now)
    copied = payload.model_dump(
        include={
            "activity", "first_hand", "place_kind", "text", "how_many", "markings", "vehicles", "paper_shown",
            "being_taken", "child_alone", "someone_hurt", "contact",
        }
    )  # fmt: skip
    return ReportDraft(
        cell=found.cell,
        place_is_known=found.is_known,
        place_text=places.in_words(payload.place_text, payload.area),
        seen_at=seen_at,
        **copied,
    )


def proof_asked(request: HttpRequest, error: effort.ProofAsked, now: datetime) -> ProofAskedOut:
    """Return the refusal that brings a challenge along."""
    who, least = request.META["REMOTE_ADDR"], int(str(error.fields["level"]))
    challenge = effort.challenge(who=who, now=now, least=least)
    return ProofAskedOut(code=error.code, message=sentence(error), challenge=challenge)


def error_of(error: AmparoError, *, field: str | None = None) -> ErrorOut:
    """Return an error with the sentence for people and the field that it is about."""
    named = error.fields.get("field")
    found = field or _FIELD_OF.get(error.code) or (str(named) if named else None)
    return ErrorOut(code=error.code, message=sentence(error), field=found)
