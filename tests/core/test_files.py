"""Files are whole or not there."""

import pytest

from undercut.core.errors import RunError
from undercut.core.files import write_atomically


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "sub" / "out.txt"
    write_atomically(target, "one")
    write_atomically(target, b"two")
    assert target.read_text() == "two"
    assert [path.name for path in target.parent.iterdir()] == ["out.txt"]


def test_an_unwritable_place_is_said_and_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match="cannot be written"):
        write_atomically(tmp_path / "file" / "out.txt", "one")
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(RunError, match="cannot be written"):
        write_atomically(folder, "one")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
