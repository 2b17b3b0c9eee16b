"""Take a report: check it, store it with its notice in one transaction, and hand out the receipt."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amparo.channels import api as channels
from amparo.core import clock, ids, journal, languages
from amparo.network import api as network
from amparo.reports import notices
from amparo.reports.domain import private_marks, receipts, tokens
from amparo.reports.domain.draft import LIVE, MAILED, ReportDraft, checked
from amparo.reports.domain.kinds import ReportChannel
from amparo.reports.domain.views import Submitted
from amparo.reports.models import Report
from amparo.reports.queries.reports import receipt_hash


def submit_report(
    *, draft: ReportDraft, token: str, channel: str, language: str, now: datetime, by: str = "reporter"
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
    earlier = _with_token(digest)
    if earlier is not None:
        return Submitted(earlier, code, is_new=False)
    allowance = MAILED if channel == ReportChannel.EMAIL else LIVE
    ready = checked(draft, region=network.current_network().region, now=now, allowance=allowance)
    slow_hash = receipt_hash(number)
    try:
        with transaction.atomic():
            report_id = store(ready, digest=digest, slow_hash=slow_hash, channel=ReportChannel(channel),
                              language=tag, by=by, now=now)  # fmt: skip
    except IntegrityError:
        rival = _with_token(digest)
        if rival is None:
            raise
        return Submitted(rival, code, is_new=False)
    return Submitted(report_id, code, is_new=True)


def store(
    draft: ReportDraft,
    *,
    digest: str,
    slow_hash: str | None,
    channel: ReportChannel,
    language: str,
    by: str,
    now: datetime,
) -> UUID:
    """Insert a checked draft and its notice; for use inside a transaction."""
    found = private_marks.find(
        {
            "text": draft.text,
            "place_text": draft.place_text,
            "markings": draft.markings,
            "vehicles": draft.vehicles,
        }
    )
    report = Report.objects.create(
        id=ids.new_anonymous_id(),
        channel=channel,
        language=language,
        activity=draft.activity,
        agency=draft.agency,
        cell=draft.cell,
        place_text=draft.place_text,
        place_kind=draft.place_kind,
        place_is_known=draft.place_is_known,
        seen_at=draft.seen_at,
        received_at=clock.floor_to(now, clock.MINUTE),
        first_hand=draft.first_hand,
        how_many=draft.how_many,
        markings=draft.markings,
        vehicles=draft.vehicles,
        paper_shown=draft.paper_shown,
        being_taken=draft.being_taken,
        child_alone=draft.child_alone,
        someone_hurt=draft.someone_hurt,
        text=draft.text,
        private_marks=private_marks.to_json(found),
        correspondent_id=_correspondent(draft, language, now),
        token_digest=digest,
        receipt_hash=slow_hash,
    )
    journal.write(notices.RECEIVED, subject=report.pk, by=by, now=now, channel=channel.value)
    return report.pk


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
        kind=channels.ChannelKind.EMAIL, address=draft.contact, language=language, now=now
    )
