"""What people are told of their reports, as it stands in the phrases."""

from amparo.core import phrases
from amparo.core.phrases import Rendered
from amparo.reports.domain.kinds import Fate


def told_of(fate: str, language: str) -> Rendered:
    """Return the sentence that tells a reporter of an outcome, in a language or else in English.

    Raises:
        ValueError: no report can have this fate.
        NoSuchPhrase: nobody is told of it.
    """
    return phrases.book("reports").render(f"fate.{Fate(fate)}", language)
