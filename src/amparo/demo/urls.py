"""The network's addresses and the demonstration's own. Only `settings.demo` uses this root."""

from django.urls import URLPattern, URLResolver, include, path

from amparo.demo import views

_demo = (
    [
        path("", views.personas, name="personas"),
        path("enter/<slug:persona>/<str:token>/", views.enter, name="enter"),
    ],
    "demo",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/", include(_demo)),
    path("", include("amparo.channels.recording_urls")),
    path("", include("amparo.web.urls")),
]

# Django reads these from the root alone.
handler400 = "amparo.web.views.errors.bad_request"
handler403 = "amparo.web.views.errors.forbidden"
handler404 = "amparo.web.views.errors.not_found"
handler429 = "amparo.web.views.errors.too_many_requests"
handler500 = "amparo.web.views.errors.server_error"
