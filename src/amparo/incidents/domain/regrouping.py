"""Why a person moved reports between incidents: closed lists, so that no note about anybody is kept."""

from enum import StrEnum


class SplitReason(StrEnum):
    """Why reports do not belong together."""

    OTHER_PLACE = "other_place"
    OTHER_TIME = "other_time"
    OTHER_EVENT = "other_event"
    PUT_TOGETHER_BY_MISTAKE = "put_together_by_mistake"


class MergeReason(StrEnum):
    """Why two incidents are one."""

    SAME_EVENT = "same_event"
    SAME_RUMOUR = "same_rumour"
    TAKEN_APART_BY_MISTAKE = "taken_apart_by_mistake"
