"""Papers of the confidential side: the letter to a partner. Made in the background, sealed, given once, erased within a day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from coop.documents.makers import Html, Progress, maker
from coop.school.settings import school
from coop.web import clock
from referrals import access, letters, people


@maker(letters.KIND, may=access.is_social_worker)
def letter(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """`params`: the decision, and who asked for the paper."""
    content = letters.read(decision_id=UUID(params["decision"]), by=params["by"])
    progress(1, 1)
    context = {
        "letter": content,
        "school": school(),
        "signed": people.names([content.by]).get(content.by, ""),
        "today": clock.today(),
    }
    return Html("referrals/letter_pdf.html", context, _("Letter"))
