"""The data folder and its fingerprint."""

from pathlib import Path

from undercut import evidence
from undercut.evidence.package import data_files, data_path, shown


def test_the_fingerprint_is_stable_and_short():
    assert evidence.data_hash() == evidence.data_hash()
    assert len(evidence.data_hash()) == 32


def test_one_changed_byte_changes_the_fingerprint(tmp_path: Path):
    hashes = set()
    for number, text in enumerate(["a: 1\n", "a: 2\n"]):
        root = tmp_path / str(number)
        root.mkdir()
        (root / "a.yaml").write_text(text)
        hashes.add(evidence.data_hash(root))
    assert len(hashes) == 2


def test_a_renamed_file_changes_the_fingerprint_though_the_bytes_stay(tmp_path: Path):
    hashes = set()
    for name in ("a.yaml", "b.yaml"):
        root = tmp_path / name.removesuffix(".yaml")
        root.mkdir()
        (root / name).write_text("a: 1\n")
        hashes.add(evidence.data_hash(root))
    assert len(hashes) == 2


def test_hidden_files_and_caches_do_not_count(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("a: 1\n")
    before = data_files(root=tmp_path)
    (tmp_path / ".a.yaml.swp").write_text("x")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "b.pyc").write_text("x")
    assert data_files(root=tmp_path) == before


def test_files_are_shown_by_their_place_in_the_data():
    assert shown(data_path("series", "us_seizures.csv")) == "data/series/us_seizures.csv"
