"""The door of alerts: compose from an outcome, have a second person release, take back, subscribe, check.

Notices (subject: the alert's id): `alert.composed`, `.revised`, `.proposed`, `.released`, `.superseded`, `.ended`,
`.withdrawn`, `.expired`; (subject: the subscription's id) `subscription.confirmed`, `subscription.ended`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from amparo.alerts import keys
from amparo.alerts.domain.checking import Verdict
from amparo.alerts.domain.composing import (
    CHOICES,
    USUAL,
    FreeTextIncomplete,
    HeadlineTooLong,
    SentenceNotAllowed,
)
from amparo.alerts.domain.kinds import Kind, NotOverYet, OutcomeDoesNotSayThis, Topic
from amparo.alerts.domain.precision import TooPrecise
from amparo.alerts.domain.states import NotPossibleNow, State
from amparo.alerts.domain.tokens import LinkNotValid
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.keys import PublicKeys, SigningKeysBroken
from amparo.alerts.queries import checking as checking_queries
from amparo.alerts.queries import desk as desk_queries
from amparo.alerts.queries import documents
from amparo.alerts.queries.checking import CheckResult
from amparo.alerts.queries.desk import Preview
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.alerts.queries.wording import offered_languages
from amparo.alerts.services import composing, publishing, releasing, subscribing, withdrawing
from amparo.alerts.services.composing import (
    AlreadyAlerted,
    Draft,
    LanguageNotOffered,
    LifetimeOutOfRange,
    NotAFirstKind,
    PreparedSentencesOnly,
    SlotNotAllowed,
)
from amparo.alerts.services.guarding import PrivateTextFound
from amparo.alerts.services.pausing import CeilingReached, SendingIsLocked
from amparo.alerts.services.releasing import AlreadyReleased, ContentChanged, DraftExpired, OutcomeChanged
from amparo.alerts.services.signing import QUEUE as SIGNING_QUEUE
from amparo.alerts.services.subscribing import NothingChosen, TooManyAreas
from amparo.network.api import Actor

__all__ = [
    "CHOICES",
    "SIGNING_QUEUE",
    "USUAL",
    "AlreadyAlerted",
    "AlreadyReleased",
    "CeilingReached",
    "CheckResult",
    "ContentChanged",
    "Draft",
    "DraftExpired",
    "FreeTextIncomplete",
    "HeadlineTooLong",
    "Kind",
    "LanguageNotOffered",
    "LifetimeOutOfRange",
    "LinkNotValid",
    "NoSuchAlert",
    "NotAFirstKind",
    "NotOverYet",
    "NotPossibleNow",
    "NothingChosen",
    "OutcomeChanged",
    "OutcomeDoesNotSayThis",
    "PreparedSentencesOnly",
    "Preview",
    "PrivateTextFound",
    "PublicKeys",
    "SendingIsLocked",
    "SentenceNotAllowed",
    "SigningKeysBroken",
    "SlotNotAllowed",
    "State",
    "TooManyAreas",
    "TooPrecise",
    "Topic",
    "Verdict",
    "Wishes",
    "all_clear",
    "become_the_signer",
    "check_text",
    "compose",
    "confirm_subscription",
    "correct",
    "make_signing_keys",
    "offered_languages",
    "preview",
    "propose",
    "public_keys",
    "publish_feeds",
    "release",
    "rotate_signing_keys",
    "subscribe",
    "unsubscribe",
    "update",
    "withdraw",
]


def compose(
    *,
    incident_id: UUID,
    kind: Kind,
    sentences: Sequence[str],
    slots: Mapping[str, str],
    precision: int | None,
    languages: Sequence[str] | None,
    by: Actor,
    now: datetime,
    free_text: Mapping[str, str] | None = None,
    lifetime: timedelta | None = None,
) -> UUID:
    """Store a draft of a first alert about an incident and return its id.

    Args:
        incident_id: an incident with a recorded outcome.
        kind: `confirmed`, `unfounded`, `other_agency` or `unverifiable`, as the outcome says.
        sentences: ids of optional phrases out of `CHOICES[kind]`; what the kind must say comes by itself.
        slots: `activity`, `agency` (stored values; by default the incident's) and, at block precision, `where`.
        precision: `Precision.NEIGHBOURHOOD` or, in a public place, `Precision.BLOCK`; None for the neighbourhood.
        languages: out of `offered_languages()`; None for all of them.
        by: needs `compose_alert`.
        now: the present moment.
        free_text: words of the network's own, for every offered language or none.
        lifetime: 15 minutes to 48 hours; None for the network's usual one.

    Raises:
        NotAllowed, NoSuchIncident, NothingFoundYet, OutcomeDoesNotSayThis, NotAFirstKind, AlreadyAlerted, TooPrecise,
        SentenceNotAllowed, SlotNotAllowed, LanguageNotOffered, FreeTextIncomplete, LifetimeOutOfRange, TextRefused.
    """
    draft = Draft(
        sentences=tuple(sentences),
        slots=dict(slots),
        precision=precision,
        languages=None if languages is None else tuple(languages),
        free_text=dict(free_text or {}),
        lifetime=lifetime,
    )
    return composing.compose(incident_id=incident_id, kind=kind, draft=draft, by=by, now=now)


def update(*, alert_id: UUID, draft: Draft, by: Actor, now: datetime) -> UUID:
    """Store a draft that says more about what was confirmed; raises what `compose` raises."""
    return composing.follow_up(alert_id=alert_id, kind=Kind.UPDATE, draft=draft, by=by, now=now)


def all_clear(*, alert_id: UUID, draft: Draft, by: Actor, now: datetime) -> UUID:
    """Store a draft that says that what was confirmed has ended; raises what `compose` raises, and NotOverYet."""
    return composing.follow_up(alert_id=alert_id, kind=Kind.ALL_CLEAR, draft=draft, by=by, now=now)


def correct(*, alert_id: UUID, draft: Draft, by: Actor, now: datetime) -> UUID:
    """Store a draft that says what is recorded now instead of what was sent; raises what `compose` raises."""
    return composing.follow_up(alert_id=alert_id, kind=Kind.CORRECTION, draft=draft, by=by, now=now)


def propose(alert_id: UUID, by: Actor, now: datetime) -> str:
    """Put a draft before a second person; return the content hash.

    Raises:
        NotAllowed, NoSuchAlert, NotPossibleNow, PrivateTextFound.
    """
    return composing.propose(alert_id=alert_id, by=by, now=now)


def preview(alert_id: UUID, by: Actor, now: datetime) -> Preview:
    """Return exactly what would go out, to whom, and the hash that an approval must name.

    Raises:
        NotAllowed, NoSuchAlert.
    """
    return desk_queries.preview(alert_id, by, now)


def release(*, alert_id: UUID, content_hash: str, by: Actor, now: datetime) -> None:
    """Send a proposed alert out, as the second person. When it returns, the release is durable and the sending begun.

    Raises:
        NotAllowed, NoSuchMember, NotIndependent, NoSuchAlert, NotPossibleNow, AlreadyReleased, DraftExpired,
        ContentChanged, OutcomeChanged, OutcomeDoesNotSayThis, NotOverYet, TooPrecise, AlreadyAlerted,
        PrivateTextFound: see `services/releasing.py`.
    """
    releasing.release(alert_id=alert_id, content_hash=content_hash, by=by, now=now)


def withdraw(*, alert_id: UUID, by: Actor, now: datetime) -> None:
    """Take back what was sent, alone, with a fixed sentence; or drop what was not.

    Raises:
        NotAllowed, NoSuchMember, NoSuchAlert, NotPossibleNow.
    """
    withdrawing.withdraw(alert_id=alert_id, by=by, now=now)


def subscribe(*, address: str, wishes: Wishes, now: datetime) -> None:
    """Store a wish and write to the e-mail address for its confirmation. Says nothing about earlier subscriptions.

    Raises:
        AddressRefused, NothingChosen, TooManyAreas, LanguageNotOffered, NoSuchArea.
    """
    subscribing.subscribe(address=address, wishes=wishes, now=now)


def confirm_subscription(token: str, now: datetime) -> UUID:
    """Begin a subscription and return its id; again changes nothing.

    Raises:
        LinkNotValid: no such subscription waits or stands.
    """
    return subscribing.confirm(token=token, now=now)


def unsubscribe(token: str, now: datetime) -> None:
    """End a subscription and forget its address.

    Raises:
        LinkNotValid: no such subscription; it may have ended before.
    """
    subscribing.unsubscribe(token=token, now=now)


def check_text(text: str, now: datetime) -> CheckResult:
    """Tell whether this network sent a text, sentence by sentence; nothing of it is stored.

    Raises:
        TextRefused: it is longer than any message of ours, or no text.
    """
    return checking_queries.check_text(text, now)


def publish_feeds(now: datetime) -> int:
    """Write all feeds as they should be now; return how many alerts are in them."""
    return publishing.publish(now)


def make_signing_keys(data: Path, *, now: datetime) -> Path:
    """Make the keys with which alerts are signed, unless they are there; return the file for the worker alone.

    Raises:
        SigningKeysBroken: the file that is there holds something else.
    """
    return keys.make_keys(data, host=documents.sender(), now=now)


def rotate_signing_keys(data: Path, *, now: datetime) -> None:
    """Let new keys sign from the worker's next start; what earlier ones signed stays verifiable.

    Raises:
        SigningKeysBroken: the files that are there hold something else.
    """
    keys.rotate(data, host=documents.sender(), now=now)


def public_keys() -> tuple[PublicKeys, ...]:
    """Return what everybody may know of the signing keys, those that sign now first.

    Raises:
        SigningKeysBroken: their file holds something else.
    """
    return keys.public()


def become_the_signer(descriptor: int) -> None:
    """Read the signing keys from an inherited descriptor, and close it: this process signs from now on.

    Raises:
        SigningKeysBroken: it gives something else.
    """
    keys.hold(keys.read_keys(descriptor))
