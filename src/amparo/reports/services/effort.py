"""Ask for a proof of work while many reports come in, check it, and let it serve once.

Counted is in this process's memory, by the pseudonym that stands for a client's network for an hour (`core/privacy/
edge.py`); no address is stored. What is stored is which proofs were spent: the mark of our own challenge, which says
nothing about who solved it.
"""

import secrets
from datetime import datetime
from typing import Any, ClassVar

from altcha import Payload, create_challenge, verify_solution
from django.conf import settings
from django.db import transaction
from nacl.encoding import HexEncoder, RawEncoder
from nacl.hash import blake2b

from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.reports.domain import effort
from amparo.reports.models import SpentProof
from amparo.reports.services.counting import Recent

ALGORITHM = "PBKDF2/SHA-256"
PURPOSE = "report"
_PROOF_MAX_CHARS = 2000

_sent = Recent(effort.WITHIN)
_waited = Recent(effort.WITHIN)


class ProofAsked(AmparoError):
    """A proof of work is asked for; `fields["reason"]` says why what came was none.

    Reasons: `missing`, `too_soon`, `not_understood`, `forged`, `expired`, `too_easy`, `wrong`, `spent`.
    """

    code: ClassVar[str] = "PROOF_ASKED"


def challenge(*, who: str, now: datetime) -> dict[str, Any] | None:
    """Return a challenge (altcha's, signed, for 20 minutes) for whoever is about to send; None where none is needed.

    Args:
        who: the pseudonymous address of the request.
        now: aware.
    """
    level = _asked(who, now)
    if level == effort.NOTHING:
        return None
    return create_challenge(
        ALGORITHM,
        effort.ROUNDS,
        counter=secrets.choice(effort.tries(level)),
        data={
            "purpose": PURPOSE,
            "level": level,
            "until": int((now + effort.PROOF_LIFE).timestamp()),
        },
        hmac_secret=_secret(),
    ).to_dict()


def check(*, who: str, proof: str, token: str, now: datetime, is_patient: bool = False) -> None:
    """Let one report pass, and count it.

    Args:
        who: the pseudonymous address of the request.
        proof: what the browser found (altcha's payload), or empty.
        token: of the submission: the same report sent again passes with the proof that it spent before.
        now: aware.
        is_patient: the sender was asked and waited (`domain.effort.has_waited`).

    Raises:
        ProofAsked: a proof is asked for, and this is none.
    """
    asked = _asked(who, now)
    if asked != effort.NOTHING:
        if proof:
            _spend(proof, token, asked, now)
        else:
            _accept_waiting(who, now, is_patient=is_patient)
    _sent.add(who, now)


def forget_counts() -> None:
    """Forget what was counted, as at the start of the process."""
    _sent.clear()
    _waited.clear()


def _asked(who: str, now: datetime) -> int:
    limits = effort.Limits(settings.FREE_REPORTS_PER_NETWORK, settings.FREE_REPORTS_IN_ALL)
    return effort.level_asked(effort.Counts(_sent.of(who, now), _sent.of("", now)), limits)


def _accept_waiting(who: str, now: datetime, *, is_patient: bool) -> None:
    if not is_patient:
        raise ProofAsked(reason="missing")
    if _waited.of(who, now) >= effort.PATIENT_MOST:
        raise ProofAsked(reason="too_soon")
    _waited.add(who, now)


def _spend(proof: str, token: str, asked: int, now: datetime) -> None:
    mark = _checked(proof, asked, now)
    bound_to = blake2b(token.encode(), key=_secret(), digest_size=16, encoder=HexEncoder).decode()
    # A proof expires before its row may be forgotten, even if a clock is put back a little.
    forget_at = clock.floor_to(now, clock.HOUR) + 2 * clock.HOUR
    with transaction.atomic():
        spent, is_new = SpentProof.objects.get_or_create(
            mark=mark, defaults={"bound_to": bound_to, "forget_at": forget_at}
        )
        if is_new:
            SpentProof.objects.filter(forget_at__lte=now).delete()
    if spent.bound_to != bound_to:
        raise ProofAsked(reason="spent")


def _checked(proof: str, asked: int, now: datetime) -> str:
    """Return the mark of the challenge that a proof solves."""
    if len(proof) > _PROOF_MAX_CHARS:
        raise ProofAsked(reason="not_understood")
    try:
        payload = Payload.from_base64(proof)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProofAsked(reason="not_understood") from error
    # The signature comes before the work: what is forged costs us no derivation.
    result = verify_solution(payload, _secret())
    mark = payload.challenge.signature
    if result.invalid_signature or not isinstance(mark, str):
        raise ProofAsked(reason="forged")
    said = payload.challenge.parameters.data or {}
    if said.get("purpose") != PURPOSE:
        raise ProofAsked(reason="forged")
    if said["until"] < now.timestamp():
        raise ProofAsked(reason="expired")
    if not effort.is_enough(said["level"], asked):
        raise ProofAsked(reason="too_easy")
    if not result.verified:
        raise ProofAsked(reason="wrong")
    return mark


def _secret() -> bytes:
    return blake2b(b"amparo.reports.effort\x00" + settings.SECRET_KEY.encode(), encoder=RawEncoder)
