"""Model archives: the same files give the same bytes, and no entry leads out of its folder."""

import io
import tarfile

import archive
import pytest


def test_round_trip_and_same_bytes(tmp_path):
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    (source / "sub" / "a.txt").write_text("a")
    (source / "b.txt").write_text("b")
    archive.pack(source, tmp_path / "one.tar.gz")
    (source / "b.txt").touch()
    archive.pack(source, tmp_path / "two.tar.gz")
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    archive.unpack(tmp_path / "one.tar.gz", tmp_path / "target")
    assert (tmp_path / "target" / "sub" / "a.txt").read_text() == "a"


def test_entries_stay_in_their_folder(tmp_path):
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as packed:
        packed.addfile(tarfile.TarInfo("../evil.txt"), io.BytesIO())
    with pytest.raises(tarfile.TarError):
        archive.unpack(tmp_path / "evil.tar.gz", tmp_path / "target")
    assert not (tmp_path / "evil.txt").exists()
