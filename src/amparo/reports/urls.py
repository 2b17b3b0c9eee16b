"""Addresses of the `reports` app."""

from django.urls import URLPattern, URLResolver, path

from amparo.reports.views import call, callbacks, offline, receipt, report

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", report.report, name="report"),
    path("calls/new/", call.new, name="call"),
    path("call-me/", callbacks.ask, name="callback"),
    path("call-me/waits/", callbacks.waits, name="callback_waits"),
    path("desk/callbacks/", callbacks.desk, name="callbacks"),
    path("desk/callbacks/next/", callbacks.take_next, name="callback_next"),
    path("desk/callbacks/<uuid:callback_id>/", callbacks.go_on, name="callback_go_on"),
    path("report/offline/", offline.report_offline, name="report_offline"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("receipt/add/", receipt.add, name="receipt_add"),
    path("receipt/withdraw/", receipt.withdraw, name="receipt_withdraw"),
]
