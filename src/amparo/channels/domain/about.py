"""What a message is about, for receivers that can put a newer one in an older one's place."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class About:
    """What belongs to a message beside its words. Nothing of it is about the receiver.

    Attributes:
        thread: messages of one thread replace each other; whoever carries them sees a hash of it at most.
        number: which of its thread it is; a higher one is newer.
        kind: what kind of message, as the app that sends it calls it.
        page: the path of the message's page on our site.
        code: by which people check the message; empty where there is none.
    """

    thread: str
    number: int
    kind: str
    page: str
    code: str = ""

    def to_json(self) -> dict[str, str | int]:
        """Return it as a row keeps it."""
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, object]) -> "About | None":
        """Read what `to_json` wrote; None of an empty one."""
        if not kept:
            return None
        number = kept.get("number", 0)
        return About(
            thread=str(kept.get("thread", "")),
            number=number if isinstance(number, int) else 0,
            kind=str(kept.get("kind", "")),
            page=str(kept.get("page", "")),
            code=str(kept.get("code", "")),
        )
