"""Roles and what each may do: one frozen table, which checks, screens and the access matrix all read."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """A part that a member plays in the network. A member may have several."""

    HOTLINE_OPERATOR = "hotline_operator"
    DISPATCHER = "dispatcher"
    VERIFIER = "verifier"
    OBSERVER = "observer"
    KEYHOLDER = "keyholder"
    LEGAL = "legal"
    CASE_WORKER = "case_worker"
    EDITOR = "editor"
    ORGANISER = "organiser"
    COORDINATOR = "coordinator"


class Capability(StrEnum):
    """One task that a view or a service asks for. Code asks for capabilities, never for roles."""

    SEE_BOARD = "see_board"
    TRIAGE_REPORTS = "triage_reports"
    RECORD_OUTCOME = "record_outcome"
    COMPOSE_ALERT = "compose_alert"
    RELEASE_ALERT = "release_alert"
    WITHDRAW_ALERT = "withdraw_alert"
    SEE_ALERTS_DESK = "see_alerts_desk"
    MANAGE_MEMBERS = "manage_members"
    SEE_CAPABILITIES = "see_capabilities"
    MANAGE_NETWORK = "manage_network"
    SEE_DATA_MAP = "see_data_map"
    TYPE_IN_REPORT = "type_in_report"
    LOOK_ON_REQUEST = "look_on_request"


_C = Capability

# The board shows exact places, so observers (who see their assignment's block) and the roles that work with people
# do not have it; the alerts desk shows what is not released yet. An empty set is a role whose tasks are elsewhere:
# what it needs to know of alerts is public. Who may release sits with editors and coordinators, so that composing
# in the heat of an evening (dispatchers, verifiers) and releasing are different hands to begin with.
CAPABILITIES: Mapping[Role, frozenset[Capability]] = MappingProxyType(
    {
        Role.HOTLINE_OPERATOR: frozenset({_C.SEE_BOARD, _C.TYPE_IN_REPORT}),
        Role.DISPATCHER: frozenset(
            {
                _C.SEE_BOARD,
                _C.TRIAGE_REPORTS,
                _C.TYPE_IN_REPORT,
                _C.COMPOSE_ALERT,
                _C.WITHDRAW_ALERT,
                _C.SEE_ALERTS_DESK,
            }
        ),
        Role.VERIFIER: frozenset(
            {
                _C.SEE_BOARD,
                _C.TRIAGE_REPORTS,
                _C.RECORD_OUTCOME,
                _C.TYPE_IN_REPORT,
                _C.COMPOSE_ALERT,
                _C.WITHDRAW_ALERT,
                _C.SEE_ALERTS_DESK,
            }
        ),
        Role.OBSERVER: frozenset({_C.TYPE_IN_REPORT, _C.LOOK_ON_REQUEST}),
        Role.KEYHOLDER: frozenset({_C.SEE_DATA_MAP}),
        Role.LEGAL: frozenset({_C.SEE_ALERTS_DESK, _C.SEE_DATA_MAP}),
        Role.CASE_WORKER: frozenset(),
        Role.EDITOR: frozenset({_C.COMPOSE_ALERT, _C.RELEASE_ALERT, _C.WITHDRAW_ALERT, _C.SEE_ALERTS_DESK}),
        Role.ORGANISER: frozenset(),
        Role.COORDINATOR: frozenset(
            {
                _C.SEE_BOARD,
                _C.RELEASE_ALERT,
                _C.WITHDRAW_ALERT,
                _C.SEE_ALERTS_DESK,
                _C.MANAGE_MEMBERS,
                _C.SEE_CAPABILITIES,
                _C.MANAGE_NETWORK,
                _C.SEE_DATA_MAP,
            }
        ),
    }
)


def capabilities_of(roles: Iterable[Role]) -> frozenset[Capability]:
    """Return everything that these roles together may do."""
    return frozenset().union(*(CAPABILITIES[role] for role in roles))
