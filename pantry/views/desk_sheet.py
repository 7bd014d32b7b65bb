"""The printed sheet of the desk: asked for as a PDF, and typed in afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coop.documents.press_views import press_for_document
from coop.web.access import SignedInRequest, requires
from coop.web.sending import PressForm, send
from pantry import desk_sheet as verbs
from pantry.access import may_plan
from pantry.forms.desk_sheet import SheetForm
from pantry.models import Distribution


@requires(may_plan)
@require_http_methods(["GET", "POST"])
def desk_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is ticked on the paper has left."""
    day, by = get_object_or_404(Distribution.objects.select_related("place"), pk=pk), request.user.pk
    rows = verbs.rows(day.pk)
    given = [row.number for row in rows if row.word]
    every = verbs.numbers(day.pk) if request.method == "POST" else given  # the second of two taps finds what left
    form = SheetForm(request.POST or None, waiting=every)

    def effect() -> dict[str, int]:
        return {"left": verbs.left(distribution_id=day.pk, numbers=form.cleaned_data["numbers"], by=by)}

    if form.is_valid() and (done := send(form, scope="pantry.desk_sheet", by=by, about=pk, effect=effect)):
        messages.success(request, _said(done.answer["left"]))
        return redirect("pantry:desk_sheet", day.pk)
    form.offer("numbers", [(number, f"{number:02}") for number in given])
    without = [row.number for row in rows if not row.word]
    context = {"day": day, "form": form, "given": given, "without": without, "press": PressForm()}
    return render(request, "pantry/desk_sheet.html", context)


def _said(number: int) -> str:
    words = ngettext("%(n)s bag is written down as handed over.", "%(n)s bags are written down as handed over.", number)
    return words % {"n": number}


@requires(may_plan)
@require_POST
def desk_sheet_print(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the sheet; it is made in the background."""
    day = get_object_or_404(Distribution, pk=pk)
    params, back = {"distribution": day.pk}, ("pantry:desk_sheet", day.pk)
    return press_for_document(
        request, kind="pantry.desk_sheet", params=params, back=back, scope="pantry.desk_sheet_print", about=pk
    )
