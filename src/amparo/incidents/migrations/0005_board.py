"""The board."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_forming")]

    operations = []
