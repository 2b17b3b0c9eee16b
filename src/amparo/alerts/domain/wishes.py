"""What a person wishes to hear of."""

from dataclasses import dataclass

from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.quiet import QuietHours
from amparo.core.places.cells import Cell


@dataclass(frozen=True, slots=True)
class Wishes:
    """Language, topics, places and quiet hours of one subscription.

    Attributes:
        areas: slugs of the gazetteer.
        is_everywhere: the whole region of the network. Named places are kept beside it: they count as near.
        drawn: cells of what was drawn or named by a radius, at neighbourhood precision or coarser.
        quiet: None for none.
    """

    language: str
    topics: tuple[Topic, ...]
    areas: tuple[str, ...] = ()
    is_everywhere: bool = False
    drawn: tuple[Cell, ...] = ()
    quiet: QuietHours | None = None
