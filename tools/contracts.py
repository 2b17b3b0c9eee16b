"""Our own import contract: an app is entered by its `api` module alone.

import-linter's built-in contracts would need one `protected` contract for each app; this one says it once.
"""

from collections.abc import Iterable
from typing import Any, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from typing_extensions import override


class PublicApiContract(Contract):
    """Apps import of each other only `<root>.<app>.<public>`.

    Options:
        root: the package that holds the apps.
        public: the name of the module that is an app's door.
        shared: apps that everybody may use in any of their modules.
        composers: packages that put the apps together and may enter them elsewhere (urls, middleware, tests' worlds).
    """

    type_name = "public_api"

    root = fields.StringField()
    public = fields.StringField()
    shared = fields.SetField(subfield=fields.StringField(), required=False, default=set())
    composers = fields.SetField(subfield=fields.StringField(), required=False, default=set())
    # Of an app's other modules, those that a composer may enter.
    composed = fields.SetField(subfield=fields.StringField(), required=False, default=set())

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect every import that enters an app beside its door."""
        offences = [
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if self._is_offence(importer, imported)
        ]
        return ContractCheck(kept=not offences, metadata={"offences": offences})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each offence on a line."""
        offences: list[Any] = check.metadata["offences"]
        for importer, imported in offences:
            output.print_error(f"- {importer} imports {imported}")
        output.new_line()

    def _is_offence(self, importer: str, imported: str) -> bool:
        ours, theirs = self._app(importer), self._app(imported)
        if ours is None or theirs is None or ours == theirs or theirs in _names(self.shared):
            return False
        parts = imported.split(".")
        # The package itself is an empty `__init__`.
        module = parts[2] if len(parts) > 2 else _name(self.public)
        if module == _name(self.public):
            return False
        return not (ours in _names(self.composers) and module in _names(self.composed))

    def _app(self, module: str) -> str | None:
        parts = module.split(".")
        return parts[1] if len(parts) > 1 and parts[0] == _name(self.root) else None


# import-linter declares fields on the class and puts plain values on the instance.
def _names(field: object) -> frozenset[str]:
    return frozenset(cast("Iterable[str]", field))


def _name(field: object) -> str:
    return cast("str", field)
