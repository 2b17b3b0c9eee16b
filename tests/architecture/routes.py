"""Every address of the installation, as Django resolves it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getclosurevars, isfunction

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern
from ninja.operation import PathView


@dataclass(frozen=True)
class Route:
    """One address.

    Attributes:
        pattern: as it is written in the table, for instance `members/<uuid:member_id>/`.
        name: with its namespace; empty where it has none.
        arguments: the names it takes.
        views: the functions behind it; an address of the API may have one a method.
    """

    pattern: str
    name: str
    arguments: tuple[str, ...]
    views: tuple[Callable[..., object], ...]

    @property
    def app(self) -> str:
        """The namespace, or empty."""
        return self.name.partition(":")[0] if ":" in self.name else ""

    @property
    def marks(self) -> set[str | None]:
        """What the views declare about who may open them."""
        return {getattr(view, "amparo_access", None) for view in self.views}


def routes() -> tuple[Route, ...]:
    """Return every address of the root of the settings, sorted."""
    return tuple(sorted(_walk(get_resolver(), "", ""), key=lambda route: route.pattern))


def _walk(resolver: URLResolver, before: str, namespace: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each, pattern, inner)
        elif isinstance(each, URLPattern):
            yield Route(
                pattern=pattern,
                name=namespace + (each.name or ""),
                arguments=_arguments(each.pattern),
                views=_views(each.callback),
            )


def _arguments(pattern: object) -> tuple[str, ...]:
    if isinstance(pattern, RegexPattern):
        return tuple(pattern.regex.groupindex)
    assert isinstance(pattern, RoutePattern)
    return tuple(pattern.converters)


def _views(callback: Callable[..., object]) -> tuple[Callable[..., object], ...]:
    behind = getclosurevars(callback).nonlocals.get("self") if isfunction(callback) else None
    if isinstance(behind, PathView):
        return tuple(operation.view_func for operation in behind.operations)
    return (callback,)
