"""The HTTP API: one NinjaAPI that gathers each app's `rest.router` (and `rest_sealed.router`).

There is no page of documentation here: the usual ones load scripts from elsewhere or need inline script.
The description is `/api/v1/openapi.json`; any OpenAPI reader opens it.
"""

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string, module_has_submodule
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from amparo.core.errors import AmparoError
from amparo.web.views import errors

api = NinjaAPI(
    title="Amparo",
    version="1",
    description="For partner tools. An error is with a stable `code` and a `message` in the sender's language.",
    docs_url=None,
    urls_namespace="api",
)


def _gather_routers() -> None:
    ours = [
        each for each in apps.get_app_configs() if each.name.startswith("amparo.") and each.label != "web"
    ]
    for config in ours:
        for name in ("rest", "rest_sealed"):
            if config.module and module_has_submodule(config.module, name):
                api.add_router("", import_string(f"{config.name}.{name}.router"))


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the fields that are wrong, never what was in them."""
    fields = sorted({".".join(str(part) for part in problem["loc"][1:]) for problem in error.errors})
    return JsonResponse(
        {"code": "INVALID", "message": _("Some fields are missing or wrong."), "fields": fields}, status=422
    )


@api.exception_handler(AmparoError)
def _refused(_request: HttpRequest, error: AmparoError) -> HttpResponse:
    """Answer an error that its router did not put into words itself."""
    return JsonResponse({"code": error.code, "message": _("We could not accept this.")}, status=422)


@api.exception_handler(HttpError)
def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code in {400, 403, 404, 413, 429}:
        return errors.as_json(error.status_code)
    return JsonResponse(
        {"code": "REFUSED", "message": _("We could not accept this.")}, status=error.status_code
    )


@api.exception_handler(Http404)
def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return errors.as_json(404)


_gather_routers()
