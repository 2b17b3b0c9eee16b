"""Addresses of the `alerts` app."""

from django.urls import URLPattern, URLResolver, path, re_path

from amparo.alerts.views import composing, desk, feeds, partners, public, subscribing

app_name = "alerts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("a/<str:code>/", public.short, name="short"),
    path("alerts/check/", public.check, name="check"),
    path("alerts/subscribe/", subscribing.subscribe, name="subscribe"),
    path("alerts/subscribe/asked/", subscribing.asked, name="asked"),
    path("alerts/confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("alerts/unsubscribe/<str:token>/", subscribing.unsubscribe, name="unsubscribe"),
    path("alerts/unsubscribe/<str:token>/change/", subscribing.change, name="change"),
    path("alerts/<uuid:alert_id>/", public.alert, name="alert"),
    path("alerts/others/", public.statements, name="statements"),
    path("use-our-alerts/", public.use, name="use"),
    path("desk/alerts/", desk.desk, name="desk"),
    path("desk/partners/", partners.desk, name="partners"),
    path("desk/partners/<uuid:partner_id>/confirm/", partners.confirm, name="partner_confirm"),
    path("desk/partners/<uuid:partner_id>/stop/", partners.stop, name="partner_stop"),
    path("desk/partners/statements/<uuid:statement_id>/relay/", partners.relay, name="relay"),
    path("desk/alerts/<uuid:alert_id>/relay-over/", partners.relay_over, name="relay_over"),
    path("desk/alerts/compose/<uuid:incident_id>/", composing.compose, name="compose"),
    path("desk/alerts/<uuid:alert_id>/", desk.preview, name="preview"),
    path("desk/alerts/<uuid:alert_id>/edit/", composing.revise, name="revise"),
    path("desk/alerts/<uuid:alert_id>/follow/<slug:kind>/", composing.follow, name="follow"),
    path("desk/alerts/<uuid:alert_id>/propose/", desk.propose, name="propose"),
    path("desk/alerts/<uuid:alert_id>/release/", desk.release, name="release"),
    path("desk/alerts/<uuid:alert_id>/withdraw/", desk.withdraw, name="withdraw"),
    path("desk/alerts/<uuid:alert_id>/progress/", desk.progress, name="progress"),
    path("feeds/cap/index.xml", feeds.cap_index, name="cap_index"),
    re_path(r"^feeds/cap/(?P<name>[0-9a-f-]{36})\.xml$", feeds.cap_message, name="cap"),
    re_path(r"^feeds/atom/(?P<language>[A-Za-z0-9-]{2,35})\.xml$", feeds.atom_feed, name="atom"),
    re_path(
        r"^feeds/json/(?P<language>[A-Za-z0-9-]{2,35})\.json(?P<signature>\.sig|)$",
        feeds.json_feed,
        name="json",
    ),
    re_path(r"^feeds/alerts\.(?P<ending>geojson|json)(?P<signature>\.sig|)$", feeds.geojson, name="geojson"),
    re_path(r"^feeds/frame/(?P<language>[A-Za-z0-9-]{2,35})\.html$", feeds.frame_page, name="frame"),
    path("feeds/keys.json", feeds.public_keys, name="keys"),
    path("feeds/widget.js", feeds.widget, name="widget"),
]
