"""PDFs are accessible, and a hostile page reads no file, reaches no network and does not take for ever."""

import http.server
import io
import threading

import pytest
from pypdf import PdfReader

from coop.documents import pdf
from coop.documents.errors import CouldNotBeMade

PAGE = "<!doctype html><html lang='fr'><head><title>Liste</title></head><body><h1>Liste</h1>{}</body></html>"


def read(content):
    return PdfReader(io.BytesIO(content))


def test_a_pdf_has_text_title_language_and_structure():
    book = read(pdf.render("sample.html", {"number": 42, "title": "A list"}, "fr"))
    assert "Étagère 42" in book.pages[0].extract_text()
    assert book.metadata.title == "A list"
    root = book.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    tags = _tags(root["/StructTreeRoot"])
    assert {"/H1", "/Table", "/TH", "/TD", "/P"} <= tags
    assert "/Caption" in tags
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def _tags(node, depth=0):
    node = node.get_object()
    found = {node["/S"]} if "/S" in node else set()
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        kid = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(kid, dict) and depth < 30:
            found |= _tags(kid, depth + 1)
    return found


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("TOP-SECRET-WORD")
    return file


@pytest.mark.parametrize(
    "html",
    [
        "<a rel=attachment href='{url}'>x</a>",
        "<link rel=attachment href='{url}'>",
        "<img src='{url}' alt='x'>",
        "<style>@import '{url}'; p {{ background: url({url}) }}</style><p>x</p>",
        "<object data='{url}'></object><embed src='{url}'><iframe src='{url}'></iframe>",
        "<svg xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='{url}'/><use xlink:href='{url}#a'/></svg>",
    ],
)
def test_a_hostile_page_embeds_no_file(secret, html):
    content = pdf.from_html(PAGE.format(html.format(url=secret.as_uri())))
    book = read(content)
    assert not book.attachments
    assert b"EmbeddedFile" not in content
    assert b"TOP-SECRET-WORD" not in content
    assert "TOP-SECRET-WORD" not in "".join(page.extract_text() for page in book.pages)


def test_the_embedding_guard_is_what_stops_it(secret):
    """The twin: with WeasyPrint's own fetcher the file does come in, so the test above tests something."""
    from weasyprint import HTML

    page = PAGE.format(f"<link rel=attachment href='{secret.as_uri()}'>")
    assert read(HTML(string=page).write_pdf()).attachments


@pytest.mark.enable_socket
def test_a_hostile_page_reaches_no_network():
    asked = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/x.png"
        pdf.from_html(PAGE.format(f"<img src='{url}' alt='x'><link rel=stylesheet href='{url}'>"))
        server.shutdown()
    assert asked == []


def test_a_page_that_would_take_for_ever_is_stopped():
    with pytest.raises(CouldNotBeMade):
        pdf.from_html(PAGE.format("<table><tr><td colspan=100000000>x</td></tr></table>" * 50), seconds=2)


def test_a_page_nested_too_deeply_fails_without_taking_the_worker_with_it():
    with pytest.raises(CouldNotBeMade):
        pdf.from_html(PAGE.format("<div>" * 10_000), seconds=3)


def test_a_page_that_is_too_long_is_refused_before_any_work():
    with pytest.raises(CouldNotBeMade, match="too long"):
        pdf.from_html("x" * (pdf.LONGEST_HTML + 1))
