"""What stops a text before it goes out: marks that lead to a person."""

from dataclasses import dataclass

from amparo.alerts.domain.content import Content
from amparo.core.errors import AmparoError
from amparo.core.privacy import marks


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that must not become public: in which language, what kind, which words."""

    language: str
    kind: str
    words: str


class PrivateTextFound(AmparoError):
    """A text holds what leads to a person; `fields["found"]` lists the passages for the editor."""

    code = "PRIVATE_TEXT_FOUND"


def private_passages(content: Content) -> tuple[Found, ...]:
    """Return every passage of an editor's own words that must not become public.

    Reviewed sentences hold no such thing; their slots are closed values, the network's name and its own addresses.
    """
    own = (("", content.facts.where), *content.free_text)
    return tuple(
        Found(language, mark.kind, words[mark.start : mark.end])
        for language, words in own
        for mark in marks.find_private_marks(words)
    )


def check_own_words(content: Content) -> None:
    """Go on only if nothing in an alert leads to a person.

    Raises:
        PrivateTextFound: something does.
    """
    found = private_passages(content)
    if found:
        raise PrivateTextFound(found=found)
