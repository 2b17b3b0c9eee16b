"""The root of Amparo's own errors.

An error carries a stable `code` and structured fields. Its text is the code alone: sentences for people are
made at the edge, and a field may hold something that must not reach a log.
"""

from typing import ClassVar


class AmparoError(Exception):
    """Something expected that a caller can answer.

    Attributes:
        code: stable, upper snake case; in tests, answers of the API and translations.
        fields: what an edge needs to make a sentence. Never logged.
    """

    code: ClassVar[str] = "ERROR"

    def __init__(self, **fields: object) -> None:
        super().__init__(self.code)
        self.fields = fields
