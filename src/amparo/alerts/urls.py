"""Addresses of the `alerts` app."""

from django.urls import URLPattern, URLResolver, path, re_path

from amparo.alerts.views import (
    checking,
    composing,
    desk,
    drills,
    feeds,
    public,
    signing,
    subscribing,
    volunteering,
)

app_name = "alerts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("a/<str:code>/", public.short, name="short"),
    path("alerts/check/", checking.check, name="check"),
    path("alerts/check/picture/", checking.picture, name="check_picture"),
    path("alerts/keys/", signing.show, name="keys"),
    path(".well-known/amparo-signing-keys.json", signing.as_json, name="keys_json"),
    re_path(r"^feeds/keys/(?P<name>[0-9a-f]{16})\.crt$", signing.certificate, name="certificate"),
    re_path(r"^feeds/keys/(?P<name>[0-9a-f]{16})\.pem$", signing.ed25519, name="ed25519"),
    path("alerts/subscribe/", subscribing.subscribe, name="subscribe"),
    path("alerts/subscribe/asked/", subscribing.asked, name="asked"),
    path("alerts/confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("alerts/unsubscribe/<str:token>/", subscribing.unsubscribe, name="unsubscribe"),
    path("alerts/unsubscribe/<str:token>/change/", subscribing.change, name="change"),
    path("alerts/<uuid:alert_id>/", public.alert, name="alert"),
    path("alerts/<uuid:alert_id>/code.svg", public.code_svg, name="code_svg"),
    path("drills/<str:token>/", volunteering.link, name="drill_link"),
    path("desk/drills/", drills.drills, name="drills"),
    path("desk/drills/volunteer/", volunteering.volunteer, name="volunteer"),
    path("desk/drills/volunteer/leave/", volunteering.leave, name="volunteer_leave"),
    path("desk/drills/<uuid:drill_id>/", drills.drill, name="drill"),
    path("desk/drills/<uuid:drill_id>/start/", drills.release, name="drill_release"),
    path("desk/drills/<uuid:drill_id>/stop/", drills.stop, name="drill_stop"),
    path("desk/drills/<uuid:drill_id>/cap.xml", drills.cap_message, name="drill_cap"),
    path("desk/alerts/", desk.desk, name="desk"),
    path("desk/alerts/compose/<uuid:incident_id>/", composing.compose, name="compose"),
    path("desk/alerts/<uuid:alert_id>/", desk.preview, name="preview"),
    path("desk/alerts/<uuid:alert_id>/edit/", composing.revise, name="revise"),
    path("desk/alerts/<uuid:alert_id>/follow/<slug:kind>/", composing.follow, name="follow"),
    path("desk/alerts/<uuid:alert_id>/propose/", desk.propose, name="propose"),
    path("desk/alerts/<uuid:alert_id>/release/", desk.release, name="release"),
    path("desk/alerts/<uuid:alert_id>/withdraw/", desk.withdraw, name="withdraw"),
    path("desk/alerts/<uuid:alert_id>/progress/", desk.progress, name="progress"),
    re_path(r"^feeds/cap/(?P<name>[0-9a-f-]{36})\.xml$", feeds.cap_message, name="cap"),
    re_path(r"^feeds/atom/(?P<language>[A-Za-z0-9-]{2,35})\.xml$", feeds.atom, name="atom"),
    path("feeds/alerts.json", feeds.json_feed, name="json"),
]
