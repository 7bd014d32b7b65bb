"""/dashboard/: the month, the year, the reports, the definitions."""

from django.urls import path

from coop.reports import feed_views, together_views, views

app_name = "reports"
urlpatterns = [
    path("", views.month, name="month"),
    path("months/<int:year>/<int:number>/", views.month, name="month"),
    path("months/<int:year>/<int:number>/report/", views.month_report, name="month_report"),
    path("months/<int:year>/<int:number>/details/", views.month_details, name="month_details"),
    path("months/<int:year>/<int:number>/figures.csv", views.month_export, {"form": "csv"}, name="month_export"),
    path("months/<int:year>/<int:number>/figures.xlsx", views.month_export, {"form": "xlsx"}, name="month_workbook"),
    path("years/", views.year, name="year"),
    path("years/<int:school_year>/", views.year, name="year"),
    path("years/<int:school_year>/report/", views.year_report, name="year_report"),
    path("years/<int:school_year>/figures.csv", views.year_export, {"form": "csv"}, name="year_export"),
    path("years/<int:school_year>/figures.xlsx", views.year_export, {"form": "xlsx"}, name="year_workbook"),
    path("together/", together_views.together, name="together"),
    path("outcomes/", views.outcomes, name="outcomes"),
    path("reports/", views.reports, name="reports"),
    path("feed/", feed_views.keys, name="feed_keys"),
    path("feed/<int:number>/end/", feed_views.end_key, name="end_feed_key"),
    path("feed/figures.json", feed_views.figures, name="feed"),
    path("feed/<int:school_year>/figures.json", feed_views.figures, name="feed_year"),
    path("definitions/", views.definitions, name="definitions"),
]
