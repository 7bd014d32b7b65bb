"""The pantry's numbers on the screen: what they are, where they come from, and changing one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coop.web.access import SignedInRequest, requires
from coop.web.sending import send
from pantry import rules as numbers
from pantry.access import may_keep_stock
from pantry.errors import NoSuchRule
from pantry.forms.rules import RuleForm


@requires(may_keep_stock)
@require_safe
def rules(request: SignedInRequest) -> HttpResponse:
    """All of them, by part."""
    return render(request, "pantry/rules.html", numbers.parts())


@requires(may_keep_stock)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: SignedInRequest, code: str) -> HttpResponse:
    """One of them: what was changed before, and another value."""
    try:
        row = numbers.one(code)
    except NoSuchRule as refusal:
        raise Http404 from refusal
    form, by = RuleForm(request.POST or None, rule=row), request.user.pk
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"value": numbers.change(code=code, said=form.said(), by=by).value}  # noqa: E731
        if send(form, scope="pantry.rule", about=code, by=by, effect=effect):
            messages.success(request, _("Changed. It counts from now on."))
            return redirect("pantry:rules")
    return render(request, "pantry/rule.html", {"rule": row, "form": form, "history": numbers.history(code)})
