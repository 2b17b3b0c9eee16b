"""Text to values for members' pages. What may be done is decided in the services."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.network.domain.roles import Role
from amparo.network.forms import words
from amparo.network.models import LONGEST_LABEL
from amparo.network.services.accounts import LONGEST_HANDLE, LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_HANDLE


class RolesForm(forms.Form):
    """Which roles a member has."""

    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"),
        coerce=Role,
        required=False,
        choices=[(role.value, words.ROLES[role]) for role in Role],
        widget=forms.CheckboxSelectMultiple,
    )


class InviteForm(RolesForm):
    """Who is invited: for which organisation, to do what."""

    def __init__(self, data: QueryDict | None, *, organisations: tuple[tuple[UUID, str], ...]) -> None:
        super().__init__(data)
        self.fields["organisation"] = forms.TypedChoiceField(
            label=_("Organization"),
            coerce=UUID,
            choices=[(str(each), name) for each, name in organisations],
        )
        self.fields["roles"].required = True
        self.order_fields(("organisation", "roles"))


class PasswordForm(forms.Form):
    """A new password, typed twice because nobody can mail a forgotten one."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Four or five words that do not belong together are good."),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        values = super().clean() or {}
        if "password" in values and "again" in values and values["password"] != values["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return values


class JoinForm(PasswordForm):
    """How a new member wants to be known."""

    handle = forms.CharField(
        label=_("Username"),
        help_text=_("3 to 32 letters a to z, digits, dots or dashes. It can be invented."),
        min_length=SHORTEST_HANDLE,
        max_length=LONGEST_HANDLE,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    name = forms.CharField(
        label=_("Name that other members see"),
        help_text=_("A first name or a nickname is enough."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    language = forms.ChoiceField(label=_("Language of your screens"), choices=settings.LANGUAGES)

    field_order = ("handle", "name", "language", "password", "again")


class VouchForm(forms.Form):
    """For whom somebody vouches, by the name that person signs in with."""

    handle = forms.CharField(
        label=_("Their username"),
        help_text=_("Ask the person for it, face to face."),
        max_length=LONGEST_HANDLE,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class DeviceForm(forms.Form):
    """What a member calls a device."""

    label = forms.CharField(
        label=_("Name of the device"),
        max_length=LONGEST_LABEL,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
