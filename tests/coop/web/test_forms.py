"""Every form: label above, hint below it, error beside the field and at the top with a link, required in words."""

import re
import uuid

import pytest
from django import forms as django_forms
from django.template import Context, Template

from coop.web import forms
from coop.web.errors import Refusal


class Sample(forms.CoopForm):
    name = django_forms.CharField(label="Your name", help_text="As on your card.")
    count = django_forms.IntegerField(label="How many", widget=forms.Stepper, min_value=1, required=False)
    how = django_forms.ChoiceField(label="How", widget=forms.Tiles, choices=[("sms", "SMS"), ("mail", "E-mail")])
    on = django_forms.DateField(label="When", required=False)
    agreed = django_forms.BooleanField(label="They agreed")


GOOD = {"name": "Ada", "count": "2", "how": "sms", "on": "2026-11-26", "agreed": "on"}


def drawn(form, template="{% load crispy_forms_tags %}{% crispy form %}"):
    return Template(template).render(Context({"form": form}))


@pytest.mark.parametrize(
    "template",
    ["{% load crispy_forms_tags %}{% crispy form %}", "{% load crispy_forms_filters %}{{ form|crispy }}"],
)
def test_the_hint_stands_between_the_label_and_the_field(template):
    html = drawn(Sample(), template)
    label, hint, field = html.index("Your name"), html.index("As on your card."), html.index('name="name"')
    assert label < hint < field
    assert 'aria-describedby="id_name_helptext"' in html


def test_what_is_required_says_so_in_words_and_nothing_else_does():
    html = drawn(Sample())
    assert html.count("required</span>") == 3  # name, how, agreed


def test_an_error_stands_beside_its_field_and_at_the_top_with_a_link():
    html = drawn(Sample({**GOOD, "key": str(uuid.uuid4()), "name": "", "how": ""}))
    assert '<a href="#id_name">Your name' in html
    assert '<a href="#id_how_0">How' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index("error-summary") < html.index('name="name"')


def test_nothing_typed_is_lost_when_a_verb_refuses():
    form = Sample({**GOOD, "key": str(uuid.uuid4())})
    assert form.is_valid()
    form.refuse(Refusal("The shelf is empty. Choose another lot."))
    html = drawn(form)
    assert "The shelf is empty. Choose another lot." in html
    assert 'value="Ada"' in html
    assert not form.is_valid()


def test_the_key_stays_the_same_when_the_form_comes_back_and_is_new_on_a_new_page():
    key = str(uuid.uuid4())
    assert f'value="{key}"' in drawn(Sample({**GOOD, "key": key, "name": ""}))
    first, second = (re.search(r'name="key" value="([0-9a-f-]{36})"', drawn(Sample())).group(1) for _ in "ab")
    assert first != second


def test_a_form_sent_without_its_key_says_what_to_do_and_carries_a_new_one():
    form = Sample(GOOD)
    assert not form.is_valid()
    html = drawn(form)
    assert "Please send it once more." in html
    assert re.search(r'name="key" value="[0-9a-f-]{36}"', html)


def test_inputs_ask_for_the_right_keyboard():
    html = drawn(Sample(initial={"on": "2026-11-26"}))
    assert 'type="date" name="on" value="2026-11-26"' in html
    assert 'inputmode="numeric"' in html
    assert html.count('class="choice-input"') == 2


def test_a_label_cannot_carry_markup():
    class Hostile(forms.FilterForm):
        q = django_forms.CharField(label="<b>x</b>", help_text="<i>y</i>")

    html = drawn(Hostile({"q": ""}))
    assert "<b>x</b>" not in html
    assert "<i>y</i>" not in html
