"""The tables of the network: itself, its organisations, its members, their roles and their invitations."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from amparo.network.domain import policy
from amparo.network.domain.roles import Role
from amparo.network.domain.ways import How

ROLES = [(role.value, role.value) for role in Role]
WAYS = [(how.value, how.value) for how in How]
LONGEST_EXPIRY = timedelta(days=2)
LONGEST_LABEL = 40


class Network(models.Model):
    """The one network of this installation.

    Privacy: none; everything here is public.
    Retention: with the installation.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    region_cells = models.JSONField()
    languages = models.JSONField()
    default_language = models.CharField(max_length=35)
    time_zone = models.CharField(max_length=64)
    trained_observers = models.PositiveSmallIntegerField(default=1)
    independent_reports = models.PositiveSmallIntegerField(default=2)
    reports_with_media = models.PositiveSmallIntegerField(default=1)
    first_look_within = models.DurationField(default=timedelta(minutes=15))
    give_up_after = models.DurationField(default=timedelta(hours=12))
    alert_expiry = models.DurationField(default=timedelta(hours=2))
    alerts_per_hour = models.PositiveSmallIntegerField(default=6)
    public_contact = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="network_is_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="network_reports_suffice",
                condition=Q(independent_reports__gte=2, reports_with_media__lte=F("independent_reports")),
            ),
            models.CheckConstraint(
                name="network_asks_within_reason",
                condition=Q(
                    trained_observers__lte=policy.MOST_OBSERVERS,
                    independent_reports__lte=policy.MOST_REPORTS,
                    first_look_within__range=policy.FIRST_LOOK,
                    give_up_after__range=policy.GIVE_UP,
                ),
            ),
            models.CheckConstraint(
                name="network_alerts_are_few", condition=Q(alerts_per_hour__range=policy.ALERTS_PER_HOUR)
            ),
            models.CheckConstraint(
                name="network_alert_expires",
                condition=Q(alert_expiry__gt=timedelta(0), alert_expiry__lte=LONGEST_EXPIRY),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A member organisation of the coalition.

    Privacy: internal.
    Retention: with the installation.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Standing(models.TextChoices):
    """Whether a member may come in. A removed member stays as a row: the journal names it."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class Member(AbstractBaseUser):
    """A person who works in the network, with an account.

    There is no e-mail address and no telephone number. When the member was last here is known to the day only
    (`last_seen_on` stands for Django's exact `last_login`). `session_epoch` is part of every session's
    fingerprint: raising it ends all sessions of the member on their next request.

    Privacy: personal; handle and display name are the member's choice and may be invented.
    Retention: while a member; on removal the password, the name and the handle are replaced, the row stays.
    """

    id = models.UUIDField(primary_key=True)
    username = models.CharField(max_length=32, unique=True)
    display_name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=35)
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.ACTIVE)
    session_epoch = models.PositiveIntegerField(default=0)
    last_seen_on = models.DateField(null=True)
    invited_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    vouched_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    renewed_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    last_login = None  # Django's way to leave out an inherited field.

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="member_handle_is_lower", condition=Q(username=Lower("username"))),
            models.CheckConstraint(
                name="member_not_invited_by_self", condition=Q(invited_by=None) | ~Q(invited_by=F("id"))
            ),
            models.CheckConstraint(
                name="member_vouched_by_third",
                condition=Q(vouched_by=None)
                | (
                    ~Q(vouched_by=F("id"))
                    & (Q(invited_by=None) | ~Q(vouched_by=F("invited_by")))
                    & (Q(renewed_by=None) | ~Q(vouched_by=F("renewed_by")))
                ),
            ),
            models.CheckConstraint(name="member_standing_known", condition=Q(standing__in=Standing.values)),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_active(self) -> bool:  # type: ignore[override] # a column in Django's base, derived here
        """Whether the member may sign in and act."""
        return self.standing == Standing.ACTIVE

    def get_full_name(self) -> str:
        return self.display_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac(
            "amparo.network.models.Member.get_session_auth_hash",
            f"{self.session_epoch}:{self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class MemberRole(models.Model):
    """One role of one member.

    Privacy: internal.
    Retention: while the member has the role; the journal keeps who gave it.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=ROLES)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="member_role_once", fields=["member", "role"]),
            models.CheckConstraint(name="member_role_known", condition=Q(role__in=[*Role])),
        ]

    def __str__(self) -> str:
        return self.role


class Invitation(models.Model):
    """A link that lets one person in, once.

    For a new member it carries roles and an organisation. With `renews` it lets an existing member choose a new
    password and enrol a new second factor; roles stay as they are.

    Privacy: internal; the link's token is stored as a hash only.
    Retention: 30 days after it expired or was used.
    """

    id = models.UUIDField(primary_key=True)
    token_hash = models.CharField(max_length=64, unique=True)
    roles = models.JSONField(default=list)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_new_or_renewal",
                condition=Q(renews=None, organisation__isnull=False)
                | Q(renews__isnull=False, organisation=None),
            ),
            models.CheckConstraint(
                name="invitation_used_or_withdrawn", condition=Q(used_at=None) | Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ChannelPoint(models.Model):
    """A point of a channel's checklist that a member has answered for: who, and when.

    Privacy: internal.
    Retention: until it is taken back; the journal keeps who answered for what.
    """

    kind = models.CharField(max_length=16)
    point = models.CharField(max_length=32)
    ticked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="channel_point_once", fields=["kind", "point"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.point}"


class Session(models.Model):
    """One browser's visit, and for a member the device that is signed in; no address and no user agent.

    The key in the browser's cookie is stored as a hash only, and the contents are encrypted under the key itself:
    a copy of the database ends up in nobody's place. Days, not times, say when the device came and was last here.

    Privacy: personal; the label is the member's own word for the device, the contents are sealed to the cookie.
    Retention: until signed out or ended, else 14 to 15 hours after the last change; then deleted at the next visit.
    """

    id = models.UUIDField(primary_key=True)
    key_hash = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    label = models.CharField(max_length=LONGEST_LABEL, blank=True)
    how = models.CharField(max_length=13, choices=WAYS, blank=True)
    signed_in_on = models.DateField(null=True)
    last_seen_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Readiness(models.Model):
    """That a member is on, and until when. Who was on before is kept nowhere: it would tell when people are at home.

    Privacy: personal.
    Retention: until the time that it names, or until the member says otherwise; then deleted.
    """

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="readiness"
    )
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class CeilingLift(models.Model):
    """That one coordinator asked to release more alerts than the ceiling allows, and that another granted it.

    Privacy: internal.
    Retention: with the installation; the journal names the same.
    """

    id = models.UUIDField(primary_key=True)
    hours = models.PositiveSmallIntegerField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ceiling_lift_second_person",
                condition=Q(granted_by__isnull=True, granted_at__isnull=True, until__isnull=True)
                | (
                    Q(granted_by__isnull=False, granted_at__isnull=False, until__gt=F("granted_at"))
                    & ~Q(granted_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(name="ceiling_lift_hours", condition=Q(hours__gte=1, hours__lte=24)),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h"
