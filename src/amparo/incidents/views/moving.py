"""What the incident's page shows of sources, questions, suggestions and moves: one context for its partials."""

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from amparo.incidents.forms.regroup import UndoForm
from amparo.incidents.forms.words_regroup import UNDO_TITLES
from amparo.incidents.queries.detail import Detail
from amparo.incidents.views import compare, weighing
from amparo.incidents.views.page import Page
from amparo.incidents.views.screen import Setting
from amparo.network.api import Actor, Capability


@dataclass(frozen=True, slots=True)
class Undo:
    """The last move, which can be taken back."""

    title: StrOrPromise
    form: UndoForm


def context(found: Detail, shown: Page, setting: Setting, actor: Actor) -> dict[str, object]:
    """Return what the partials sources, red_flags, compare, undo and decided_first need."""
    return {
        "weighing": weighing.of(found, shown),
        "comparisons": compare.of(found, setting, by=actor),
        "undo": _undo(found, actor),
        "decided_first": False,
    }


def _undo(found: Detail, actor: Actor) -> Undo | None:
    move = found.last_move
    if move is None or found.merged_into or not actor.can(Capability.TRIAGE_REPORTS):
        return None
    return Undo(UNDO_TITLES[move.kind], UndoForm(entry=move.entry_id))
