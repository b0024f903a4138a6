"""YAML documents that remember their lines, read strictly and safely.

Start with `read`. Only YAML's JSON-like core is understood: `on` and `yes` are words, dates are
words, not-a-number is an error. Anchors and aliases are refused (they make small files large),
as are duplicate keys, tags, non-string keys, deep nesting and files over the size cap.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from undercut.core.errors import InputError, Problem, nearest

Path_ = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)

DEPTH_CAP = 24
"""Deepest nesting that a document may have."""

SIZE_CAP = 1_000_000
"""Bytes that a user's document may have; the package's own data may be larger."""


class _CoreLoader(yaml.CSafeLoader):
    """The C parser with YAML 1.2's core words only."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own protocol


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$",
        "-+0123456789.",
    ),
):
    _CoreLoader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))

_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


@dataclass(frozen=True)
class Document:
    """A parsed document: plain data, and the line of every part of it.

    Attributes
    ----------
    file : name as the user gave it.
    data : dicts, lists, strings, numbers, booleans, None.
    lines : line number (from 1) by path; a mapping's value has its key's line.

    """

    file: str
    data: Any
    lines: dict[Path_, int] = field(repr=False)

    def line(self, path: Path_) -> int:
        """Line of the deepest part of `path` that the document has."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def problem(self, path: Path_, message: str, hint: str = "") -> Problem:
        """Build a problem that names this file and the line of `path`."""
        dotted = ".".join(str(part) for part in path)
        return Problem(message, self.file, self.line(path), dotted, hint)

    def validate(self, model: type[ModelT], error: type[InputError] = InputError) -> ModelT:
        """Check the document against a pydantic model; all failures become one error.

        Raises
        ------
        error : with one problem, file and line for every field that fails.

        """
        try:
            return model.model_validate(self.data)
        except ValidationError as failure:
            raise error(self.problems_of(failure)) from None

    def problems_of(self, failure: ValidationError, prefix: Path_ = ()) -> list[Problem]:
        """Turn pydantic's failures into problems with lines and nearest names."""
        problems = []
        for item in failure.errors():
            path = prefix + tuple(part for part in item["loc"] if not _is_branch_label(part))
            message, hint = _say(item)
            problems.append(self.problem(path, message, hint))
        return problems


def _is_branch_label(part: str | int) -> bool:
    return isinstance(part, str) and (part.endswith("]") or "function-" in part)


def _say(item: Any) -> tuple[str, str]:
    """Put one pydantic failure into words."""
    last = str(item["loc"][-1]) if item["loc"] else "document"
    kind = item["type"]
    if kind == "missing":
        return f"'{last}' is missing.", ""
    if kind == "extra_forbidden":
        return f"unknown key '{last}'.", ""
    if kind == "literal_error":
        expected = str(item["ctx"]["expected"])
        known = re.findall(r"'([^']*)'", expected)
        return f"'{item['input']}' is not valid for '{last}'.", nearest(
            str(item["input"]), known, noun="Expected"
        )
    if kind == "value_error":
        return str(item["ctx"]["error"]), ""
    found = item["input"]
    shown = f", found {found!r}" if isinstance(found, str | int | float | bool) else ""
    return f"'{last}': {item['msg'][0].lower()}{item['msg'][1:]}{shown}.", ""


def read(
    path: Path,
    *,
    name: str | None = None,
    size_cap: int = SIZE_CAP,
    error: type[InputError] = InputError,
) -> Document:
    """Read one YAML document from a file.

    Raises
    ------
    error : the file is missing, unreadable, too large, not UTF-8, empty, or not strict YAML.

    """
    shown = name or str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(size_cap + 1)
    except FileNotFoundError:
        raise error(Problem("there is no such file.", shown)) from None
    except IsADirectoryError:
        raise error(Problem("this is a folder, expected a file.", shown)) from None
    except OSError as failure:
        raise error(Problem(f"cannot be read: {failure.strerror}.", shown)) from None
    if len(raw) > size_cap:
        raise error(Problem(f"the file is larger than {size_cap:,} bytes.", shown))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = raw[: failure.start].count(b"\n") + 1
        raise error(Problem("the file is not UTF-8 text.", shown, line)) from None
    return parse(text, shown, error=error)


def parse(text: str, file: str, *, error: type[InputError] = InputError) -> Document:
    """Parse the text of one YAML document.

    Raises
    ------
    error : the text is empty or not strict YAML (see the module's first lines).

    """
    loader = _CoreLoader(text)
    try:
        _refuse_aliases_and_depth(text, file, error)
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        line = mark.line + 1 if mark else None
        raise error(Problem(f"not valid YAML: {failure.problem}.", file, line)) from None
    except yaml.YAMLError as failure:
        raise error(Problem(f"not valid YAML: {failure}.", file)) from None
    finally:
        loader.dispose()
    if root is None:
        raise error(Problem("the file is empty.", file, 1))
    lines: dict[Path_, int] = {}
    problems: list[Problem] = []
    data = _build(root, (), lines, problems, file)
    if problems:
        raise error(problems)
    return Document(file, data, lines)


def _line(part: yaml.Node | yaml.Event) -> int:
    mark = part.start_mark
    return int(mark.line) + 1 if mark else 1


def _refuse_aliases_and_depth(text: str, file: str, error: type[InputError]) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_CoreLoader):
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise error(Problem("anchors and aliases are not allowed.", file, line))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_CAP:
                raise error(Problem(f"nested deeper than {DEPTH_CAP} levels.", file, line))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _build(
    node: yaml.Node, path: Path_, lines: dict[Path_, int], problems: list[Problem], file: str
) -> Any:
    line = _line(node)
    lines.setdefault(path, line)
    if isinstance(node, yaml.ScalarNode):
        convert = _SCALARS.get(node.tag)
        if convert is None:
            problems.append(Problem(f"tag '{node.tag}' is not allowed.", file, line))
            return None
        try:
            return convert(node.value)
        except ValueError:
            problems.append(Problem("the number has too many digits.", file, line))
            return None
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(item, (*path, index), lines, problems, file)
            for index, item in enumerate(node.value)
        ]
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key_line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem("a key must be a word or a number.", file, key_line))
            continue
        key = key_node.value
        if key in mapping:
            first = lines[(*path, key)]
            problems.append(
                Problem(f"key '{key}' is given twice (first in line {first}).", file, key_line)
            )
            continue
        lines[(*path, key)] = key_line
        mapping[key] = _build(value_node, (*path, key), lines, problems, file)
    return mapping
