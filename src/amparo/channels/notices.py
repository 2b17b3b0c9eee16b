"""What this app tells the others through the journal. A subject is a correspondent's or a message's opaque id."""

from amparo.core import journal

# Subject: the correspondent. `same_as`: the correspondent who had this address before, if any.
CORRESPONDENT_CONFIRMED = journal.declare("channels.correspondent_confirmed", fields=("same_as",))
# Subject: the correspondent. Nothing that we send arrives there; `reason` is a short code.
ADDRESS_FAILED = journal.declare("channels.address_failed", fields=("channel", "reason"))
# Subject: the correspondent who wants no more messages.
STOP_REQUESTED = journal.declare("channels.stop_requested", fields=("channel",))
# Subject: the incoming message, to be had from `channels.api.take_inbound`.
INBOUND_RECEIVED = journal.declare("channels.inbound_received", fields=("channel",))
# Subject: the message.
MESSAGE_CANCELLED = journal.declare("channels.message_cancelled", fields=("cancelled",))
# Subject: the wish, to be had from `channels.api.take_join`.
JOIN_REQUESTED = journal.declare("channels.join_requested", fields=("channel",))
# Subject: the switch; by whom stands in the entry.
SWITCHED_ON = journal.declare("channels.switched_on", fields=("channel",))
SWITCHED_OFF = journal.declare("channels.switched_off", fields=("channel", "cancelled"))
# Subject: the message of which what had been given up waits again; by whom stands in the entry.
REPLAYED = journal.declare("channels.replayed", fields=("channel", "reason", "queued"))
