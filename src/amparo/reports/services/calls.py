"""Take a report that somebody tells on the telephone, typed in by a member. Nobody's name or number is kept here."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from amparo.channels import api as channels
from amparo.core import phrases
from amparo.network.api import Actor, Capability, current_network
from amparo.reports.domain.callback import CallState
from amparo.reports.domain.draft import DraftRefused, ReportDraft
from amparo.reports.domain.kinds import ReportChannel
from amparo.reports.domain.views import Submitted
from amparo.reports.services import callbacks
from amparo.reports.services.submit import submit_report


class NumberNotTaken(DraftRefused):
    """Text messages are off: a number would be of no use, so none is kept."""

    code = "NUMBER_NOT_TAKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a caller told, besides the report itself.

    Attributes:
        language: the caller's, as a BCP-47 tag: in it they are asked and told.
        is_safe: False if they said that they are not.
        wants_witnesses: they would like somebody to come.
        may_share: False if they don't want what they saw to be passed on.
        number: where they agreed to get text messages; sealed to the gateway at once.
    """

    language: str
    is_safe: bool = True
    wants_witnesses: bool = False
    may_share: bool = True
    number: str = field(default="", repr=False)


def take_call(
    *, draft: ReportDraft, call: Call, token: str, by: Actor, now: datetime, callback_id: UUID | None = None
) -> Submitted:
    """Take a report from a caller; with a token that was seen before, answer as the first time and store nothing.

    Args:
        callback_id: the wish to be called whose turn this was. It ends with the call; where somebody else ended it
            meanwhile, the call counts all the same.

    Raises:
        NotAllowed: the actor does not type in reports.
        NumberNotTaken: there is a number, and text messages are off.
        DraftRefused, UnknownLanguage, AddressRefused, NoPublicKey: see `submit_report`; nothing was stored.
    """
    by.require(Capability.TYPE_IN_REPORT)
    if call.number and not channels.is_switched_on(channels.ChannelKind.SMS):
        raise NumberNotTaken(field="contact")
    told = replace(
        draft,
        text="\n".join([*_said(call), *([draft.text] if draft.text else [])]),
        contact=call.number,
        contact_kind=channels.ChannelKind.SMS.value,
    )
    taken = submit_report(
        draft=told, token=token, channel=ReportChannel.MEMBER, language=call.language, now=now, by=by.ref
    )
    if callback_id is not None:
        with suppress(callbacks.CallMoved):
            callbacks.go_on(callback_id=callback_id, wanted=CallState.REACHED, by=by, now=now)
    return taken


def _said(call: Call) -> Iterable[str]:
    """Yield what the caller said besides, as sentences for whoever checks it."""
    book = phrases.book("reports")
    language = phrases.language_for("reports", [current_network().default_language])
    said = {
        "call.said_not_safe": not call.is_safe,
        "call.said_witnesses": call.wants_witnesses,
        "call.said_no_sharing": not call.may_share,
    }
    return [book.text(phrase, language) for phrase, is_so in said.items() if is_so]
