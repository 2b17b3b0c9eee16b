"""Addresses of the `vault` app."""

from django.urls import URLPattern, URLResolver, path

from amparo.vault.views import media

app_name = "vault"
urlpatterns: list[URLPattern | URLResolver] = [
    path("media/", media.upload, name="upload"),
    path("media/remove/", media.remove, name="remove"),
    path("media/<uuid:copy_id>/", media.picture, name="picture"),
    path("media/<uuid:copy_id>/large.jpg", media.large, name="large"),
    path("media/<uuid:copy_id>/small.jpg", media.small, name="small"),
]
