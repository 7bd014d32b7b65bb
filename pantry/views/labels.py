"""Labels for lots: choose them, and the sheet is made in the background."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from coop.documents.requests import request_document
from coop.web.access import SignedInRequest, requires
from coop.web.sending import send
from pantry.access import may_keep_stock
from pantry.forms.labels import LabelsForm


@requires(may_keep_stock)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_labels(request: SignedInRequest) -> HttpResponse:
    """What came last stands first."""
    form, by = LabelsForm(request.POST or None), request.user.pk
    if request.method == "POST" and form.is_valid():
        params = {"lots": form.cleaned_data["lots"], "start": form.cleaned_data["start"]}

        def effect() -> dict[str, str]:
            asked = request_document(kind="pantry.lot_labels", params=params, by=by, language=get_language() or "fr")
            return {"document": str(asked.pk)}

        if done := send(form, scope="pantry.lot_labels", by=by, effect=effect):
            return redirect("documents:show", done.answer["document"])
    return render(request, "pantry/lot_labels.html", {"form": form})
