"""Django's SQLite, without one check that the hardened database refuses.

Django gives every column of JSON a `CHECK (JSON_VALID(…))`. With `trusted_schema=OFF`, which keeps a tampered
database file from calling functions, SQLite before 3.41 (Debian 12 has 3.40) refuses each statement that touches
such a table: "unsafe use of JSON_VALID()". The columns are written by Django's own JSON encoder only, so the check
would find nothing; the pragma may.
"""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, with JSON columns unchecked."""

    data_type_check_constraints = {
        kind: check
        for kind, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if kind != "JSONField"
    }
