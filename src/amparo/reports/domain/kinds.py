"""The closed lists of a report. Values are stored and published; they are never renamed."""

from enum import StrEnum


class Activity(StrEnum):
    """What was seen to happen, in the words a neighbour would use."""

    AT_A_DOOR = "at_a_door"
    INSIDE_A_HOME = "inside_a_home"
    STREET_STOP = "street_stop"
    TRAFFIC_STOP = "traffic_stop"
    TAKING_SOMEONE = "taking_someone"
    WAITING = "waiting"
    CHECKPOINT = "checkpoint"
    WORKPLACE = "workplace"
    COURTHOUSE = "courthouse"
    PASSING_BY = "passing_by"
    LEAVING = "leaving"
    OTHER = "other"


class Agency(StrEnum):
    """Whose marking was read. It says what stood on vests, jackets or vehicles, not who they were."""

    ICE = "ice"
    HSI = "hsi"
    BORDER_PATROL = "border_patrol"
    OTHER_FEDERAL = "other_federal"
    POLICE = "police"
    SHERIFF = "sheriff"
    MILITARY = "military"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """What kind of place it is. A home is never shown finer than its neighbourhood."""

    HOME = "home"
    PUBLIC = "public"
    WORK = "work"
    BUSINESS = "business"
    SCHOOL = "school"
    COURT = "court"
    WORSHIP = "worship"
    HEALTH = "health"
    UNKNOWN = "unknown"


class Heard(StrEnum):
    """Whether the person saw it, or was told or read of it."""

    FIRST_HAND = "first_hand"
    HEARD = "heard"


class PaperShown(StrEnum):
    """Whether a paper was shown, and whether they had gone in before it was."""

    UNKNOWN = "unknown"
    NO = "no"
    YES = "yes"
    ENTERED_FIRST = "entered_first"


class Answer(StrEnum):
    """Yes, no, or not known."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class ReportChannel(StrEnum):
    """By which means the report came."""

    WEB = "web"
    API = "api"
    EMAIL = "email"
    SMS = "sms"
    HOOK = "hook"
    TELEGRAM = "telegram"
    SIGNAL = "signal"
    WHATSAPP = "whatsapp"
    IMPORT = "import"
    MEMBER = "member"


# A report that is told in messages: its writer is answered there.
TOLD_IN_MESSAGES = frozenset(
    {
        ReportChannel.EMAIL,
        ReportChannel.SMS,
        ReportChannel.HOOK,
        ReportChannel.TELEGRAM,
        ReportChannel.SIGNAL,
        ReportChannel.WHATSAPP,
    }
)


class Fate(StrEnum):
    """What became of a report, as the person who sent it may read it."""

    RECEIVED = "received"
    BEING_CHECKED = "being_checked"
    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    OTHER_AGENCY = "other_agency"
    UNVERIFIABLE = "unverifiable"
    WITHDRAWN = "withdrawn"
