"""What must rise to the top of the board, whenever it was said: with the report, or added later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """Whether somebody is being taken, a child is alone, someone is hurt. False: nobody said so."""

    being_taken: bool = False
    child_alone: bool = False
    someone_hurt: bool = False

    def __or__(self, other: "Danger") -> "Danger":
        """Return what either of two says."""
        return Danger(
            being_taken=self.being_taken or other.being_taken,
            child_alone=self.child_alone or other.child_alone,
            someone_hurt=self.someone_hurt or other.someone_hurt,
        )


NO_DANGER = Danger()
