"""The one cookie of a report: a random key that lives 24 hours (`services/marking.py`), set when a report was taken."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from amparo.reports.domain.draft import ReportDraft
from amparo.reports.services import marking
from amparo.reports.services.marking import BrowserKey


def key_of(request: HttpRequest, now: datetime) -> BrowserKey:
    """Return the key of the browser that sends a report."""
    return marking.key_for(request.COOKIES.get(settings.REPORT_COOKIE_NAME, ""), now=now)


def marked(draft: ReportDraft, key: BrowserKey, now: datetime) -> ReportDraft:
    """Return a draft with the mark of the browser that sends it."""
    return replace(draft, browser_mark=marking.mark_of(key, now=now))


def remember(response: HttpResponse, key: BrowserKey) -> None:
    """Give the browser its key, where it has none; its time is never made longer."""
    if not key.is_new:
        return
    response.set_cookie(
        settings.REPORT_COOKIE_NAME,
        key.value,
        max_age=marking.KEY_LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
