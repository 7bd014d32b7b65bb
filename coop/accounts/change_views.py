"""What waits for a second person, and the pages behind an invitation."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.accounts import access, errors, invitations, protected, sealed_codes
from coop.accounts.forms import AcceptForm, SealedCodeForm
from coop.accounts.models import Invitation, ProtectedChange, User
from coop.web.access import SignedInRequest, public, requires
from coop.web.sending import press, send

FORM = ["GET", "HEAD", "POST"]


@requires(access.sees_changes)
@require_safe
def changes(request: SignedInRequest) -> HttpResponse:
    """What waits, and the last decisions."""
    seen = access.changes_seen_by(request.user)
    waiting = list(seen.filter(state=ProtectedChange.State.ASKED).order_by("asked_at"))
    names = User.objects.in_bulk({row.asked_by for row in waiting})
    mine = {row.pk for row in access.changes_to_decide(request.user)}
    for row in waiting:
        row.asker, row.is_mine = names.get(row.asked_by), row.pk in mine
    decided = list(seen.exclude(state=ProtectedChange.State.ASKED).order_by("-decided_at")[:20])
    return render(request, "accounts/changes.html", {"waiting": waiting, "decided": decided})


@requires(access.decides_changes)
@require_POST
def decide(request: SignedInRequest, pk: UUID) -> HttpResponse:
    change = get_object_or_404(access.changes_seen_by(request.user), pk=pk)
    approves = request.POST.get("answer") == "approve"

    def effect() -> None:
        (protected.approve if approves else protected.refuse)(change=change, by=request.user)

    if press(request, scope="accounts.decide", about=pk, by=request.user.pk, effect=effect, approves=approves):
        said = _("Approved. Everyone concerned is told.") if approves else _("Refused. Nothing has changed.")
        messages.success(request, said)
    return redirect("accounts:changes")


@requires(access.decides_changes)
@require_http_methods(FORM)
def new_sealed_codes(request: SignedInRequest) -> HttpResponse:
    """New codes for the envelope, shown once. Those not used before stop working."""
    codes: list[str] = []
    by = request.user.pk
    effect = lambda: codes.extend(sealed_codes.make(user=request.user, by=by))  # noqa: E731
    if request.method == "POST":
        done = press(request, scope="accounts.new_sealed_codes", by=by, effect=effect)
        if done and done.replayed:
            messages.warning(request, _("The codes were shown already. Make new ones if you could not copy them."))
    return render(request, "accounts/sealed_codes.html", {"codes": codes})


@public
@require_http_methods(FORM)
def use_sealed_code(request: HttpRequest) -> HttpResponse:
    """A lone social worker who cannot sign in opens her envelope. The same answer for every code that does not fit."""
    form = SealedCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, code = form.cleaned_data["kind"], form.cleaned_data["code"]

        def effect() -> None:
            if not ratelimit.consume(request, action="login_failed", key="sealed-code"):
                raise errors.TooManyTries
            protected.approve_with_code(kind=kind, code=code)

        if send(form, scope="accounts.use_sealed_code", by="the envelope", effect=effect):
            messages.success(request, _("Done. Sign in now."))
            return redirect("account_login")
    return render(request, "accounts/use_sealed_code.html", {"form": form})


@public
@require_http_methods(FORM)
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation: name, password if the role needs one, then straight on to the second factor."""
    invitation = invitations.find(token)
    if invitation is None:
        return link_ended(request, done=invitations.was_taken_up(token))
    roles = invitations.roles_of(invitation)
    initial = {"full_name": invitation.full_name}
    form = AcceptForm(request.POST or None, roles=roles, email=invitation.email, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept(
                token=token,
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["password"] or None,
                language=get_language() or invitation.language,
            )
        except errors.InvitationGone:
            return link_ended(request, done=invitations.was_taken_up(token))
        return _first_sign_in(request, user, invitation)
    context = {"form": form, "invitation": invitation, "roles": _labels(roles)}
    return render(request, "accounts/accept.html", context)


def link_ended(request: HttpRequest, *, done: bool) -> HttpResponse:
    """A second tap on a link that did its work: it is done. Any other link that opens nothing: it has ended. No name on either."""
    return render(request, f"accounts/link_{'done' if done else 'gone'}.html", status=200 if done else 410)


def _labels(roles: set[str]) -> list[str]:
    return sorted(str(Invitation(role=role).get_role_display()) for role in roles)


def _first_sign_in(request: HttpRequest, user: User, invitation: Invitation) -> HttpResponse:
    """The link proved the address. The sign-in goes through all its steps, so a second factor is set up now."""
    user.refresh_from_db()
    record_authentication(request, user, method="invitation", email=invitation.email)
    return perform_login(request, Login(user=user, email=invitation.email))
