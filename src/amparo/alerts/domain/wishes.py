"""What a person wishes to hear of."""

from dataclasses import dataclass

from amparo.alerts.domain.kinds import Topic


@dataclass(frozen=True, slots=True)
class Wishes:
    """Language, topics and places of one subscription.

    Attributes:
        areas: slugs of the gazetteer; ignored with `is_everywhere`.
        is_everywhere: the whole region of the network.
    """

    language: str
    topics: tuple[Topic, ...]
    areas: tuple[str, ...] = ()
    is_everywhere: bool = False
