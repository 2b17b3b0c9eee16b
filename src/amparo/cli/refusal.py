"""What a command says when it can't go on."""


class Refusal(Exception):
    """A command can't go on; its text is the one sentence that the person at the keyboard reads."""
