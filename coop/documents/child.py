"""The process that turns a page into a PDF: HTML comes in, PDF goes out, nothing else is within reach.

Run by `pdf.py` as a script of its own, without Django, settings or secrets. Arguments: style sheet, bytes of memory, seconds.
"""

import resource
import sys
from pathlib import Path


def limit(memory: int, seconds: int) -> None:
    """No more memory, processor time or files than a document needs."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    style, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    html = sys.stdin.buffer.read().decode()
    limit(memory, seconds)
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    sheet = CSS(string=Path(style).read_text(encoding="utf-8"), url_fetcher=fetcher)
    page = HTML(string=html, url_fetcher=fetcher, base_url=None)
    content = page.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
