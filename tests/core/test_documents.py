"""Documents: strict, safe, and every message names file and line."""

from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from undercut.core import documents
from undercut.core.errors import InputError


def refused(text):
    with pytest.raises(InputError) as caught:
        documents.parse(text, "f.yaml")
    return str(caught.value)


def test_words_that_older_yaml_turns_into_booleans_and_dates_stay_words():
    data = documents.parse("on: yes\nfrom: 2026-01\nday: 2026-01-02\ntime: 12:30:00\n", "f").data
    assert data == {"on": "yes", "from": "2026-01", "day": "2026-01-02", "time": "12:30:00"}


def test_numbers_booleans_and_null_are_read():
    data = documents.parse("[1, -2.5, 1e3, 1.5e-3, .5, true, false, null, ~]", "f").data
    assert data == [1, -2.5, 1000.0, 0.0015, 0.5, True, False, None, None]


def test_a_number_of_absurd_length_is_refused_with_its_line():
    assert refused(f"a: 1\nb: {'9' * 5000}\n") == "f.yaml:2: the number has too many digits."


def test_not_a_number_and_infinity_stay_words():
    assert documents.parse("[.nan, .inf, nan]", "f").data == [".nan", ".inf", "nan"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3: key 'a' is given twice (first in line 1)."),
        ("", "f.yaml:1: the file is empty."),
        ("# only a comment\n", "f.yaml:1: the file is empty."),
        ("a: &x 1\nb: *x\n", "f.yaml:1: anchors and aliases are not allowed."),
        ("a:\n  ? [1, 2]\n  : 3\n", "f.yaml:2: a key must be a word or a number."),
        (
            "a: !!python/name:os.system x\n",
            "f.yaml:1: tag 'tag:yaml.org,2002:python/name:os.system' is not allowed.",
        ),
        ("[" * 40 + "]" * 40, "f.yaml:1: nested deeper than 24 levels."),
    ],
)
def test_what_is_refused_says_where_and_why(text, message):
    assert refused(text) == message


def test_broken_yaml_names_its_line():
    assert refused("a: 1\nb: [1, 2\nc: 3\n").startswith("f.yaml:3: not valid YAML:")


def test_missing_large_and_foreign_files_are_refused(tmp_path):
    for name, content, message in (
        ("large.yaml", b"a: " + b"x" * 2_000_000, "the file is larger than 1,000,000 bytes."),
        ("latin.yaml", b"a: 1\nb: \xe9\n", "the file is not UTF-8 text."),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(InputError, match=message):
            documents.read(path)
    with pytest.raises(InputError, match="there is no such file"):
        documents.read(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="this is a folder"):
        documents.read(tmp_path)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["measured", "judged"]
    value: float


def test_validation_gives_every_problem_with_its_line():
    document = documents.parse("kind: juged\nvalue: high\nextra: 1\n", "f.yaml")
    with pytest.raises(InputError) as caught:
        document.validate(_Model)
    assert str(caught.value).splitlines() == [
        "f.yaml:1: 'juged' is not valid for 'kind'. Did you mean 'judged'?",
        "f.yaml:2: 'value': input should be a valid number, unable to parse string as a number, "
        "found 'high'.",
        "f.yaml:3: unknown key 'extra'.",
    ]
