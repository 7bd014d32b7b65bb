"""A person's copy as they read it: the same facts as the JSON, in words, with what the law adds (GDPR art. 15(1))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coop.school.settings import school, why_it_may
from coop.web import wording
from referrals.agreed import NextStep
from referrals.models import Appointment, AuthorityReport, CheckIn, Decision, RightsRequest
from referrals.models.requests import Channel, Difficulty, Source, Urgency

TITLES = {
    "identity": gettext_lazy("Who you are"),
    "requests": gettext_lazy("Your requests"),
    "appointments": gettext_lazy("Your appointments"),
    "interviews": gettext_lazy("Interviews"),
    "interview_texts": gettext_lazy("What was written in the interviews"),
    "decisions": gettext_lazy("What was decided"),
    "messages": gettext_lazy("Messages"),
    "pauses": gettext_lazy("Weeks that you skipped"),
    "baskets": gettext_lazy("Your baskets"),
    "authority_reports": gettext_lazy("What an authority was told"),
    "check_ins": gettext_lazy("What staff noted when you collected"),
    "rights": gettext_lazy("What you asked about your data"),
    "openings": gettext_lazy("Who opened your file"),
}
WORDS = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "birth_date": gettext_lazy("Birth date"),
    "class_name": gettext_lazy("Class"),
    "language": gettext_lazy("Language"),
    "reach_by": gettext_lazy("Reached by"),
    "opened_at": gettext_lazy("File opened"),
    "last_contact_at": gettext_lazy("Last contact"),
    "asked_at": gettext_lazy("Asked on"),
    "source": gettext_lazy("How it came"),
    "urgency": gettext_lazy("Urgency"),
    "starts_at": gettext_lazy("Begins"),
    "ends_at": gettext_lazy("Ends"),
    "mode": gettext_lazy("How"),
    "state": gettext_lazy("State"),
    "held_on": gettext_lazy("Date"),
    "minutes": gettext_lazy("Minutes spent"),
    "signed_at": gettext_lazy("Signed on"),
    "facts": gettext_lazy("The facts"),
    "needs": gettext_lazy("The needs"),
    "agreed": gettext_lazy("What is agreed"),
    "difficulties": gettext_lazy("Difficulties"),
    "next_steps": gettext_lazy("There will be"),
    "next_on": gettext_lazy("Meet again on"),
    "steps": gettext_lazy("Next steps"),
    "kind": gettext_lazy("What"),
    "about": gettext_lazy("About"),
    "quantity": gettext_lazy("How many"),
    "frequency": gettext_lazy("How often"),
    "starts": gettext_lazy("From"),
    "ends": gettext_lazy("To"),
    "last_day": gettext_lazy("Last day"),
    "terms": gettext_lazy("Noted with your agreement"),
    "consent_at": gettext_lazy("You agreed on"),
    "returned_on": gettext_lazy("Came back on"),
    "date": gettext_lazy("Date"),
    "ground": gettext_lazy("Why the law allows it"),
    "authority": gettext_lazy("Who was told"),
    "what": gettext_lazy("What was told"),
    "reference": gettext_lazy("Reference"),
    "mood": gettext_lazy("How you did"),
    "wants_to_talk": gettext_lazy("You wanted to talk"),
    "sentence": gettext_lazy("Noted"),
    "content": gettext_lazy("Content"),
    "number": gettext_lazy("Number"),
    "received_on": gettext_lazy("Asked on"),
    "due_on": gettext_lazy("Answer by"),
    "outcome": gettext_lazy("What became of it"),
    "written_at": gettext_lazy("Written on"),
    "from": gettext_lazy("From whom"),
    "text": gettext_lazy("Text"),
    "role": gettext_lazy("Who"),
    "times": gettext_lazy("How often"),
    "wishes": gettext_lazy("Rather not in the basket"),
}
LABELS = {
    str(value): label
    for choices in (
        Channel,
        Urgency,
        Difficulty,
        Source,
        Appointment.Mode,
        Appointment.State,
        Decision.Kind,
        Decision.Frequency,
        RightsRequest.Kind,
        RightsRequest.Outcome,
        CheckIn.Mood,
        AuthorityReport.Ground,
        NextStep,
    )
    for value, label in choices.choices
} | {
    "label": gettext_lazy("Name"),
    "where": gettext_lazy("Where"),
    "helps": gettext_lazy("For help with"),
    "sentence": gettext_lazy("Sentence"),
    "learner": gettext_lazy("You"),
    "social_worker": gettext_lazy("Your social worker"),
}


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it: one list of (word, value) for each row."""

    title: str
    rows: list[list[tuple[str, str]]]


def parts(copy: dict[str, Any]) -> list[Part]:
    """The copy in the order of a life: who, what was asked, said, decided, received."""
    plain = {name: copy[name] for name in ("language", "reach_by", "opened_at", "last_contact_at", "wishes")}
    found = [Part(str(TITLES["identity"]), [_row(copy["identity"] | plain)])]
    for name, title in TITLES.items():
        rows = copy.get(name)
        if rows and name != "identity":
            found.append(Part(str(title), [_row(row) for row in rows]))
    return found


def about() -> list[tuple[str, str]]:
    """Why, who reads it, how long, and which rights: what belongs to every copy."""
    here = school()
    months = {"months": here.retention_months}
    return [
        (_("Why"), _("To listen, to help, and to follow up.") + f" {why_it_may(here)}"),
        (_("Who reads it"), _("The social workers of your file. The pantry sees a number and what fits in a basket.")),
        (
            _("How long"),
            _("%(months)s months after the last contact. Then it is erased, and only counts stay.") % months,
        ),
        (_("Where from"), _("From you, and from a member of staff if one referred you with your agreement.")),
        (_("Your rights"), _("Read, correct, erase, keep unused, object: on your page or with the social worker.")),
        (_("Data protection officer"), here.data_protection_contact or _("ask at the school’s office")),
        (_("Not content?"), _("You can complain to the authority: %(authority)s.") % {"authority": here.authority}),
    ]


def _row(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(str(WORDS.get(name, name)), said) for name, value in row.items() if (said := _said(value))]


def _said(value: Any) -> str:
    if value is True:
        return _("yes")
    if isinstance(value, dict):
        return ", ".join(f"{LABELS.get(str(name), name)}: {_said(each)}" for name, each in value.items() if each)
    if isinstance(value, list | tuple):
        return ", ".join(_said(each) for each in value)
    text = str(value) if value not in (None, "", 0) else ""
    if len(text) >= 10 and text[:4].isdigit() and text[4] == "-":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        return wording.full_date(moment if "T" in text else date.fromisoformat(text[:10]))
    return str(LABELS.get(text, text))
