"""What else is granted in the demo: numbers set out by the coordinator, and plans with several kinds of help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from coop.web import clock
from pantry import allotments
from pantry.models import Allotment
from referrals import setup as files
from referrals.setup import Aid, Period

CINEMA = "Cinéma Le Parc (fictif)"


@dataclass(frozen=True)
class SetOut:
    tickets: Allotment
    sheets: Allotment


def set_out(*, by: int) -> SetOut:
    """Twelve tickets this term, twenty sheets for the winter; one number that is over."""
    today = clock.today()
    days = {"starts": today - timedelta(days=30), "ends": today + timedelta(days=90)}
    past = {"starts": today - timedelta(days=200), "ends": today - timedelta(days=31)}
    allotments.set_out(kind="tickets", label="Théâtre des Tilleuls (fictif)", quantity=8, **past, by=by)
    return SetOut(
        tickets=allotments.set_out(kind="tickets", label=CINEMA, quantity=12, **days, by=by),
        sheets=allotments.set_out(kind="clothes", label="Draps et serviettes", quantity=20, **days, by=by),
    )


def plans(cases: Sequence[UUID], set_out: SetOut, *, by: int) -> None:
    """The demo's learner, last of `cases`, has a plan of several kinds; others have soap, tickets, and a book that is late."""
    *others, own = cases
    with clock.at(clock.now() - timedelta(days=9)):
        day = clock.today()
        soap = files.wants("body-care", "paper")
        months = Period(day, day + timedelta(days=60), day + timedelta(days=30))
        grants = [
            Aid("hygiene", months, terms=soap, frequency="monthly"),
            Aid("book_loan", Period.once(day, day + timedelta(days=21)), about={"label": "Dictionnaire de bijouterie"}),
            _tickets(set_out.tickets, 2),
            _letter(),
        ]
        for each in grants:
            files.grant(case_id=own, granted=each, by=by)
    for case_id, each in zip(others, (_tickets(set_out.tickets, 1), _sheets(set_out.sheets)), strict=False):
        files.grant(case_id=case_id, granted=each, by=by)
    with clock.at(clock.now() - timedelta(days=30)):
        day = clock.today()
        late = Aid(
            "book_loan", Period.once(day, day + timedelta(days=21)), about={"label": "Guide du logement étudiant"}
        )
        files.grant(case_id=others[-1], granted=late, by=by)
    files.each_night()


def talk(case_id: UUID, *, by: int) -> None:
    """The demo's learner and the social worker write to each other; the last word waits to be read."""
    with clock.at(clock.now() - timedelta(days=2)):
        files.write(case_id=case_id, text="Votre dictionnaire est arrivé. Passez quand vous voulez.", by=by)
    with clock.at(clock.now() - timedelta(days=1)):
        files.answer(case_id=case_id, text="Merci, je passe jeudi matin.")
    with clock.at(clock.now() - timedelta(hours=2)):
        files.write(case_id=case_id, text="Parfait. Porte 4, côté jardin.", by=by)


def _tickets(row: Allotment, quantity: int) -> Aid:
    return Aid(
        "tickets",
        Period.once(clock.today(), row.ends),
        about={"label": row.label},
        quantity=quantity,
        allotment_id=row.pk,
    )


def _sheets(row: Allotment) -> Aid:
    period = Period.once(clock.today(), clock.today() + timedelta(days=28))
    return Aid("clothes", period, terms=files.wants("sheets", "coat", top="M"), quantity=2, allotment_id=row.pk)


def _letter() -> Aid:
    day = clock.today()
    about = {"label": "Point-Droit de Valbrume (fictif)", "where": "Mairie annexe, bureau 4", "helps": "rights"}
    period = Period(day, day + timedelta(days=21), day + timedelta(days=21))
    return Aid("orientation", period, about=about, consent=True)
