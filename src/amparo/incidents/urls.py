"""Addresses of the `incidents` app."""

from django.urls import URLPattern, URLResolver, path

from amparo.incidents.views import actions, board

app_name = "incidents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", board.board, name="board"),
    path("board/queue/", board.queue, name="queue"),
    path("board/points.json", board.points, name="points"),
    path("board/<uuid:incident_id>/", board.incident, name="incident"),
    path("board/<uuid:incident_id>/live/", board.live, name="live"),
    path("board/<uuid:incident_id>/checking/", actions.claim, name="claim"),
    path("board/<uuid:incident_id>/put-back/", actions.put_back, name="put_back"),
    path("board/<uuid:incident_id>/news-read/", actions.news_read, name="news_read"),
    path("board/<uuid:incident_id>/outcome/", actions.outcome, name="outcome"),
    path("board/<uuid:incident_id>/end/", actions.end, name="end"),
    path("board/<uuid:incident_id>/split/", actions.split, name="split"),
    path("board/<uuid:incident_id>/merge/", actions.merge, name="merge"),
]
