"""What the network writes into the journal. Subjects are member ids, but for invitations and the network."""

from amparo.core import journal

NETWORK_SET_UP = journal.declare("network.set_up")
FOUNDER_ADDED = journal.declare("member.founder_added", {"roles"})
INVITED = journal.declare("invitation.made", {"roles", "renews"})
INVITATION_WITHDRAWN = journal.declare("invitation.withdrawn")
JOINED = journal.declare("member.joined", {"invitation", "roles"})
ACCESS_RENEWED = journal.declare("member.access_renewed", {"invitation"})
VOUCHED_FOR = journal.declare("member.vouched_for")
ROLES_CHANGED = journal.declare("member.roles_changed", {"added", "taken"})
SUSPENDED = journal.declare("member.suspended")
REINSTATED = journal.declare("member.reinstated")
REMOVED = journal.declare("member.removed")
FACTOR_ADDED = journal.declare("member.factor_added", {"factor"})
FACTOR_REMOVED = journal.declare("member.factor_removed", {"factor"})
RECOVERY_CODES_MADE = journal.declare("member.recovery_codes_made")
RECOVERY_CODE_USED = journal.declare("member.recovery_code_used")
PASSWORD_CHANGED = journal.declare("member.password_changed")
PASSKEY_COPIED = journal.declare("member.passkey_copied")
SESSIONS_ENDED = journal.declare("member.sessions_ended")
# Subject: the network. Each line of `changed`: the policy, the number before, the number after.
POLICIES_CHANGED = journal.declare("network.policies_changed", {"changed"})
# Subject: the member who answered for them.
# Subject: the wish to lift the ceiling of alerts.
CEILING_LIFT_ASKED = journal.declare("network.ceiling_lift_asked", {"hours"})
CEILING_LIFTED = journal.declare("network.ceiling_lifted", {"hours", "asked_by"})
CHANNEL_POINTS_CHANGED = journal.declare("network.channel_points_changed", {"channel", "ticked", "unticked"})

# What a member is told at sign-in for a while, whoever did it.
SIGN_IN_CHANGES = (
    FACTOR_ADDED,
    FACTOR_REMOVED,
    RECOVERY_CODES_MADE,
    RECOVERY_CODE_USED,
    PASSWORD_CHANGED,
    PASSKEY_COPIED,
    ACCESS_RENEWED,
    SESSIONS_ENDED,
)
