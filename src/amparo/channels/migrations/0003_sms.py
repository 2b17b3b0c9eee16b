from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_more_kinds")]

    operations = []
