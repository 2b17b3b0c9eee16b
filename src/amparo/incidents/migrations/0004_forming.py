"""Forming."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_triage")]

    operations = []
