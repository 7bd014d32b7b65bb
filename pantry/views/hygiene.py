"""The cold on the screen: today's temperatures, one appliance, an alarm and what becomes of the food."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coop.documents.requests import request_document
from coop.school.models import Place
from coop.web import clock
from coop.web.access import SignedInRequest, requires
from coop.web.sending import press, send
from pantry import cold_alarms, cold_days, cold_record, degrees
from pantry import hygiene as verbs
from pantry.access import may_decide_cold, may_keep_stock, may_read_cold
from pantry.forms.hygiene import AnswerForm, CorrectForm, DecideForm, LateForm, LimitsForm, ReadForm, RecordForm
from pantry.models.hygiene import Appliance, ColdAlarm, Part, Temperature

FORM = ["GET", "HEAD", "POST"]


@requires(may_read_cold)
@require_GET
def hygiene(request: SignedInRequest) -> HttpResponse:
    """Today's temperatures."""
    return _board(request)


@requires(may_read_cold)
@require_POST
def temperature_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """One thermometer, now."""
    appliance, by = get_object_or_404(Appliance.objects.select_related("place"), pk=pk), request.user.pk
    asks = cold_days.asks_power_cut(appliance, clock.today(), request.POST.get("part", ""))
    form = ReadForm(request.POST, appliance=appliance, asks_power_cut=asks, auto_id=f"t{pk}_%s")
    if form.is_valid():
        effect = lambda: {"temperature": verbs.read(appliance_id=pk, **form.values(), by=by).pk}  # noqa: E731
        if done := send(form, scope="pantry.temperature.read", about=pk, by=by, effect=effect):
            return _after(request, done.answer["temperature"])
    return _board(request, {pk: form}, status=422)


@requires(may_read_cold)
@require_http_methods(FORM)
def temperature_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was misread."""
    row = get_object_or_404(Temperature.objects.select_related("appliance__place"), pk=pk)
    form, by = CorrectForm(request.POST or None, appliance=row.appliance), request.user.pk
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"temperature": verbs.correct(temperature_id=pk, **form.values(), by=by).pk}  # noqa: E731
        if done := send(form, scope="pantry.temperature.correct", about=pk, by=by, effect=effect):
            return _after(request, done.answer["temperature"])
    return render(
        request, "pantry/temperature_correct.html", {"form": form, "row": row, "shown": degrees.shown(row.tenths)}
    )


@requires(may_keep_stock)
@require_http_methods(FORM)
def appliance(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was read in the last weeks, what is missing, and typing what stands on paper."""
    thing, by = get_object_or_404(Appliance.objects.select_related("place"), pk=pk), request.user.pk
    form = LateForm(request.POST or None, appliance=thing)
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"temperature": verbs.read_late(appliance_id=pk, **form.values(), by=by).pk}  # noqa: E731
        if done := send(form, scope="pantry.temperature.late", about=pk, by=by, effect=effect):
            return _after(request, done.answer["temperature"])
    last = clock.today()
    days = cold_record.days_of(thing, last - dt.timedelta(days=30), last)
    limits = degrees.limits(thing.lowest, thing.highest)
    return render(request, "pantry/appliance.html", {"form": form, "thing": thing, "days": days, "limits": limits})


@requires(may_keep_stock)
@require_http_methods(FORM)
def appliance_limits(request: SignedInRequest, pk: int) -> HttpResponse:
    """Between which temperatures, on which days; the first time, it begins to be read."""
    place = get_object_or_404(Place.objects.filter(kind__in=verbs.PLACES), pk=pk)
    thing, by = Appliance.objects.filter(place=place).first(), request.user.pk
    form = LimitsForm(request.POST or None, initial=cold_record.limits_of(place, thing))
    if request.method == "POST" and form.is_valid():
        effect = lambda: {"appliance": verbs.set_limits(place=place, **form.values(), by=by).pk}  # noqa: E731
        if send(form, scope="pantry.appliance.limits", about=pk, by=by, effect=effect):
            messages.success(request, _("It is read from today on, within these limits."))
            return redirect("pantry:hygiene")
    return render(request, "pantry/appliance_limits.html", {"form": form, "place": place, "thing": thing})


@requires(may_keep_stock)
@require_POST
def appliance_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Switched off: nothing is due any more."""
    get_object_or_404(Appliance, pk=pk)
    by = request.user.pk
    if press(
        request, scope="pantry.appliance.stop", about=pk, by=by, effect=lambda: verbs.stop(appliance_id=pk, by=by)
    ):
        messages.success(request, _("Nothing is due there any more. What was read stays."))
    return redirect("pantry:hygiene")


@requires(may_read_cold)
@require_http_methods(FORM)
def cold_alarm(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was done, then what becomes of the food."""
    alarm, by = _alarm(pk), request.user.pk
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"measures": form.cleaned_data["measures"], "words": form.cleaned_data["words"]}
        effect = lambda: {"alarm": cold_alarms.answer(alarm_id=pk, **said, by=by).pk}  # noqa: E731
        if send(form, scope="pantry.cold.answer", about=pk, by=by, effect=effect):
            return redirect("pantry:cold_alarm", pk)
    return _alarm_page(request, alarm, {"answer": form})


@requires(may_decide_cold)
@require_POST
def cold_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep, give out today, put aside, throw away: somebody's word."""
    alarm, by = _alarm(pk), request.user.pk
    form = DecideForm(request.POST, lots=_lot_choices(cold_alarms.lots_of(alarm)))
    if form.is_valid():
        said = {"lot_ids": form.cleaned_data["lots"], "what": form.cleaned_data["what"]}
        said["reason"] = form.cleaned_data["reason"]
        effect = lambda: cold_alarms.decide(alarm_id=pk, **said, by=by)  # noqa: E731
        if send(form, scope="pantry.cold.decide", about=pk, by=by, effect=effect):
            messages.success(request, _("Written down."))
            return redirect("pantry:cold_alarm", pk)
    return _alarm_page(request, alarm, {"decide": form}, status=422)


@requires(may_keep_stock)
@require_POST
def hygiene_record(request: SignedInRequest) -> HttpResponse:
    """The record of a month, made in the background."""
    form, by, language = RecordForm(request.POST), request.user.pk, get_language() or "fr"

    def effect() -> dict[str, str]:
        asked = request_document(kind="pantry.hygiene_record", params=form.params(), by=by, language=language)
        return {"document": str(asked.pk)}

    done = send(form, scope="pantry.hygiene_record", by=by, effect=effect) if form.is_valid() else None
    if done:
        return redirect("documents:show", done.answer["document"])
    messages.error(request, _("Choose a month."))
    return redirect("pantry:hygiene")


def _alarm(pk: int) -> ColdAlarm:
    return get_object_or_404(ColdAlarm.objects.select_related("temperature__appliance__place"), pk=pk)


def _after(request: HttpRequest, temperature_id: int) -> HttpResponse:
    """Outside the limits, the question what was done comes at once."""
    row = Temperature.objects.select_related("appliance__place", "alarm").get(pk=temperature_id)
    if hasattr(row, "alarm"):
        return redirect("pantry:cold_alarm", row.alarm.pk)
    said = {"place": row.appliance.place.name, "degrees": degrees.shown(row.tenths)}
    messages.success(request, _("%(place)s: %(degrees)s. Within its limits.") % said)
    return redirect("pantry:hygiene")


def _board(request: SignedInRequest, bound: dict[int, ReadForm] | None = None, status: int = 200) -> HttpResponse:
    lines = cold_days.board()
    rows = [(line, (bound or {}).get(line.appliance.pk) or _read_form(line)) for line in lines]
    keeps = may_keep_stock(request.user)
    unread = cold_record.unread_places([line.appliance for line in lines]) if keeps else []
    context = {"rows": rows, "keeps": keeps, "unread": unread, "months": cold_record.months() if keeps else []}
    return render(request, "pantry/hygiene.html", context, status=status)


def _read_form(line: cold_days.Line) -> ReadForm:
    thing = line.appliance
    initial = {"part": Part.EXTRA if line.is_done else line.part}
    asks = line.asks_power_cut and not line.is_done
    return ReadForm(appliance=thing, asks_power_cut=asks, auto_id=f"t{thing.pk}_%s", initial=initial)


def _alarm_page(request: SignedInRequest, alarm: ColdAlarm, forms: dict, status: int = 200) -> HttpResponse:
    held = cold_alarms.lots_of(alarm)
    decides = may_decide_cold(request.user)
    context = {
        "alarm": alarm,
        "row": alarm.temperature,
        "limits": degrees.limits(alarm.temperature.lowest, alarm.temperature.highest),
        "shown": degrees.shown(alarm.temperature.tenths),
        "held": held,
        "decides": decides,
        "answer": AnswerForm(),
        "decide": DecideForm(lots=_lot_choices(held), auto_id="d_%s") if decides else None,
    }
    return render(request, "pantry/cold_alarm.html", context | forms, status=status)


def _lot_choices(held: list[cold_alarms.Held]) -> list[tuple[int, str]]:
    """What is still there, undecided first."""
    rows = sorted((each for each in held if each.lot.balance), key=lambda each: each.decision is not None)
    return [(each.lot.pk, cold_record.lot_words(each.lot)) for each in rows]
