from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_sms")]

    operations = []
