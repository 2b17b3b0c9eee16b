"""Who acts: a signed-in member, reduced to what services need to decide and to record."""

from dataclasses import dataclass
from uuid import UUID

from amparo.core.errors import AmparoError
from amparo.network.domain.roles import Capability


class NotAllowed(AmparoError):
    """The actor lacks the capability; `fields` has `capability`."""

    code = "NOT_ALLOWED"


@dataclass(frozen=True, slots=True)
class Actor:
    """A member who does something now.

    Attributes:
        member_id: the member's id.
        name: the name that other members see.
        capabilities: what the member's roles allow at this moment.
    """

    member_id: UUID
    name: str
    capabilities: frozenset[Capability]

    @property
    def ref(self) -> str:
        """The actor as the journal writes it."""
        return f"member:{self.member_id}"

    def can(self, capability: Capability) -> bool:
        """Tell whether the actor has a capability, for what a screen offers; `require` is what protects."""
        return capability in self.capabilities

    def require(self, capability: Capability) -> None:
        """Go on only if the actor has a capability.

        Raises:
            NotAllowed: the actor does not have it.
        """
        if capability not in self.capabilities:
            raise NotAllowed(capability=capability)
