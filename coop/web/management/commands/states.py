"""`manage.py states`: writes docs/states.md from the transition tables beside the models; `--check` fails when it is old."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model

HEAD = """# States and what may follow

Made by `manage.py states` from the `TRANSITIONS` beside each model; do not edit. A state that is not here is computed from facts.
"""


class Command(BaseCommand):
    help = "Write docs/states.md from the transition tables of the models."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Fail when the page is not what the models say.")

    def handle(self, *args: Any, **options: Any) -> None:
        page, text = Path(settings.BASE_DIR) / "docs" / "states.md", written()
        if options["check"]:
            if not page.exists() or page.read_text() != text:
                raise CommandError("docs/states.md is old. Run manage.py states.")
            return
        page.write_text(text)


def written() -> str:
    """The whole page."""
    models = sorted((m for m in apps.get_models() if "TRANSITIONS" in vars(m)), key=lambda m: m._meta.label)
    return "\n".join([HEAD, *[_part(model) for model in models]])


def _part(model: type[Model]) -> str:
    first = (model.__doc__ or "").strip().split("\n")[0]
    lines = [f"## {model._meta.label}", "", first, "", "| from | to |", "|---|---|"]
    for state, after in model.TRANSITIONS.items():  # type: ignore[attr-defined]
        lines.append(f"| {state} | {', '.join(sorted(str(to) for to in after)) or 'nothing: it ends here'} |")
    return "\n".join([*lines, ""])
