"""The addresses of the confidential side."""

from django.urls import path

from referrals import views

app_name = "referrals"
urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/sent/", views.asked, name="asked"),
    path("refer/", views.refer, name="refer"),
    path("refer/leaflet/", views.leaflet, name="leaflet"),
    path("cases/", views.morning, name="morning"),
    path("cases/agenda/", views.agenda, name="agenda"),
    path("cases/requests/", views.queue, name="queue"),
    path("cases/requests/<uuid:number>/", views.request, name="request"),
    path("cases/requests/<uuid:number>/take/", views.request_take, name="request_take"),
    path("cases/requests/<uuid:number>/join/<uuid:case>/", views.request_join, name="request_join"),
    path("cases/requests/<uuid:number>/contacted/", views.request_contacted, name="request_contacted"),
    path("cases/requests/<uuid:number>/close/", views.request_close, name="request_close"),
    path("cases/appointments/<uuid:number>/<slug:state>/", views.appointment_settle, name="appointment_settle"),
    path("cases/tasks/", views.tasks, name="tasks"),
    path("cases/tasks/<uuid:number>/done/", views.task_done, name="task_done"),
    path("cases/files/", views.cases, name="cases"),
    path("cases/new/", views.case_new, name="case_new"),
    path("cases/<uuid:number>/", views.case, name="case"),
    path("cases/<uuid:number>/identity/", views.case_edit, name="case_edit"),
    path("cases/<uuid:number>/volunteer/", views.case_volunteer, name="case_volunteer"),
    path("cases/<uuid:number>/share/", views.case_share, name="case_share"),
    path("cases/<uuid:number>/transfer/", views.case_transfer, name="case_transfer"),
    path("cases/<uuid:number>/data/", views.case_data, name="case_data"),
    path("cases/<uuid:number>/appointment/", views.appointment_book, name="appointment_book"),
    path("cases/<uuid:number>/interview/", views.interview_begin, name="interview_begin"),
    path("cases/<uuid:number>/grant/", views.grant, name="grant"),
    path("cases/<uuid:number>/pause/", views.pause, name="pause"),
    path("cases/decisions/<uuid:number>/end/", views.decision_end, name="decision_end"),
    path("cases/interviews/<uuid:number>/", views.interview, name="interview"),
    path("cases/interviews/<uuid:number>/draft/", views.interview_draft, name="interview_draft"),
    path("cases/interviews/<uuid:number>/read/", views.interview_read, name="interview_read"),
    path("mine/", views.mine, name="mine"),
    path("mine/appointment/", views.mine_appointment, name="mine_appointment"),
    path("mine/appointment/<uuid:number>/cancel/", views.mine_cancel, name="mine_cancel"),
    path("mine/me/", views.mine_me, name="mine_me"),
    path("mine/data/", views.mine_data, name="mine_data"),
    path("mine/not-this-week/", views.mine_skip, name="mine_skip"),
    path("mine/sign-in/", views.mine_sign_in, name="mine_sign_in"),
    path("mine/code/", views.mine_code, name="mine_code"),
    path("mine/sign-out/", views.mine_sign_out, name="mine_sign_out"),
]
