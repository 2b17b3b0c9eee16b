"""Policies."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0003_sessions")]

    operations = []
