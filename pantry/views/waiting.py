"""The reception without network: the page a phone keeps, the script that answers for us, and what comes in afterwards."""

import datetime as dt
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from coop.web.access import SignedInRequest, public, requires
from coop.web.errors import Refusal
from coop.web.idempotency import KeyReused, once
from pantry import waiting
from pantry.access import may_send_waiting
from pantry.forms.receive import ReceiveForm
from pantry.forms.scan import ScanForm
from pantry.forms.waiting import LineForm, OfflineForm
from pantry.models import Lot

SCRIPTS = ("js/receive-lines.js", "js/receive-worker.js")


@requires(may_send_waiting)
@require_GET
def receive_offline(request: SignedInRequest) -> HttpResponse:
    """The page that is kept on the device. It names nobody."""
    context = {
        "form": OfflineForm(),
        "goods": waiting.known_goods(),
        "sign_in": waiting.tag(request.session.session_key),
    }
    return render(request, "pantry/receive_offline.html", context)


@public
@require_safe
def receive_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers under /receive/ when the network does not."""
    parts = [found for name in SCRIPTS if (found := finders.find(name))]
    source = "\n".join(open(part, encoding="utf-8").read() for part in parts)  # noqa: SIM115
    return HttpResponse(source, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@requires(may_send_waiting)
@require_POST
def receive_waiting(request: SignedInRequest) -> HttpResponse:
    """Take in one line that waited on a phone. Answers `recorded`, `aside`, `refused` with a sentence, or `sign_in`."""
    line = LineForm(request.POST)
    if not line.is_valid():
        return _refused(_("This line can't be read. Take it away, and record it again."))
    if waiting.same_sign_in(line_tag=line.cleaned_data["sign_in"], session_key=request.session.session_key):
        return JsonResponse({"state": "sign_in"}, status=409)
    try:
        waiting.refuse_old(dt.datetime.fromtimestamp(line.cleaned_data["typed_at"] / 1000, dt.UTC))
        return _take_in(request)
    except KeyReused:
        return JsonResponse({"state": "recorded", "says": ""})
    except Refusal as refusal:
        return _refused(str(refusal.message))


def _take_in(request: SignedInRequest) -> JsonResponse:
    scan, by = ScanForm(request.POST), request.user.pk
    subject = scan.subject() if scan.is_valid() else None
    if subject is None:
        return _refused(*scan.errors.get("code", [_("Say what it is: a code, or a kind of goods.")]))
    form = ReceiveForm(request.POST, subject=subject)
    if not form.is_valid():
        return _refused(*(error for errors in form.errors.values() for error in errors))
    key, content = form.cleaned_data["key"], form.content()
    done = once(key=key, scope="pantry.receive", content=content, by=by, effect=lambda: form.record(by=by))
    aside = str(Lot.objects.get(pk=done.answer["lot"]).aside_because) if done.answer["aside"] else ""
    return JsonResponse({"state": "aside" if aside else "recorded", "says": aside})


def _refused(*says: Any) -> JsonResponse:
    return JsonResponse({"state": "refused", "says": " ".join(str(each) for each in says)}, status=422)
