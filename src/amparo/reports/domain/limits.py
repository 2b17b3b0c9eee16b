"""How much one report may hold, and how far back it may reach."""

from datetime import timedelta

TEXT_MAX_CHARS = 2000
TEXT_MAX_LINES = 60
ADDITION_MAX_CHARS = 1000
ADDITION_MAX_LINES = 30
ADDITIONS_MAX = 20
PLACE_TEXT_MAX_CHARS = 200
MARKINGS_MAX_CHARS = 160
VEHICLES_MAX_CHARS = 200
CONTACT_MAX_CHARS = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets
HOW_MANY_MAX = 500
# What `channels` lets through of a mail: a mail is never refused for its length here.
MAILED_TEXT_MAX_CHARS = 10_400
MAILED_TEXT_MAX_LINES = 10_400
IMPORTED_TEXT_MAX_CHARS = 20_000
IMPORTED_TEXT_MAX_LINES = 1000

# A token is made by us, or by a partner's tool: at least 128 bits in a usual writing.
TOKEN_MIN_CHARS = 16
TOKEN_MAX_CHARS = 200

# A phone's clock may run ahead of ours.
AHEAD_AT_MOST = timedelta(minutes=10)
# Older sightings are history: they help a briefing, not the neighbours.
OLDEST = timedelta(days=14)

SEEN_STEP = timedelta(minutes=5)

# How long a receipt still answers after its report was closed.
RECEIPT_LIFE = timedelta(days=30)
