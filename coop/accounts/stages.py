"""The last step of a sign-in: whoever needs a second factor and has none sets it up before the session begins."""

from __future__ import annotations

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coop.accounts import second_factor


class EnrolStage(LoginStage):
    key = "coop_enrol"
    urlname = "accounts:enrol"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user is None or not second_factor.is_needed(user) or second_factor.has_one(user):
            return None, True
        if second_factor.may_set_up(user):
            return HttpResponseRedirect(reverse("accounts:enrol")), True
        messages.error(self.request, _("Your second factor is missing. Ask an administrator of your school."))
        clear_login(self.request)
        return HttpResponseRedirect(reverse("account_login")), False
