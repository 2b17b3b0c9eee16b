"""How often within an hour one may ask what alerts answer; `core.pace` counts, without knowing who it is."""

from typing import Final

from amparo.core.pace import TooOften, count

SUBSCRIBE_BY_CLIENT: Final = 20
MAILS_TO_ADDRESS: Final = 3
CHECK_BY_CLIENT: Final = 120

__all__ = ["CHECK_BY_CLIENT", "MAILS_TO_ADDRESS", "SUBSCRIBE_BY_CLIENT", "TooOften", "count"]
