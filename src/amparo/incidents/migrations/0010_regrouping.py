"""Regrouping."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0009_numbers")]

    operations = []
