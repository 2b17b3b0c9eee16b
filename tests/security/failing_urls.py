"""Views that fail in every way, each quoting what the request held. Only for `test_errors_tell_nothing.py`."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation, ValidationError
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.urls import path

from amparo.web import urls as real

KINDS: tuple[type[Exception], ...] = (
    ArithmeticError, AssertionError, AttributeError, BadRequest, BufferError, ConnectionError, DatabaseError, EOFError,
    Exception, FileNotFoundError, Http404, ImportError, IndexError, IntegrityError, KeyError, LookupError, MemoryError,
    NameError, NotImplementedError, OSError, OperationalError, OverflowError, PermissionDenied, PermissionError,
    RecursionError, ReferenceError, RuntimeError, StopAsyncIteration, SuspiciousOperation, SyntaxError,
    TemplateDoesNotExist, TemplateSyntaxError, TimeoutError, TypeError, UnboundLocalError, ValidationError, ValueError,
    ZeroDivisionError,
)  # fmt: skip


def everything_in(request: HttpRequest) -> str:
    return " ".join(
        [
            request.path,
            request.META["QUERY_STRING"],
            str(request.body),
            str(request.COOKIES),
            str(request.META),
        ]
    )


def failing(kind: type[Exception]) -> Callable[[HttpRequest], HttpResponse]:
    def fail(request: HttpRequest) -> HttpResponse:
        held = everything_in(request)
        try:
            raise kind(held)  # noqa: TRY301 — the very thing under test
        except kind as error:
            if kind is ValueError:
                raise RuntimeError(held) from error
            raise

    return fail


def wrong_sql(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {request.GET['q']}")
    return HttpResponse()


def wrong_code(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(int(everything_in(request))))


urlpatterns = [
    *[path(f"fail/{kind.__name__}/", failing(kind)) for kind in KINDS],
    path("fail/sql/", wrong_sql),
    path("fail/code/", wrong_code),
    *real.urlpatterns,
]
handler400, handler403, handler404, handler500 = (
    real.handler400,
    real.handler403,
    real.handler404,
    real.handler500,
)
