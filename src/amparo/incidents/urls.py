"""Addresses of the `incidents` app."""

from django.urls import URLPattern, URLResolver, path

from amparo.incidents.views import actions, board, bulk, check, claims, filters, guide, numbers, rumours

app_name = "incidents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("numbers/", numbers.everybody, name="numbers"),
    path("desk/numbers/", numbers.members, name="desk_numbers"),
    path("desk/how-to-decide/", guide.how_to_decide, name="how_to_decide"),
    path("board/", board.board, name="board"),
    path("board/queue/", board.queue, name="queue"),
    path("board/points.json", board.points, name="points"),
    path("board/bulk/", bulk.do, name="bulk"),
    path("board/filters/", filters.saved, name="filters"),
    path("board/filters/save/", filters.save, name="save_filter"),
    path("board/filters/<int:filter_id>/", filters.change, name="change_filter"),
    path("board/<uuid:incident_id>/", board.incident, name="incident"),
    path("board/<uuid:incident_id>/live/", board.live, name="live"),
    path("board/<uuid:incident_id>/checking/", actions.claim, name="claim"),
    path("board/<uuid:incident_id>/keep/", claims.keep, name="keep_claim"),
    path("board/<uuid:incident_id>/put-back/", actions.put_back, name="put_back"),
    path("board/<uuid:incident_id>/news-read/", actions.news_read, name="news_read"),
    path("board/<uuid:incident_id>/outcome/", actions.outcome, name="outcome"),
    path("board/<uuid:incident_id>/end/", actions.end, name="end"),
    path("board/<uuid:incident_id>/split/", actions.split, name="split"),
    path("board/<uuid:incident_id>/merge/", actions.merge, name="merge"),
    path("check/", check.check, name="check"),
    path("rumours/<uuid:rumour_id>/", check.rumour, name="rumour"),
    path("board/<uuid:incident_id>/rumour/", rumours.from_incident, name="rumour_from_incident"),
    path("desk/rumours/", rumours.desk, name="rumours"),
    path("desk/rumours/new/", rumours.outside, name="rumour_new"),
    path("desk/rumours/<uuid:rumour_id>/", rumours.show, name="rumour_show"),
    path("desk/rumours/<uuid:rumour_id>/publish/", rumours.publish, name="rumour_publish"),
    path("desk/rumours/<uuid:rumour_id>/withdraw/", rumours.withdraw, name="rumour_withdraw"),
]
