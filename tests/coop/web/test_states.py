"""The page of states says what the models say."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from coop.web.management.commands.states import written


def test_the_page_of_states_is_what_the_models_say():
    page = Path(settings.BASE_DIR) / "docs" / "states.md"
    assert page.read_text() == written(), "run manage.py states"
    call_command("states", check=True, stdout=StringIO())


def test_the_page_names_every_state_of_a_basket():
    part = written().split("## pantry.Basket\n")[1].split("\n## ")[0]
    assert "| collected | packed |" in part
    assert "| missed | nothing: it ends here |" in part
