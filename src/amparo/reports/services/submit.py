"""Take a report: check it, store it with its notice in one transaction, and hand out the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import IntegrityError

from amparo.channels import api as channels
from amparo.core import clock, ids, journal, languages
from amparo.core.grouping import TogetherCommitted
from amparo.core.inserting import insert
from amparo.core.jobs import Priority
from amparo.network import api as network
from amparo.reports import notices
from amparo.reports.domain import receipts, tokens
from amparo.reports.domain.draft import LIVE, MAILED, DraftRefused, ReportDraft, checked
from amparo.reports.domain.kinds import TOLD_IN_MESSAGES, ReportChannel
from amparo.reports.domain.views import Submitted
from amparo.reports.keys import receipt_key
from amparo.reports.models import Report

# What the column holds; more than this is a flood all the same.
_MOST_COUNTED = 32_767

REPORTER = "reporter"


def submit_report(
    *, draft: ReportDraft, token: str, channel: str, language: str, now: datetime, by: str = REPORTER
) -> Submitted:
    """Take one report; with a token that was seen before, answer as the first time and store nothing.

    Args:
        draft: what was told; it is checked here.
        token: at least 16 characters that nobody can guess. Only digests of it are stored.
        channel: a value of `ReportChannel`.
        language: BCP-47 tag of the sender's language.
        now: aware.
        by: `reporter`, or the reference of the member who typed it.

    Raises:
        DraftRefused: one of its kinds.
        UnknownLanguage: the registry has no such language.
        AddressRefused: the contact is no address the channel can reach.
    """
    tag = known_language(language)
    number = receipts.number_of(tokens.checked_token(token))
    code = receipts.words_of(number, tag.split("-")[0])
    digest = receipts.digest_of_token(token)
    allowance = MAILED if channel in TOLD_IN_MESSAGES else LIVE
    try:
        taken = Taken(
            draft=checked(draft, region=network.current_network().region, now=now, allowance=allowance),
            digest=digest,
            receipt=receipts.keyed_form(number, receipt_key()),
            channel=ReportChannel(channel),
            language=tag,
            by=by,
            now=now,
        )
        return Submitted(_stored_together.do(taken), code, is_new=True)
    except (DraftRefused, channels.AddressRefused, channels.NoPublicKey, IntegrityError):
        # What comes a second time gets the first answer, even where it could not be taken any more.
        earlier = _with_token(digest)
        if earlier is None:
            raise
        return Submitted(earlier, code, is_new=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A checked draft, ready to be stored.

    Attributes:
        digest: of the token.
        receipt: the keyed form of its receipt number; None where nobody holds a receipt.
    """

    draft: ReportDraft
    digest: str
    receipt: str | None
    channel: ReportChannel
    language: str
    by: str
    now: datetime


def store_all(taken: Sequence[Taken]) -> list[UUID]:
    """Insert checked drafts and their notices, each kind by one statement; for use inside a transaction."""
    reports = [_row(each) for each in taken]
    insert(reports)
    pairs = zip(taken, reports, strict=True)
    for by, theirs in groupby(sorted(pairs, key=_by), key=_by):
        told = list(theirs)
        latest = max(each.now for each, _ in told)
        journal.write_all(
            [
                journal.Notice(notices.RECEIVED, report.pk, {"channel": each.channel.value}, _least(each))
                for each, report in told
            ],
            by=by,
            # Also where a member typed it in, the journal knows to the hour when a neighbour told it.
            now=latest if by == REPORTER else clock.floor_to(latest, clock.HOUR),
        )
    return [report.pk for report in reports]


_stored_together: TogetherCommitted[Taken, UUID] = TogetherCommitted(store_all)


def _by(pair: tuple[Taken, Report]) -> str:
    return pair[0].by


def _least(taken: Taken) -> Priority:
    """Return how urgent the work for a report is at least: a call never waits behind what floods in."""
    return Priority.URGENT if taken.channel is ReportChannel.MEMBER else Priority.DIGEST


def _row(taken: Taken) -> Report:
    draft = taken.draft
    return Report(
        id=ids.new_anonymous_id(),
        channel=taken.channel,
        language=taken.language,
        activity=draft.activity,
        agency=draft.agency,
        cell=draft.cell,
        place_text=draft.place_text,
        place_kind=draft.place_kind,
        place_is_known=draft.place_is_known,
        seen_at=draft.seen_at,
        received_at=clock.floor_to(taken.now, clock.MINUTE),
        first_hand=draft.first_hand,
        how_many=draft.how_many,
        markings=draft.markings,
        vehicles=draft.vehicles,
        paper_shown=draft.paper_shown,
        being_taken=draft.being_taken,
        child_alone=draft.child_alone,
        someone_hurt=draft.someone_hurt,
        text=draft.text,
        correspondent_id=_correspondent(draft, taken.language, taken.now),
        browser_mark=draft.browser_mark,
        sent_before=min(draft.sent_before, _MOST_COUNTED),
        token_digest=taken.digest,
        receipt_hash=taken.receipt,
    )


def known_language(wanted: str) -> str:
    """Return the registry's tag that serves a wanted one: `es` for `es-MX`.

    Raises:
        UnknownLanguage: none does.
    """
    if languages.is_known(wanted):
        return languages.get(wanted).tag
    found = languages.best([wanted], (language.tag for language in languages.all_languages()))
    if found is None:
        raise languages.UnknownLanguage
    return found


def _with_token(digest: str) -> UUID | None:
    return Report.objects.filter(token_digest=digest).values_list("pk", flat=True).first()


def _correspondent(draft: ReportDraft, language: str, now: datetime) -> UUID | None:
    if not draft.contact:
        return draft.correspondent_id
    return channels.register_correspondent(
        kind=channels.ChannelKind(draft.contact_kind), address=draft.contact, language=language, now=now
    )
