"""How often within an hour one may ask what alerts answer; `core.pace` counts, without knowing who it is."""

from typing import Final

from amparo.core.pace import TooOften, count

SUBSCRIBE_BY_CLIENT: Final = 20
MAILS_TO_ADDRESS: Final = 3
CHECK_BY_CLIENT: Final = 120
WAYS_BY_CLIENT: Final = 60
WAYS_OF_SUBSCRIPTION: Final = 10
CODES_OF_SUBSCRIPTION: Final = 20

__all__ = [
    "CHECK_BY_CLIENT",
    "CODES_OF_SUBSCRIPTION",
    "MAILS_TO_ADDRESS",
    "SUBSCRIBE_BY_CLIENT",
    "WAYS_BY_CLIENT",
    "WAYS_OF_SUBSCRIPTION",
    "TooOften",
    "count",
]
