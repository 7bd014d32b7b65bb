"""Every address of the application. The only place that mounts the confidential side."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from coop.accounts.site import site as admin_site

MOUNTS = [
    ("", "coop.web.urls"),
    ("", "referrals.urls"),
    ("", "pantry.urls"),
    ("", "volunteers.urls"),
    ("dashboard/", "coop.reports.urls"),
    ("needs/", "coop.reports.needs_urls"),
    ("documents/", "coop.documents.urls"),
    ("journal/", "coop.audit.urls"),
    ("data-protection/", "coop.rights.urls"),
    ("mails/", "coop.notifications.urls"),
    ("", "coop.accounts.urls"),
    ("", "coop.school.urls"),
    ("setup/", "coop.setup.urls"),
    ("", "coop.setup.demo_urls"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(prefix, include(module)) for prefix, module in MOUNTS if find_spec(module)),
    path("admin/", admin_site.urls),
]

handler500 = "coop.web.failures.server_error"
