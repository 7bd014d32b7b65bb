"""Django's admin site for administrators: the school's settings rows and nothing else. No roles, no people, no files."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coop.accounts.access import keeps_accounts
from coop.web.access import public


class CoopAdmin(AdminSite):
    """The sign-in is the application's own, second factor included: `middleware.session_rules` ends sessions without it."""

    site_title = site_header = "CO'OP"
    index_title = _("Settings")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and keeps_accounts(request.user)

    @public
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """No second door: strangers go to the sign-in page, others to their first page."""
        return redirect("/" if request.user.is_authenticated else f"{reverse('account_login')}?next=/admin/")


site = CoopAdmin(name="admin")
