"""Who goes on in the next school year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from coop.accounts import access, rollover
from coop.accounts.models import User
from coop.web.access import SignedInRequest, requires
from coop.web.forms import CoopForm
from coop.web.sending import send


class GoOnForm(CoopForm):
    """Whoever is ticked goes on. Offered is who has no role yet; somebody who has one since is refused with a sentence."""

    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who goes on?"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one person.")},
    )

    def __init__(self, *args: Any, seen: QuerySet[User], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [(user.pk, user.full_name) for user in rollover.may_go_on(seen, year)]
        self.fields["people"].queryset = rollover.whose_role_ended(seen, year)  # type: ignore[attr-defined]
        self.fields["people"].widget.choices = self.offered  # type: ignore[attr-defined]


@requires(access.keeps_accounts)
@require_http_methods(["GET", "HEAD", "POST"])
def next_year(request: SignedInRequest) -> HttpResponse:
    """Volunteers whose role ended with the school year; those ticked get it for the next one."""
    year = rollover.asked_year()
    form = GoOnForm(request.POST or None, seen=access.accounts_seen_by(request.user), year=year)
    if request.method == "POST" and form.is_valid():
        chosen, by = list(form.cleaned_data["people"]), request.user.pk

        def effect() -> dict[str, Any]:
            gone = rollover.go_on(people=chosen, year=year, by=by)
            return {"done": gone.done, "refused": [list(each) for each in gone.refused]}

        ids = sorted(user.pk for user in chosen)
        if done := send(form, scope="accounts.next_year", about=year, by=by, effect=effect, people=ids):
            _say(request, **done.answer)
            return redirect("accounts:next_year")
    context = {"form": form, "label": f"{year}-{(year + 1) % 100:02d}"}
    return render(request, "accounts/next_year.html", context, status=422 if form.is_bound else 200)


def _say(request: SignedInRequest, done: int, refused: list[list[str]]) -> None:
    """How many, and line by line who could not and why."""
    said = ngettext("%(count)s person goes on.", "%(count)s people go on.", done)
    messages.success(request, said % {"count": done})
    for name, why in refused:
        messages.warning(request, f"{name}: {why}")
