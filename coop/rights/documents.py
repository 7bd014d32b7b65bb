"""The data-protection papers as accessible PDF."""

from __future__ import annotations

from typing import Any

from coop.documents.makers import Html, Progress, maker
from coop.rights import papers, register
from coop.rights.access import may_have_papers


def _paper(name: str, language: str, **more: Any) -> Html:
    context = {"words": papers.words(name, language), "facts": papers.facts(), "online": False, **more}
    return Html("rights/paper_pdf.html", context, papers.PAPERS[name])


@maker("rights.register", may=may_have_papers)
def record_of_processing(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """Article 30, and the register of every stored field as its annex."""
    return _paper("register", language, sections=register.sections())


@maker("rights.notice", may=may_have_papers)
def notice(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """The notice in plain words, as anybody may read it on the public page."""
    return _paper("notice", language)


@maker("rights.assessment", may=may_have_papers)
def assessment(params: dict[str, Any], language: str, progress: Progress) -> Html:
    """The impact assessment, filled as far as the application can know; the school completes and signs it."""
    return _paper("assessment", language)
