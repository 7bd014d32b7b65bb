"""A product list from a file: upload, progress, preview, yes or no, refused rows. And the kinds of goods with their lists."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from pantry import catalogue_uploads as verbs
from pantry import upload_pages
from pantry.access import may_keep_stock, may_see_stock
from pantry.forms.uploads import ProductsFileForm
from pantry.models import CatalogueUpload


@requires(may_keep_stock)
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: SignedInRequest) -> HttpResponse:
    """Choose a file; the ones before."""
    form, by = ProductsFileForm(request.POST or None, request.FILES or None), request.user.pk
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content, said = file.read(), {"name": file.name or "", "language": get_language() or "fr"}
        effect = lambda: {"upload": verbs.begin(content=content, **said, by=by).pk}  # noqa: E731
        seen = hashlib.sha256(content).hexdigest()
        if done := send(form, scope="pantry.uploads", by=by, effect=effect, file=seen):
            return redirect("pantry:upload", done.answer["upload"])
    status = 422 if form.is_bound else 200
    return render(request, "pantry/uploads.html", {"form": form, "rows": upload_pages.recent()}, status=status)


@requires(may_keep_stock)
@require_safe
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is, what would happen, what happened."""
    row = get_object_or_404(CatalogueUpload.objects.defer("content"), pk=pk)
    part = "#state" if getattr(request, "htmx", False) else ""
    page = render(request, f"pantry/upload.html{part}", {"page": upload_pages.page(row), "upload": row})
    patch_vary_headers(page, ["HX-Request"])
    return page


@requires(may_keep_stock)
@require_POST
def upload_keep(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(CatalogueUpload.objects.defer("content"), pk=pk)
    by = request.user.pk
    effect = lambda: {"upload": verbs.keep(upload_id=pk, by=by).pk}  # noqa: E731
    press(request, scope="pantry.upload_keep", about=pk, by=by, effect=effect)
    return redirect("pantry:upload", pk)


@requires(may_keep_stock)
@require_POST
def upload_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(CatalogueUpload.objects.defer("content"), pk=pk)
    by = request.user.pk
    if press(request, scope="pantry.upload_stop", about=pk, by=by, effect=lambda: verbs.stop(upload_id=pk, by=by)):
        messages.success(request, _("Stopped. What was taken over before stays."))
    return redirect("pantry:upload", pk)


@requires(may_keep_stock)
@require_safe
def upload_refused(request: SignedInRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The refused rows with their reasons, as a spreadsheet opens them."""
    row = get_object_or_404(CatalogueUpload.objects.defer("content"), pk=pk)
    head = {"Content-Disposition": f'attachment; filename="coop-refused-{pk}.csv"'}
    return StreamingHttpResponse(upload_pages.refused_csv(row), content_type="text/csv; charset=utf-8", headers=head)


@requires(may_see_stock)
@require_safe
def kinds(request: SignedInRequest) -> HttpResponse:
    """Every kind of goods, the group that balances a basket, and the line of the European list."""
    return render(request, "pantry/kinds.html", {"groups": upload_pages.kinds()})
