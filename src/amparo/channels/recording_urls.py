"""The demonstration's outbox. Only the demonstration's root includes these addresses."""

from django.urls import path

from amparo.channels import views

app_name = "outbox"
urlpatterns = [path("demo/outbox/", views.outbox, name="list")]
