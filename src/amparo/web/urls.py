"""Every address of the installation. An app keeps its own whole paths; nothing is mounted twice.

A root that adds addresses (the demonstration's) repeats the `handler…` names: Django reads them from the root only.
"""

from django.urls import URLPattern, URLResolver, include, path

from amparo.web.rest import api
from amparo.web.views import frame, phone, places, program

_web = (
    [
        path("how-we-protect-you/", frame.protect, name="protect"),
        path("source/", frame.source, name="source"),
        path("language/", frame.language, name="language"),
        path("health/", frame.health, name="health"),
        path("sw.js", program.worker, name="worker"),
        path("manifest.webmanifest", program.manifest, name="manifest"),
        path("this-phone/", phone.this_phone, name="this_phone"),
        path("this-phone/clear/", phone.clear, name="clear_phone"),
        path("map/places.json", places.map_places, name="map_places"),
    ],
    "web",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include(_web)),
    path("", include("amparo.network.urls")),
    path("", include("amparo.reports.urls")),
    path("", include("amparo.vault.urls")),
    path("", include("amparo.incidents.urls")),
    path("", include("amparo.alerts.urls")),
]

handler400 = "amparo.web.views.errors.bad_request"
handler403 = "amparo.web.views.errors.forbidden"
handler404 = "amparo.web.views.errors.not_found"
handler500 = "amparo.web.views.errors.server_error"
handler429 = "amparo.web.views.errors.too_many_requests"  # allauth asks the root for it when it limits
