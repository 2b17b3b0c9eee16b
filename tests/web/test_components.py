"""The shared pieces of pages, rendered as apps include them."""

import pytest
from django import forms
from django.template import engines


class Question(forms.Form):
    what = forms.ChoiceField(
        label="What?", widget=forms.RadioSelect, choices=[("door", "At a door"), ("other", "Other")]
    )
    where = forms.CharField(label="Where?", help_text="A corner or a ZIP.")
    more = forms.CharField(label="More", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Call me", required=False)
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


def render(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context)


def test_a_field_is_labelled_and_says_whether_it_may_be_left_out() -> None:
    page = render('{% include "components/field.html" with field=form.more only %}', form=Question())

    assert '<label for="id_more">' in page
    assert "(optional)" in page


def test_a_wrong_field_names_its_error_for_a_screen_reader() -> None:
    page = render('{% include "components/field.html" with field=form.where only %}', form=Question({}))

    assert 'aria-invalid="true"' in page
    assert 'id="id_where_error"' in page
    assert 'id="id_where_helptext"' in page
    described = page.split('aria-describedby="')[1].split('"')[0].split()
    assert "id_where_helptext" in described


def test_a_hidden_field_has_no_frame() -> None:
    page = render('{% include "components/field.html" with field=form.token only %}', form=Question())

    assert "label" not in page
    assert 'type="hidden"' in page


def test_choices_are_one_question_with_one_target_each() -> None:
    page = render('{% include "components/choices.html" with field=form.what only %}', form=Question())

    assert page.count("<label") == 2
    assert "<legend>What?" in page


@pytest.mark.parametrize(
    "include, wanted",
    [
        ('"components/status.html" with state="confirmed" text="Confirmed"', "badge--confirmed"),
        ('"components/notice.html" with kind="error" text="No"', "notice--danger"),
        ('"components/notice.html" with text="So"', "notice--info"),
        ('"components/empty.html" with text="None yet."', "None yet."),
        ('"components/empty.html" with text="None." action_href="/x/" action_text="Do"', 'href="/x/"'),
        ('"components/icon.html" with name="eye"', "icons.svg#eye"),
        ('"components/map.html" with points_url="/p.json"', 'data-points="/p.json"'),
        ('"components/map.html" with pick=True lat_name="la" lon_name="lo"', 'data-pick data-lat-name="la"'),
        ('"components/device_place.html"', 'data-lat-name="lat"'),
        ('"components/copy_text.html" with source_id="code"', 'for="code"'),
        (
            '"components/confirm_form.html" with action="/x/" question="Sure?" confirm_text="Yes"',
            "button--primary",
        ),
    ],
)
def test_each_component_stands_alone(include: str, wanted: str) -> None:
    assert wanted in render(f"{{% include {include} only %}}")


def test_what_a_person_wrote_is_escaped() -> None:
    page = render(
        '{% include "components/notice.html" with text=text only %}', text="<script>alert(1)</script>"
    )

    assert "<script>" not in page
