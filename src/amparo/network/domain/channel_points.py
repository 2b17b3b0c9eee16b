"""What a network answers for before SMS is turned on. The program can't check any of it; a person can."""

# In the order of the screen. A name is never changed: rows hold it.
SMS_POINTS = (
    "what_others_see",
    "provider_keeps",
    "consent",
    "opt_in_words",
    "stop_and_help",
    "registration",
    "toll_free",
    "quiet_hours",
    "state_laws",
    "money",
)
