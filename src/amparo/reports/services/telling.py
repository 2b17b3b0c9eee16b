"""Tell people what became of their reports, once for each fate, by the way they came; also who left an address."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.network.api import current_network
from amparo.reports.domain.kinds import Fate
from amparo.reports.domain.states import OUTCOMES
from amparo.reports.models import Conversation, Report
from amparo.reports.services import replying
from amparo.reports.services.replying import Reply


def tell_fate(*, report_id: UUID, now: datetime) -> bool:
    """Tell the sender of a report what became of it; False if there is nobody, nothing, or it was told before."""
    with transaction.atomic():
        report = (
            Report.objects.select_for_update().filter(pk=report_id, correspondent_id__isnull=False).first()
        )
        if report is None or report.correspondent_id is None:
            return False
        fate = Fate(report.fate)
        if fate not in OUTCOMES or report.told_fate == fate:
            return False
        Report.objects.filter(pk=report_id).update(told_fate=fate)
        row = Conversation.objects.filter(pk=report.correspondent_id).first()
        if row is not None and row.is_silent:
            return False
        spoken = report.language if row is None else row.state.get("language", "")
        replies = [Reply(f"fate.{fate.value}")]
        if report.statement_id is not None:
            address = replying.statement_address(report.statement_id)
            replies.append(Reply("fate.statement", {"statement_address": address}))
        replying.say(
            correspondent_id=report.correspondent_id,
            replies=replies,
            subject="fate.subject",
            languages=replying.known_languages(spoken, current_network().default_language),
            purpose="fate",
            now=now,
        )
    return True
