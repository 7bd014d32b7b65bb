"""What a recognition must say to be read elsewhere: the elements of the European approach to micro-credentials.

Council Recommendation of 16 June 2022 (2022/C 243/02): who learnt, what, where, when, how much, how it was assessed and assured.
The same elements go on the printed statement and into the European file, which is not signed as a European Digital Credential.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coop.school.settings import school
from coop.web import wording
from volunteers import conditions
from volunteers.models import Badge, Claim, ClaimState, Outcome, SchemeKind, Statement
from volunteers.models.learning import Appraisal
from volunteers.wording import hours_in_words, units_in_words


@dataclass(frozen=True)
class Elements:
    """The mandatory elements, and which learning outcomes were seen."""

    holder: str
    title: str
    body: str
    country: str
    issued_on: date
    minutes: int
    recognised: tuple[str, ...]
    ects: float
    assessed: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Each element and what it says, in the order in which they are printed."""
        workload = ", ".join([hours_in_words(self.minutes), *self.recognised])
        return [
            (_("Holder"), self.holder),
            (_("Title"), self.title),
            (_("Awarding body"), self.body),
            (_("Country"), self.country),
            (_("Date"), wording.full_date(self.issued_on)),
            (_("Workload"), workload),
            (_("Level"), _("Not placed on the European Qualifications Framework")),
            (_("Assessment"), ", ".join(self.assessed)),
            (_("Form of participation"), _("On site, in a team, supervised")),
            (_("Quality assurance"), _("Attendance is recorded; somebody else validates; a person decides")),
        ]


def of_statement(statement: Statement) -> Elements:
    """Of all the validated hours of a school year, and what was recognised of them until that day."""
    until = statement.issued_at
    claims = Claim.objects.filter(person=statement.person_id, school_year=statement.school_year, decided_at__lte=until)
    accepted = list(claims.filter(state=ClaimState.ACCEPTED).order_by("pk"))
    appraisal = conditions.latest_appraisal(statement.person_id, statement.school_year)
    if appraisal and appraisal.made_at > until:
        appraisal = None
    return _elements(statement.person.full_name, timezone.localdate(until), statement.minutes, accepted, appraisal)


def of_badge(badge: Badge) -> Elements:
    """Of one accepted claim."""
    claim = badge.claim
    return _elements(
        claim.person.full_name, timezone.localdate(badge.issued_at), claim.minutes, [claim], claim.appraisal
    )


def _elements(name: str, day: date, minutes: int, accepted: list[Claim], appraisal: Appraisal | None) -> Elements:
    here = school()
    assessed = [_("validated attendance")]
    if appraisal:
        assessed.append(_("a supervisor’s appraisal"))
    if any(claim.jury_on for claim in accepted):
        assessed.append(_("a jury"))
    plain = tuple((str(each.label), "") for each in Outcome)
    return Elements(
        holder=name,
        title=_("Voluntary work in the school’s solidarity pantry"),
        body=here.name,
        country=here.country,
        issued_on=day,
        minutes=minutes,
        recognised=tuple(units_in_words(claim.kind, claim.proposed_hundredths) for claim in accepted),
        ects=sum(claim.proposed_hundredths for claim in accepted if claim.kind == SchemeKind.ECTS) / 100,
        assessed=tuple(assessed),
        outcomes=tuple(appraisal.rows) if appraisal else plain,
    )


def european(said: Elements, address: str) -> dict[str, Any]:
    """The elements under the names of the European Learning Model (v3), for whoever imports them. Not a signed credential."""
    day = said.issued_on.isoformat()
    learnt: dict[str, Any] = {
        "type": "LearningAchievementSpecification",
        "title": said.title,
        "volumeOfLearning": f"PT{said.minutes // 60}H{said.minutes % 60}M",
        "learningOutcome": [{"type": "LearningOutcome", "title": title} for title, _level in said.outcomes],
    }
    if said.ects:
        learnt["creditPoint"] = [{"type": "CreditPoint", "framework": "ECTS", "point": said.ects}]
    body = {"type": "Organisation", "legalName": said.body, "location": {"type": "Location", "country": said.country}}
    claim = {
        "type": "LearningAchievement",
        "title": said.title,
        "specifiedBy": learnt,
        "awardedBy": {"type": "AwardingProcess", "awardingBody": body, "awardingDate": day},
        "provenBy": {"type": "LearningAssessment", "title": ", ".join(said.assessed), "mode": "on site"},
    }
    return {
        "note": "Elements under the names of the European Learning Model 3. Not a signed European Digital Credential.",
        "signedProof": address,
        "type": "EuropeanDigitalCredential",
        "issuanceDate": day,
        "credentialSubject": {"type": "Person", "fullName": said.holder, "hasClaim": [claim]},
    }
