"""Numbers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_rumours")]

    operations = []
