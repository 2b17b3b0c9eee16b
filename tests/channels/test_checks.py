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
TELEGRAM = {
    "CHANNELS": ("telegram",),
    "TELEGRAM_TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "TELEGRAM_SECRET": "s" * 32,
    "GATEWAY_HOOKS_ORIGIN": "https://red.example",
}
SIGNAL = {
    "CHANNELS": ("signal",),
    "SIGNAL_URL": "http://127.0.0.1:8080",
    "SIGNAL_ACCOUNT": "+12135550000",
}
WHATSAPP = {
    "CHANNELS": ("whatsapp",),
    "WHATSAPP_PHONE_ID": "123456123",
    "WHATSAPP_TOKEN": "EAAG",
    "WHATSAPP_APP_SECRET": "0" * 32,
    "WHATSAPP_VERIFY_TOKEN": "word",
    "WHATSAPP_TEMPLATE": "alert",
    "GATEWAY_HOOKS_ORIGIN": "https://red.example",
}
NTFY = {"CHANNELS": ("ntfy",), "NTFY_URL": "https://ntfy.red.example", "NTFY_TOKEN": "tk_x"}
APPRISE = {
    "CHANNELS": ("apprise",),
    "APPRISE_TARGETS": "# who\npartners = json://partner.example/in\n",
    "APPRISE_HOSTS": ("partner.example", "*.matrix.example"),
}
ALL = {"CHANNELS": ("telegram", "signal", "whatsapp", "ntfy", "apprise")}
HOOK = {"HOOK_URL": "https://partner.example/in", "HOOK_SECRETS": (SECRET,)}


def _found(settings: Settings, values: dict[str, object]) -> list[str | None]:
    for name, value in values.items():
        setattr(settings, name, value)
    return [each.id for each in checks.run_checks(tags=["channels"])]


@pytest.mark.parametrize(
    "values",
    [
        KANNEL,
        TWILIO,
        HOOK,
        TELEGRAM,
        {**TELEGRAM, "TELEGRAM_SECRET": "", "GATEWAY_HOOKS_ORIGIN": "http://127.0.0.1:8000"},
        SIGNAL,
        WHATSAPP,
        NTFY,
        APPRISE,
        ALL,
        {"SMS_PROVIDER": "kannel"},
        {"SMS_PROVIDER": "twilio"},
        {"SMS_COUNTRIES": ("US", "MX")},
    ],
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
        ({}, {"SMS_COUNTRIES": ("US", "Mexico")}, "channels.E019"),
        ({}, {"CHANNELS": ("telegramm",)}, "channels.E012"),
        (TELEGRAM, {"TELEGRAM_TOKEN": ""}, "channels.E013"),
        (TELEGRAM, {"TELEGRAM_TOKEN": "bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}, "channels.E013"),
        (TELEGRAM, {"TELEGRAM_SECRET": "short"}, "channels.E014"),
        (TELEGRAM, {"TELEGRAM_URL": "http://telegram.example"}, "channels.E010"),
        (TELEGRAM, {"GATEWAY_HOOKS_ORIGIN": "http://red.example"}, "channels.W001"),
        (SIGNAL, {"SIGNAL_ACCOUNT": ""}, "channels.E006"),
        (SIGNAL, {"SIGNAL_URL": ""}, "channels.E006"),
        (SIGNAL, {"SIGNAL_URL": "http://10.0.0.5:8080"}, "channels.E010"),
        (WHATSAPP, {"WHATSAPP_TOKEN": ""}, "channels.E006"),
        (WHATSAPP, {"WHATSAPP_APP_SECRET": ""}, "channels.E006"),
        (WHATSAPP, {"WHATSAPP_VERIFY_TOKEN": ""}, "channels.E006"),
        (WHATSAPP, {"WHATSAPP_PHONE_ID": "+12135550000"}, "channels.E016"),
        (WHATSAPP, {"WHATSAPP_TOKEN": "a\nb"}, "channels.E011"),
        (WHATSAPP, {"WHATSAPP_URL": "http://graph.example/v23.0"}, "channels.E010"),
        (WHATSAPP, {"WHATSAPP_TEMPLATE": ""}, "channels.W003"),
        (WHATSAPP, {"GATEWAY_HOOKS_ORIGIN": "http://red.example"}, "channels.W001"),
        (NTFY, {"NTFY_TOKEN": ""}, "channels.E006"),
        (NTFY, {"NTFY_URL": "http://ntfy.sh"}, "channels.E010"),
        (NTFY, {"NTFY_TOKEN": "tk_ñ"}, "channels.E011"),
        (APPRISE, {"APPRISE_HOSTS": ()}, "channels.E006"),
        (APPRISE, {"APPRISE_TARGETS": ""}, "channels.E006"),
        (APPRISE, {"APPRISE_TARGETS": "partners json://x"}, "channels.E017"),
        (APPRISE, {"APPRISE_TARGETS": "a = json://x\nA = json://y"}, "channels.E017"),
        (APPRISE, {"APPRISE_HOSTS": ("https://x",)}, "channels.E018"),
        (APPRISE, {"APPRISE_HOSTS": ("*",)}, "channels.E018"),
    ],
)
def test_half_a_provider_is_refused(
    settings: Settings, whole: dict[str, object], change: dict[str, object], code: str
) -> None:
    assert _found(settings, {**whole, **change}) == [code]
