"""Ask for a proof of work while many reports come in, check it, and let it serve once.

Counted is in this process's memory, by the pseudonym that stands for a client's network for an hour (`core/privacy/
edge.py`); no address is stored. What is stored is which proofs were spent: the mark of our own challenge, which says
nothing about who solved it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from altcha import Payload, create_challenge, verify_solution
from django.conf import settings
from nacl.encoding import HexEncoder, RawEncoder
from nacl.hash import blake2b

from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.grouping import TogetherCommitted
from amparo.core.privacy.edge import HourlyKey
from amparo.core.remembered import Remembered
from amparo.reports.domain import effort
from amparo.reports.domain.effort import Load
from amparo.reports.models import IntakeLoad, SpentProof
from amparo.reports.services import refusals
from amparo.reports.services.counting import Recent

ALGORITHM = "PBKDF2/SHA-256"
PURPOSE = "report"
_PROOF_MAX_CHARS = 2000

# What those who triage switch is known to every process this much later.
_LOAD_KEPT = timedelta(seconds=5)

_sent = Recent(effort.WITHIN)
_sent_this_hour = Recent(clock.HOUR)
_worded = Recent(effort.WITHIN)
_waited = Recent(effort.WITHIN)
_wording_key = HourlyKey()


class ProofAsked(AmparoError):
    """A proof of work is asked for; `fields["reason"]` says why what came was none, `fields["level"]` how hard a one.

    Reasons: `missing`, `too_soon`, `not_understood`, `forged`, `expired`, `too_easy`, `wrong`, `spent`.
    """

    code: ClassVar[str] = "PROOF_ASKED"


def challenge(*, who: str, now: datetime, least: int = effort.NOTHING) -> dict[str, Any] | None:
    """Return a challenge (altcha's, signed, for 20 minutes) for whoever is about to send; None where none is needed.

    Args:
        who: the pseudonymous address of the request.
        now: aware.
        least: the level that was asked for when a report was refused.
    """
    level = max(least, _asked(who, "", now))
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


def check(
    *, who: str, proof: str, token: str, now: datetime, is_patient: bool = False, words: str = ""
) -> int:
    """Let one report pass, count it, and return how many came from the same network within the hour before it.

    Args:
        who: the pseudonymous address of the request.
        proof: what the browser found (altcha's payload), or empty.
        token: of the submission: the same report sent again passes with the proof that it spent before.
        now: aware.
        is_patient: the sender was asked and waited (`domain.effort.has_waited`).
        words: of the report; only a mark of them is counted, under a random key that is forgotten every hour.

    Raises:
        ProofAsked: a proof is asked for, and this is none.
    """
    wording = _mark_of(words, now)
    asked = _asked(who, wording, now)
    if asked != effort.NOTHING:
        try:
            _let_pass(who, proof, token, asked, now, is_patient=is_patient)
        except ProofAsked as refused:
            refusals.count(str(refused.fields["reason"]), now)
            raise
    refusals.write_if_due(now)
    sent_before = int(_sent_this_hour.of(who, now))
    for counts, name in ((_sent, who), (_sent_this_hour, who), (_worded, wording)):
        if name:
            counts.add(name, now)
    return sent_before


def set_load(load: Load) -> None:
    """Store how much the network has to bear; every process asks accordingly some seconds later."""
    IntakeLoad.objects.update_or_create(pk=IntakeLoad.ONLY, defaults={"load": load.value})
    _load.forget()


def load() -> Load:
    """Return how much the network has to bear, at most some seconds old."""
    return _load.get()


def forget_counts() -> None:
    """Forget what was counted, as at the start of the process."""
    for counts in (_sent, _sent_this_hour, _worded, _waited):
        counts.clear()
    _load.forget()


def _read_load() -> Load:
    found = IntakeLoad.objects.filter(pk=IntakeLoad.ONLY).values_list("load", flat=True).first()
    return Load(found) if found else Load.NORMAL


_load = Remembered(_read_load, _LOAD_KEPT)


def _asked(who: str, wording: str, now: datetime) -> int:
    limits = effort.Limits(
        settings.FREE_REPORTS_PER_NETWORK, settings.FREE_REPORTS_IN_ALL, settings.FREE_REPORTS_PER_WORDING
    )
    if not limits.asks_at_all:
        return effort.NOTHING
    same_words = _worded.of(wording, now) if wording else 0
    counts = effort.Counts(_sent.of(who, now), _sent.of("", now), same_words)
    return effort.level_asked(counts, limits, _load.get())


def _mark_of(words: str, now: datetime) -> str:
    """Return a mark of words that serves for an hour at most; empty where they are too few to be anybody's own."""
    letters = "".join(words.casefold().split())
    if len(letters) < effort.FEWEST_LETTERS_COUNTED:
        return ""
    return blake2b(letters.encode(), key=_wording_key.at(now), digest_size=16, encoder=HexEncoder).decode()


def _let_pass(who: str, proof: str, token: str, asked: int, now: datetime, *, is_patient: bool) -> None:
    try:
        if proof:
            _spend(proof, token, asked, now)
        else:
            _accept_waiting(who, now, is_patient=is_patient)
    except ProofAsked as refused:
        raise ProofAsked(reason=refused.fields["reason"], level=asked) from refused


def _accept_waiting(who: str, now: datetime, *, is_patient: bool) -> None:
    if not is_patient:
        raise ProofAsked(reason="missing")
    if _waited.of(who, now) >= effort.PATIENT_MOST:
        raise ProofAsked(reason="too_soon")
    _waited.add(who, now)


@dataclass(frozen=True, slots=True)
class _Spending:
    """A proof that is about to serve: its mark, and what binds it to one report."""

    mark: str
    bound_to: str
    now: datetime


def _spend(proof: str, token: str, asked: int, now: datetime) -> None:
    mark = _checked(proof, asked, now)
    bound_to = blake2b(token.encode(), key=_secret(), digest_size=16, encoder=HexEncoder).decode()
    if not _spent_together.do(_Spending(mark, bound_to, now)):
        raise ProofAsked(reason="spent")


def _spend_all(spendings: Sequence[_Spending]) -> list[bool]:
    """Spend proofs inside a transaction; tell for each whether it serves its report, as it did for no other."""
    latest = max(each.now for each in spendings)
    # A proof expires before its row may be forgotten, even if a clock is put back a little.
    forget_at = clock.floor_to(latest, clock.HOUR) + 2 * clock.HOUR
    # In one order, so that two processes with the same replays never wait for each other.
    rows = [
        SpentProof(mark=each.mark, bound_to=each.bound_to, forget_at=forget_at)
        for each in sorted(spendings, key=lambda each: each.mark)
    ]
    SpentProof.objects.bulk_create(rows, ignore_conflicts=True)
    SpentProof.objects.filter(forget_at__lte=latest).delete()
    marks = [each.mark for each in spendings]
    served = dict(SpentProof.objects.filter(mark__in=marks).values_list("mark", "bound_to"))
    return [served[each.mark] == each.bound_to for each in spendings]


# In a flood every report brings one: a durable commit for each would let them wait longer than SQLite's patience.
_spent_together: TogetherCommitted[_Spending, bool] = TogetherCommitted(_spend_all)


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
