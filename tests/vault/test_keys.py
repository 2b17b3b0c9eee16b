"""The recipient and its recovery sheet: shown once, kept nowhere else."""

import re
from pathlib import Path

import pyrage
import pytest
from django.test import override_settings

from amparo.vault import api as vault


def test_the_sheet_holds_the_identity_in_groups_and_the_folder_does_not(tmp_path: Path) -> None:
    folder, sheet = tmp_path / "data", tmp_path / "sheet.html"
    folder.mkdir()
    identity = vault.make_identity(folder)
    vault.write_sheet(sheet, identity=identity, network="Red <b>Invented</b>")

    page = sheet.read_text(encoding="utf-8")
    typed = re.search(r'id="identity"[^>]*>([^<]+)<', page)
    assert typed
    assert "".join(typed[1].split()) == identity
    assert str(pyrage.x25519.Identity.from_str(identity).to_public()) in page
    assert "<b>Invented" not in page
    assert "http" not in re.sub(r"data:[^\"]+", "", page), "the sheet loads nothing"
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["vault.pub"]
    assert "AGE-SECRET-KEY" not in (folder / "vault.pub").read_text(encoding="ascii")


def test_neither_a_recipient_nor_a_sheet_is_ever_written_over(tmp_path: Path) -> None:
    identity = vault.make_identity(tmp_path)
    sheet = tmp_path / "sheet.html"
    sheet.write_text("another network's", encoding="utf-8")

    with pytest.raises(FileExistsError):
        vault.make_identity(tmp_path)
    with pytest.raises(vault.SheetExists):
        vault.write_sheet(sheet, identity=identity, network="Invented")

    assert sheet.read_text(encoding="utf-8") == "another network's"


@pytest.mark.parametrize("content", ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"])
def test_what_is_no_recipient_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "vault.pub").write_text(content, encoding="ascii")

    with override_settings(VAULT_RECIPIENT_FILE=tmp_path / "vault.pub"), pytest.raises(vault.NoRecipient):
        vault.recipient()
