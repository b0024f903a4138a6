"""The fingerprint of the code moves with any module, and with nothing else."""

from undercut.core.source import PACKAGE, source_hash


def test_the_fingerprint_moves_with_a_module_its_name_and_nothing_else(tmp_path):
    (tmp_path / "world").mkdir()
    module = tmp_path / "world" / "people.py"
    seen = []
    for change in (
        lambda: module.write_text("RATE = 1\n"),
        lambda: (tmp_path / "notes.txt").write_text("no code"),
        lambda: module.write_text("RATE = 2\n"),
        lambda: module.rename(tmp_path / "world" / "routes.py"),
    ):
        change()
        source_hash.cache_clear()
        seen.append(source_hash(tmp_path))
    source_hash.cache_clear()
    assert seen[0] == seen[1]
    assert len(set(seen)) == 3


def test_the_package_that_is_read_is_this_one():
    assert (PACKAGE / "core" / "source.py").is_file()
    assert len(source_hash()) == 32
