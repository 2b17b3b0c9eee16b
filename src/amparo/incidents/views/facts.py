"""What one report says, as label and value, only where something was said."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.core import languages
from amparo.incidents.domain.forming import is_area
from amparo.incidents.forms import words
from amparo.reports.api import Answer, PaperShown, ReportChannel, ReportView


class Fact(NamedTuple):
    """A label and what was said."""

    label: str
    value: str


def facts_of(view: ReportView) -> tuple[Fact, ...]:
    """Return what a report says, in the order in which a dispatcher asks."""
    return tuple(Fact(label, value) for label, value in _facts(view) if value)


def needs_of(view: ReportView) -> tuple[str, ...]:
    """Return what can't wait."""
    needs = (
        (view.being_taken is Answer.YES, _("Someone is being taken")),
        (view.child_alone, _("A child is alone")),
        (view.someone_hurt, _("Someone is hurt")),
    )
    return tuple(text for is_so, text in needs if is_so)


def first_hand_text(*, is_first_hand: bool) -> str:
    """Return whether somebody saw it or heard of it."""
    return _("First-hand") if is_first_hand else _("Heard of it")


def _facts(view: ReportView) -> Iterator[tuple[str, str]]:
    yield _("What"), str(words.ACTIVITIES[view.activity])
    yield _("Agency as read"), str(words.AGENCIES[view.agency])
    yield _("Where"), _where(view)
    yield _("How many"), str(view.how_many or "")
    yield _("Markings"), view.markings
    yield _("Vehicles"), view.vehicles
    yield _("Paper"), _paper(view.paper_shown)
    yield _("Came by"), _channel(view.channel)
    yield _("Language"), languages.name_in(view.language, get_language() or "en")


def _where(view: ReportView) -> str:
    if view.place_text:
        return view.place_text
    if not view.place_is_known:
        return _("Not known")
    return _("An area, see the map") if is_area(view.cell) else _("A point on the map")


def _paper(paper: PaperShown) -> str:
    texts = {
        PaperShown.YES: _("Shown"),
        PaperShown.NO: _("Not shown"),
        PaperShown.ENTERED_FIRST: _("They went in before they showed one"),
    }
    return texts.get(paper, "")


def _channel(channel: ReportChannel) -> str:
    texts = {
        ReportChannel.WEB: _("Web page"),
        ReportChannel.API: _("Partner tool"),
        ReportChannel.EMAIL: _("E-mail"),
        ReportChannel.SMS: _("Text message"),
        ReportChannel.HOOK: _("Partner tool"),
        ReportChannel.TELEGRAM: "Telegram",
        ReportChannel.SIGNAL: "Signal",
        ReportChannel.WHATSAPP: "WhatsApp",
        ReportChannel.IMPORT: _("Import"),
        ReportChannel.MEMBER: _("Typed in by a member"),
    }
    return texts.get(channel, "")
