"""People, for administrators: accounts, invitations, roles. And what waits for a second person, for those who decide."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.accounts import access, grants, invitations, lists, notifications, people_import, protected
from coop.accounts import people as accounts
from coop.accounts.forms import GrantForm, ImportForm, InviteForm, PeopleFilter, PersonForm
from coop.accounts.models import Invitation, User
from coop.accounts.roles import Role
from coop.web.access import requires
from coop.web.errors import Refusal

FORM = ["GET", "HEAD", "POST"]


@requires(access.keeps_accounts)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"role": "", "q": "", "after": None}
    page = lists.people(
        access.accounts_seen_by(request.user), role=wanted["role"], q=wanted["q"], after=wanted["after"]
    )
    context = {"page": page, "form": form, "invitations": lists.open_invitations(), "first": not wanted["after"]}
    return render(request, "accounts/people.html", context)


@requires(access.keeps_accounts)
@require_http_methods(FORM)
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, initial={"language": request.user.language, "role": Role.REFERRER})
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        try:
            invitations.invite(**values, by=request.user.pk)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form})


@requires(access.keeps_accounts)
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        invitations.withdraw(invitation=get_object_or_404(Invitation, pk=pk), by=request.user.pk)
        messages.success(request, _("The invitation has been withdrawn."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:people")


@requires(access.keeps_accounts)
@require_http_methods(FORM)
def import_people(request: HttpRequest) -> HttpResponse:
    """First the file is read and shown line by line; the second step carries out what was shown."""
    form, rows, text = ImportForm(request.POST or None, request.FILES or None), [], ""
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"] or people_import.text_of(form.cleaned_data["file"])
            rows = people_import.read(text)
            if "carry_out" in request.POST:
                done = people_import.carry_out(rows=rows, by=request.user.pk, language=request.user.language)
                messages.success(request, people_import.said(done))
                return redirect("accounts:people")
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"form": form, "rows": rows, "text": text, "new": sum(row.is_new for row in rows)}
    return render(request, "accounts/import_people.html", context)


@requires(access.keeps_accounts)
@require_http_methods(FORM)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: name and address, roles from–to, and what may be done with it."""
    shown = get_object_or_404(access.accounts_seen_by(request.user), pk=pk)
    form = PersonForm(request.POST or None, initial={"full_name": shown.full_name, "email": shown.email})
    if request.method == "POST" and form.is_valid():
        try:
            waits = accounts.describe(
                user=shown,
                full_name=form.cleaned_data["full_name"],
                email=form.cleaned_data["email"],
                by=request.user.pk,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _say_done(request, waits)
            return redirect("accounts:person", pk=pk)
    context = {
        "shown": shown,
        "form": form,
        "grant_form": GrantForm(),
        "grants": shown.grants.order_by("-starts", "-pk"),
        "is_protected": protected.is_protected(shown),
    }
    return render(request, "accounts/person.html", context)


@requires(access.keeps_accounts)
@require_POST
def grant_role(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(access.accounts_seen_by(request.user), pk=pk)
    form = GrantForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            if values["role"] == Role.SOCIAL_WORKER:
                protected.ask_grant(user=shown, starts=values["starts"], ends=values["ends"], by=request.user.pk)
            else:
                grants.grant(
                    user=shown, role=values["role"], starts=values["starts"], ends=values["ends"], by=request.user.pk
                )
                notifications.role_added(user=shown)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _say_done(request, values["role"] == Role.SOCIAL_WORKER)
            return redirect("accounts:person", pk=pk)
    context = {
        "shown": shown,
        "form": PersonForm(initial={"full_name": shown.full_name, "email": shown.email}),
        "grant_form": form,
        "grants": shown.grants.order_by("-starts", "-pk"),
        "is_protected": protected.is_protected(shown),
    }
    return render(request, "accounts/person.html", context)


@requires(access.keeps_accounts)
@require_POST
def act_on_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The buttons of an account: end a role, close, reopen, take the second factor away."""
    shown = get_object_or_404(access.accounts_seen_by(request.user), pk=pk)
    try:
        _say_done(request, _act(request, shown))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:person", pk=pk)


def _act(request: HttpRequest, shown: User) -> bool:
    """True when it waits for a second person."""
    by, act = request.user.pk, request.POST.get("act")
    if act == "revoke":
        number = request.POST.get("grant", "")
        grants.revoke(grant=get_object_or_404(shown.grants, pk=number if number.isdigit() else 0), by=by)
    elif act == "close":
        accounts.close(user=shown, by=by)
    elif act == "reopen":
        accounts.reopen(user=shown, by=by)
    elif act == "second_factor":
        return accounts.take_second_factor(user=shown, by=by)
    return False


@requires(access.keeps_accounts)
@require_http_methods(FORM)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of its own, because it cannot be undone."""
    shown = get_object_or_404(access.accounts_seen_by(request.user), pk=pk)
    if request.method == "POST":
        try:
            accounts.erase(user=shown, by=request.user.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("accounts:person", pk=pk)
        messages.success(request, _("The account is empty now. Its number stays."))
        return redirect("accounts:people")
    return render(request, "accounts/erase.html", {"shown": shown})


def _say_done(request: HttpRequest, waits: bool) -> None:
    if waits:
        messages.info(request, _("This waits for a social worker now. Nothing has changed yet."))
    else:
        messages.success(request, _("Done."))
