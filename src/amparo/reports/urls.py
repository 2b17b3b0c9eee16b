"""Addresses of the `reports` app."""

from django.urls import URLPattern, URLResolver, path

from amparo.reports.views import call, offline, receipt, report

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", report.report, name="report"),
    path("calls/new/", call.new, name="call"),
    path("report/offline/", offline.report_offline, name="report_offline"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("receipt/add/", receipt.add, name="receipt_add"),
    path("receipt/withdraw/", receipt.withdraw, name="receipt_withdraw"),
]
