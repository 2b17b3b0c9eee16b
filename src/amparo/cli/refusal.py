"""What a command says when it can't go on."""


class Refusal(Exception):  # noqa: N818 — a refusal is an answer to the person at the keyboard, not a fault
    """A command can't go on; its text is the one sentence that the person at the keyboard reads."""
