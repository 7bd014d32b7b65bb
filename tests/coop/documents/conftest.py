"""Two makers of documents, one that works and one that fails."""

import pytest
from django.template import engines
from django.utils.module_loading import autodiscover_modules

from coop.documents import makers


@pytest.fixture(autouse=True)
def kinds(monkeypatch, tmp_path):
    """`sample` makes a small list, `broken` fails, `closed` is open to nobody."""
    (tmp_path / "sample.html").write_text(
        "{% extends 'documents/pdf.html' %}{% block content %}<p>Étagère {{ number }}</p>"
        "<table><caption>Things</caption><thead><tr><th scope='col'>What</th><th scope='col' class='n'>How many</th></tr></thead>"
        "<tbody><tr><td>Rice</td><td class='n'>{{ number }}</td></tr></tbody></table>{% endblock %}"
    )
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, tmp_path])
    for loader in engine.template_loaders:
        loader.reset()
    autodiscover_modules("documents")  # before the copy, or the real makers would be lost with it
    monkeypatch.setattr(makers, "_makers", dict(makers._makers))

    @makers.maker("sample")
    def sample(params, language, progress):
        progress(1, 2)
        return makers.Html("sample.html", {"number": params["number"]}, "A list")

    @makers.maker("broken")
    def broken(params, language, progress):
        raise RuntimeError("someone's name")

    @makers.maker("closed", may=lambda user: False)
    def closed(params, language, progress):
        return makers.Html("sample.html", {"number": 1}, "A list")
