"""People, for administrators: accounts, invitations, roles. And what waits for a second person, for those who decide."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.accounts import access, grants, invitations, lists, notifications, people_import, protected
from coop.accounts import people as accounts
from coop.accounts.forms import GrantForm, ImportForm, InviteForm, PeopleFilter, PersonForm
from coop.accounts.models import Invitation, User
from coop.accounts.roles import Role
from coop.web.access import SignedInRequest, requires
from coop.web.errors import Refusal
from coop.web.idempotency import Once, once
from coop.web.sending import press, send

FORM = ["GET", "HEAD", "POST"]


@requires(access.keeps_accounts)
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {"role": "", "q": "", "after": None}
    page = lists.people(
        access.accounts_seen_by(request.user), role=wanted["role"], q=wanted["q"], after=wanted["after"]
    )
    context = {"page": page, "form": form, "invitations": lists.open_invitations(), "first": not wanted["after"]}
    return render(request, "accounts/people.html", context)


@requires(access.keeps_accounts)
@require_http_methods(FORM)
def invite(request: SignedInRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, initial={"language": request.user.language, "role": Role.REFERRER})
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        by = request.user.pk
        effect = lambda: {"invitation": invitations.invite(**values, by=by).invitation.pk}  # noqa: E731
        if send(form, scope="accounts.invite", by=by, effect=effect):
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form})


@requires(access.keeps_accounts)
@require_POST
def withdraw_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation, by = get_object_or_404(Invitation, pk=pk), request.user.pk

    def effect() -> None:
        invitations.withdraw(invitation=invitation, by=by)

    if press(request, scope="accounts.withdraw_invitation", about=pk, by=by, effect=effect):
        messages.success(request, _("The invitation has been withdrawn."))
    return redirect("accounts:people")


@requires(access.keeps_accounts)
@require_http_methods(FORM)
def import_people(request: SignedInRequest) -> HttpResponse:
    """First the file is read and shown line by line; the second step carries out what was shown."""
    form, rows, text = ImportForm(request.POST or None, request.FILES or None), [], ""
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"] or people_import.text_of(form.cleaned_data["file"])
            rows = people_import.read(text)
            if "carry_out" in request.POST:
                done = _carry_out(request, form, rows)
                messages.success(request, people_import.said(people_import.Outcome(**done.answer)))
                return redirect("accounts:people")
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"form": form, "rows": rows, "text": text, "new": sum(row.is_new for row in rows)}
    return render(request, "accounts/import_people.html", context)


def _carry_out(request: SignedInRequest, form: ImportForm, rows: list[people_import.Row]) -> Once:
    by, language = request.user.pk, request.user.language
    return once(
        key=form.cleaned_data["key"],
        scope="accounts.import_people",
        content={"text": form.cleaned_data["text"]},
        by=by,
        effect=lambda: asdict(people_import.carry_out(rows=rows, by=by, language=language)),
    )


@requires(access.keeps_accounts)
@require_http_methods(FORM)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account: name and address, roles from–to, and what may be done with it."""
    shown = get_object_or_404(access.accounts_seen_by(request.user), pk=pk)
    form = PersonForm(request.POST or None, initial={"full_name": shown.full_name, "email": shown.email})
    if request.method == "POST" and form.is_valid():
        said, by = {name: form.cleaned_data[name] for name in ("full_name", "email")}, request.user.pk

        def effect() -> dict[str, bool]:
            return {"waits": accounts.describe(user=shown, **said, by=by)}

        if done := send(form, scope="accounts.person", about=pk, by=by, effect=effect):
            _say_done(request, done.answer["waits"])
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
def grant_role(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(access.accounts_seen_by(request.user), pk=pk)
    form = GrantForm(request.POST)
    if form.is_valid():
        by = request.user.pk
        effect = lambda: _grant(shown, form, by)  # noqa: E731
        if send(form, scope="accounts.grant_role", about=pk, by=by, effect=effect):
            _say_done(request, form.cleaned_data["role"] == Role.SOCIAL_WORKER)
            return redirect("accounts:person", pk=pk)
    context = {
        "shown": shown,
        "form": PersonForm(initial={"full_name": shown.full_name, "email": shown.email}),
        "grant_form": form,
        "grants": shown.grants.order_by("-starts", "-pk"),
        "is_protected": protected.is_protected(shown),
    }
    return render(request, "accounts/person.html", context)


def _grant(shown: User, form: GrantForm, by: int) -> None:
    role, starts, ends = (form.cleaned_data[name] for name in ("role", "starts", "ends"))
    if role == Role.SOCIAL_WORKER:
        protected.ask_grant(user=shown, starts=starts, ends=ends, by=by)
    else:
        grants.grant(user=shown, role=role, starts=starts, ends=ends, by=by)
        notifications.role_added(user=shown)


@requires(access.keeps_accounts)
@require_POST
def act_on_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """The buttons of an account: end a role, close, reopen, take the second factor away."""
    shown = get_object_or_404(access.accounts_seen_by(request.user), pk=pk)
    said = {name: request.POST.get(name, "")[:40] for name in ("act", "grant")}
    effect = lambda: {"waits": _act(request, shown)}  # noqa: E731
    if done := press(request, scope="accounts.act_on_person", about=pk, by=request.user.pk, effect=effect, **said):
        _say_done(request, done.answer["waits"])
    return redirect("accounts:person", pk=pk)


def _act(request: SignedInRequest, shown: User) -> bool:
    """True when it waits for a second person."""
    by, act = request.user.pk, request.POST.get("act")
    if act == "revoke":
        number = request.POST.get("grant", "")
        grants.revoke(
            grant=get_object_or_404(shown.grants, pk=number if number.isdecimal() and len(number) < 10 else 0), by=by
        )
    elif act == "close":
        accounts.close(user=shown, by=by)
    elif act == "reopen":
        accounts.reopen(user=shown, by=by)
    elif act == "second_factor":
        return accounts.take_second_factor(user=shown, by=by)
    return False


@requires(access.keeps_accounts)
@require_http_methods(FORM)
def erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """A page of its own, because it cannot be undone."""
    seen = access.accounts_seen_by(request.user)
    if request.method == "POST":

        def effect() -> None:
            accounts.erase(user=get_object_or_404(seen, pk=pk), by=request.user.pk)

        if not press(request, scope="accounts.erase", about=pk, by=request.user.pk, effect=effect):
            return redirect("accounts:person", pk=pk)
        messages.success(request, _("The account is empty now. Its number stays."))
        return redirect("accounts:people")
    return render(request, "accounts/erase.html", {"shown": get_object_or_404(seen, pk=pk)})


def _say_done(request: SignedInRequest, waits: bool) -> None:
    if waits:
        messages.info(request, _("This waits for a social worker now. Nothing has changed yet."))
    else:
        messages.success(request, _("Done."))
