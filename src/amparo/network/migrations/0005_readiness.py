"""Who is on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0004_policies")]

    operations = []
