"""Change what the network asks for before it confirms, and how long anybody waits; the journal names who did it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.network import notices, queries
from amparo.network.domain import policy
from amparo.network.domain.actors import Actor
from amparo.network.domain.policy import BasisPolicy, Policies
from amparo.network.domain.roles import Capability
from amparo.network.models import Network
from amparo.network.queries import NetworkNotSetUp
from amparo.network.services.ceiling import lifted_until
from amparo.network.services.setting_up import NETWORK_SUBJECT

MOST_SHOWN = 20
MINUTE = timedelta(minutes=1)


class PolicyOutOfBounds(AmparoError):
    """A number is beyond what any network may set; `fields` has `policy`, `lowest` and `highest`."""

    code = "POLICY_OUT_OF_BOUNDS"


class MoreMediaThanReports(AmparoError):
    """More reports with a picture are asked for than reports."""

    code = "MORE_MEDIA_THAN_REPORTS"


class CeilingRaisedByOne(AmparoError):
    """Whoever raises the ceiling of alerts needs a second coordinator: lift it first, together, then raise it."""

    code = "CEILING_RAISED_BY_ONE"


class NothingChanged(AmparoError):
    """The policies are these already."""

    code = "NOTHING_CHANGED"


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One change of one number, in the number's own unit (minutes for times)."""

    policy: str
    old: int
    new: int
    name: str
    at: datetime


def current(by: Actor) -> Policies:
    """Return the policies as they are.

    Raises:
        NotAllowed: the actor does not manage the network.
    """
    by.require(Capability.MANAGE_NETWORK)
    settled = queries.current_network()
    return Policies(
        settled.basis_policy, settled.first_look_within, settled.give_up_after, settled.alerts_per_hour
    )


def change(*, policies: Policies, by: Actor, now: datetime) -> None:
    """Set the policies; who did it, and each number before and after, stands in the journal.

    Raises:
        NotAllowed: the actor does not manage the network.
        PolicyOutOfBounds, MoreMediaThanReports, CeilingRaisedByOne, NothingChanged: as they say; nothing was changed.
        NetworkNotSetUp: there is no network yet.
    """
    by.require(Capability.MANAGE_NETWORK)
    check(policies)
    with transaction.atomic():
        row = Network.objects.select_for_update().filter(pk=1).first()
        if row is None:
            raise NetworkNotSetUp
        before = _numbers(
            Policies(
                BasisPolicy(row.trained_observers, row.independent_reports, row.reports_with_media),
                row.first_look_within,
                row.give_up_after,
                row.alerts_per_hour,
            )
        )
        after = _numbers(policies)
        changed = [f"{name} {before[name]} {after[name]}" for name in after if before[name] != after[name]]
        if not changed:
            raise NothingChanged
        if after["alerts_per_hour"] > before["alerts_per_hour"] and not lifted_until(now):
            raise CeilingRaisedByOne
        row.trained_observers = policies.basis.trained_observers
        row.independent_reports = policies.basis.independent_reports
        row.reports_with_media = policies.basis.reports_with_media
        row.first_look_within = policies.first_look_within
        row.give_up_after = policies.give_up_after
        row.alerts_per_hour = policies.alerts_per_hour
        row.save()
        journal.write(notices.POLICIES_CHANGED, subject=NETWORK_SUBJECT, by=by.ref, now=now, changed=changed)
        transaction.on_commit(queries.forget_network)


def check(policies: Policies) -> None:
    """Let policies through only within their bounds.

    Raises:
        PolicyOutOfBounds, MoreMediaThanReports: as they say.
    """
    numbers = _numbers(policies)
    for name, (lowest, highest) in bounds().items():
        if not lowest <= numbers[name] <= highest:
            raise PolicyOutOfBounds(policy=name, lowest=lowest, highest=highest)
    if policies.basis.reports_with_media > policies.basis.independent_reports:
        raise MoreMediaThanReports


def bounds() -> dict[str, tuple[int, int]]:
    """Return what each number may be, from and to; times in minutes."""
    return {
        **policy.BOUNDS,
        "first_look_within": (policy.FIRST_LOOK[0] // MINUTE, policy.FIRST_LOOK[1] // MINUTE),
        "give_up_after": (policy.GIVE_UP[0] // MINUTE, policy.GIVE_UP[1] // MINUTE),
    }


def changes(by: Actor) -> tuple[PolicyChange, ...]:
    """Return the last changes, the newest first.

    Raises:
        NotAllowed: the actor does not manage the network.
    """
    by.require(Capability.MANAGE_NETWORK)
    entries = [entry for entry in journal.about(NETWORK_SUBJECT) if entry.kind == notices.POLICIES_CHANGED]
    return tuple(
        _change(line, entry.by, entry.at)
        for entry in reversed(entries[-MOST_SHOWN:])
        for line in entry.payload["changed"]
    )


def _change(line: str, by: str, at: datetime) -> PolicyChange:
    name, old, new = line.split()
    return PolicyChange(name, int(old), int(new), queries.member_name(UUID(by.removeprefix("member:"))), at)


def _numbers(policies: Policies) -> dict[str, int]:
    return {
        "trained_observers": policies.basis.trained_observers,
        "independent_reports": policies.basis.independent_reports,
        "reports_with_media": policies.basis.reports_with_media,
        "first_look_within": policies.first_look_within // MINUTE,
        "give_up_after": policies.give_up_after // MINUTE,
        "alerts_per_hour": policies.alerts_per_hour,
    }
