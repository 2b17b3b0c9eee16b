"""What the tests of reports share: an invented neighbour who fills in the page, and drafts."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID

from django.test import Client

from amparo.core.places import cells
from amparo.core.places.cells import Point, Precision
from amparo.reports.api import Activity, ReportChannel, ReportDraft, Submitted, new_token, submit_report
from amparo.reports.models import Report

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

NOW = datetime(2026, 11, 24, 15, 3, 27, 123456, tzinfo=UTC)
PICO_UNION = Point(34.0466, -118.2826)
PORT_AU_PRINCE = Point(18.54, -72.33)

DRAFT = ReportDraft(
    activity=Activity.STREET_STOP,
    cell=cells.cell_at(PICO_UNION, Precision.EXACT),
    seen_at=NOW - timedelta(minutes=7),
    first_hand=True,
    place_text="Invented corner, Pico-Union",
    text="Four people stop everyone who leaves the market.",
)

# What an operator notes on the page of calls, at least.
BY_PHONE = {
    "language": "es",
    "safe": "yes",
    "seen": "10",
    "heard": "first_hand",
    "place_text": "Invented Street and Second",
    "area": "Pico-Union",
    "activity": "at_a_door",
    "share": "yes",
    "text_back": "no",
    "text": "they knock and call names through the door",
}


def submit(
    draft: ReportDraft = DRAFT,
    *,
    token: str | None = None,
    language: str = "en",
    now: datetime = NOW,
) -> Submitted:
    """Take a draft as the page would."""
    return submit_report(
        draft=draft, token=token or new_token(), channel=ReportChannel.WEB, language=language, now=now
    )


def stored(report_id: UUID) -> Report:
    """Return a report as it stands in the table."""
    return Report.objects.get(pk=report_id)


def body(response: "Response") -> str:
    """Return a page as text."""
    return unescape(response.content.decode())


_HIDDEN = re.compile(r'<input type="hidden" name="(answers|held)" value="([^"]*)"')
_CODE = re.compile(r'class="code-words"[^>]*>([^<]+)<')


@dataclass
class Neighbour:
    """Somebody at the public page, without JavaScript: sends what the page's form holds."""

    client: Client = field(default_factory=Client)
    language: str = "en"
    page: "Response | None" = None

    def opens(self, path: str = "/report/") -> "Response":
        """Open a page as a browser with this language would."""
        self.page = self.client.get(path, headers={"accept-language": self.language})
        return self.page

    def sends(self, go: str = "next", path: str = "/report/", **fields: str) -> "Response":
        """Send the form with some fields; hidden ones come along by themselves."""
        hidden = dict(_HIDDEN.findall(self.page.content.decode())) if self.page else {}
        self.page = self.client.post(
            path, {**hidden, "go": go, **fields}, headers={"accept-language": self.language}
        )
        return self.page

    def comes_to_the_last_page(self) -> "Response":
        """Answer the three questions."""
        self.opens()
        self.sends(activity="at_a_door")
        self.sends(place_text="Invented Street and Second", area="Pico-Union")
        return self.sends(seen="10", heard="first_hand")

    @property
    def text(self) -> str:
        """What the page says now."""
        assert self.page is not None
        return body(self.page)

    @property
    def code(self) -> str:
        """The six words on the receipt."""
        found = _CODE.search(self.text)
        assert found is not None, "this page shows no receipt"
        return found[1]
