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
