"""Why a person moved reports between incidents: closed lists, so that no note about anybody is kept."""

from enum import StrEnum


class SplitReason(StrEnum):
    """Why reports do not belong together."""

    OTHER_PLACE = "other_place"
    OTHER_TIME = "other_time"
    OTHER_EVENT = "other_event"
    OLD_EVENT = "old_event"
    CONTRADICTS = "contradicts"
    PUT_TOGETHER_BY_MISTAKE = "put_together_by_mistake"


class MergeReason(StrEnum):
    """Why two incidents are one."""

    SAME_EVENT = "same_event"
    SAME_RUMOUR = "same_rumour"
    SAME_PLACE_OTHER_NAME = "same_place_other_name"
    TAKEN_APART_BY_MISTAKE = "taken_apart_by_mistake"


class UndoReason(StrEnum):
    """Why a person takes a move back, their own or the forming's."""

    PRESSED_BY_MISTAKE = "pressed_by_mistake"
    WRONG_REPORTS = "wrong_reports"
    NOT_THE_SAME = "not_the_same"
    LEARNED_MORE = "learned_more"
