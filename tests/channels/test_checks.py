import pytest
from django.core import checks
from pytest_django import Settings

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KANNEL = {
    "SMS_PROVIDER": "kannel",
    "KANNEL_PASSWORD": "send-secret",
    "KANNEL_SECRET": "h" * 32,
    "KANNEL_FROM": "+12135550000",
}
TWILIO = {
    "SMS_PROVIDER": "twilio",
    "TWILIO_ACCOUNT": "AC0123",
    "TWILIO_TOKEN": "token",
    "TWILIO_FROM": "+12135550000",
    "GATEWAY_HOOKS_ORIGIN": "https://red.example",
}
HOOK = {"HOOK_URL": "https://partner.example/in", "HOOK_SECRETS": (SECRET,)}


def _found(settings: Settings, values: dict[str, object]) -> list[str | None]:
    for name, value in values.items():
        setattr(settings, name, value)
    return [each.id for each in checks.run_checks(tags=["channels"])]


@pytest.mark.parametrize(
    "values", [KANNEL, TWILIO, HOOK, {"SMS_PROVIDER": "kannel"}, {"SMS_PROVIDER": "twilio"}]
)
def test_what_is_whole_passes_and_so_does_a_process_that_sees_nothing(
    settings: Settings, values: dict[str, object]
) -> None:
    assert _found(settings, dict(values)) == []


@pytest.mark.parametrize(
    "whole, change, code",
    [
        ({}, {"SMS_PROVIDER": "Kannel"}, "channels.E003"),
        ({}, {"SMS_REGION": "USA"}, "channels.E004"),
        ({}, {"SMS_MOST_PARTS": 0}, "channels.E005"),
        (KANNEL, {"KANNEL_PASSWORD": ""}, "channels.E006"),
        (KANNEL, {"KANNEL_FROM": ""}, "channels.E006"),
        (KANNEL, {"KANNEL_SECRET": ""}, "channels.E006"),
        (KANNEL, {"KANNEL_SECRET": "short"}, "channels.E007"),
        (KANNEL, {"KANNEL_SECRET": "a/b@c:" * 9}, "channels.E007"),
        (KANNEL, {"KANNEL_PASSWORD": "contraseña\n"}, "channels.E011"),
        (KANNEL, {"KANNEL_URL": "http://sms.example/cgi-bin/sendsms"}, "channels.E010"),
        (KANNEL, {"KANNEL_HOOKS_ORIGIN": "http://10.0.0.1:8010"}, "channels.E010"),
        (TWILIO, {"TWILIO_TOKEN": ""}, "channels.E006"),
        (TWILIO, {"TWILIO_ACCOUNT": "AC/../x"}, "channels.E008"),
        (TWILIO, {"TWILIO_URL": "http://twilio.example"}, "channels.E010"),
        (TWILIO, {"GATEWAY_HOOKS_ORIGIN": "http://red.example"}, "channels.W001"),
        (HOOK, {"HOOK_SECRETS": ()}, "channels.E006"),
        (HOOK, {"HOOK_SECRETS": (SECRET, "hunter2")}, "channels.E009"),
        (HOOK, {"HOOK_URL": "http://partner.example/in"}, "channels.E010"),
        ({}, {"PUSH_CONTACT": "http://red.example"}, "channels.E020"),
        ({}, {"PUSH_CONTACT": "mailto:x@y.org\r\nEvil: yes"}, "channels.E020"),
        ({}, {"PUSH_HOSTS": ("https://push.example",)}, "channels.E021"),
        ({}, {"PUSH_HOSTS": ("*",)}, "channels.E021"),
    ],
)
def test_half_a_provider_is_refused(
    settings: Settings, whole: dict[str, object], change: dict[str, object], code: str
) -> None:
    assert _found(settings, {**whole, **change}) == [code]
