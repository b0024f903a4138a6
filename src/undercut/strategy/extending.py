"""Strategies that extend others: their settings joined into one document, or told apart.

Start with `compose`. A strategy and those that it extends may say different things, never the same
thing differently: that is a conflict, and its error names both lines. Triggers add up. Id and title
are a strategy's own and are not handed on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from undercut.core.documents import Document, Path_, read
from undercut.core.errors import Problem, StrategyError, nearest
from undercut.strategy.document import MOST_SETTINGS, MOST_TRIGGERS
from undercut.strategy.quantities import quoted

EXTENDS = "extends"
TRIGGERS = "triggers"
SUFFIXES = (".yaml", ".yml")

DEPTH_CAP = 4
"""Most strategies between one and the last that it rests on."""

COUNT_CAP = 16
"""Most strategies that one may rest on in all."""

_OWN = ("strategy", "title", EXTENDS)
_APART = (*_OWN, TRIGGERS)
_SECTIONS: tuple[Path_, ...] = (("levers",), ("because",), ("law",), ("law", "facts"))
"""Mappings that are joined key by key; what else there is belongs together."""

Check = Callable[[Document, str], None]
"""Raises a `StrategyError` where a document by itself is no strategy."""


@dataclass(frozen=True)
class Composed(Document):
    """A document joined from several, which knows where each of its parts stands.

    Attributes
    ----------
    origins : the document that a part comes from and its path there, by path.

    """

    origins: Mapping[Path_, "Origin"] = field(default_factory=dict, repr=False)

    def origin(self, path: Path_) -> "Origin":
        """Find the document in which a part stands, and its path there."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.origins:
                source, start = self.origins[path[:end]]
                return source, (*start, *path[end:])
        return self, path

    def problem(self, path: Path_, message: str, hint: str = "") -> Problem:
        """Build a problem that names the file and the line in which the part stands."""
        source, there = self.origin(path)
        if source is self:
            return super().problem(path, message, hint)
        return source.problem(there, message, hint)


Origin = tuple[Document, Path_]
"""Where a part stands: a document that is not joined, and the path in it."""


def compose(
    document: Document, text: str, path: Path, shipped: Mapping[str, Path], check: Check
) -> tuple[Document, str]:
    """Join a document with those that it extends; one that extends none comes back as it is.

    Parameters
    ----------
    document, text : the document, and how it was written.
    path : its file; only files in its folder and below may be extended.
    shipped : files of the strategies that ship, by id.
    check : tried on each document that is extended.

    Returns
    -------
    The whole document, and a text that says all of it without extending anything.

    Raises
    ------
    StrategyError : something is extended that may not or cannot be, or settings conflict.

    """
    return _Composer(path.resolve().parent, shipped, check).compose(document, text, path, ())


class _Composer:
    def __init__(self, folder: Path, shipped: Mapping[str, Path], check: Check) -> None:
        self._folder, self._shipped, self._check = folder, shipped, check
        self._count = 0

    def compose(
        self, document: Document, text: str, path: Path, above: tuple[Path, ...]
    ) -> tuple[Document, str]:
        """Join one document; `above` are the files that led to it."""
        if not isinstance(document.data, dict) or EXTENDS not in document.data:
            return document, text
        chain = (*above, path.resolve())
        bases = [self._base(document, chain, where, name) for where, name in _names(document)]
        joined = _join(document, bases)
        heading = ", ".join(part.file for part in (document, *bases))
        return joined, f"# Joined from {heading}.\n{_write(joined.data)}"

    def _base(
        self, document: Document, chain: tuple[Path, ...], where: Path_, name: str
    ) -> Document:
        path, shown = self._find(document, chain[-1].parent, where, name)
        if path.resolve() in chain:
            circle = [*(link.name for link in chain[chain.index(path.resolve()) :]), path.name]
            message = f"a strategy cannot extend itself: {' > '.join(circle)}."
            raise StrategyError(document.problem(where, message))
        self._count += 1
        if len(chain) > DEPTH_CAP or self._count > COUNT_CAP:
            message = (
                f"too many strategies are extended; expected at most {DEPTH_CAP} in a row and "
                f"{COUNT_CAP} in all."
            )
            raise StrategyError(document.problem(where, message))
        base = read(path, name=shown, error=StrategyError)
        text = path.read_text(encoding="utf-8-sig")
        whole, written = self.compose(base, text, path, chain)
        self._check(whole, written)
        return whole

    def _find(self, document: Document, folder: Path, where: Path_, name: str) -> tuple[Path, str]:
        """Find what is to be extended, and the name to call it by."""
        if name in self._shipped:
            return self._shipped[name], f"{name}.yaml"
        path = Path(name)
        if path.suffix not in SUFFIXES:
            hint = nearest(name, self._shipped, noun="Shipped strategies")
            raise StrategyError(
                document.problem(where, f"no shipped strategy is called {quoted(name)}.", hint)
            )
        found = folder / path
        try:
            inside, there = found.resolve().is_relative_to(self._folder), found.is_file()
        except OSError:  # a name that no file can have
            inside, there = True, False
        if path.is_absolute() or ".." in path.parts or "\\" in name or not inside:
            raise StrategyError(
                document.problem(
                    where,
                    f"{quoted(name)} is not extended: expected the id of a shipped strategy, or a "
                    "file in the folder of the strategy or below.",
                )
            )
        if not there:
            raise StrategyError(document.problem(where, f"there is no file {quoted(name)}."))
        return found, str(Path(document.file).parent / path)


def _names(document: Document) -> Iterator[tuple[Path_, str]]:
    written = document.data[EXTENDS]
    items = written if isinstance(written, list) else [written]
    paths: list[Path_] = (
        [(EXTENDS, place) for place in range(len(items))]
        if isinstance(written, list)
        else [(EXTENDS,)]
    )
    if not items:
        raise StrategyError(document.problem((EXTENDS,), f"'{EXTENDS}' names no strategy."))
    for path, item in zip(paths, items, strict=True):
        if not isinstance(item, str) or not item.isprintable() or not item.strip():
            message = f"{quoted(item)} is not a strategy; expected an id or a file."
            raise StrategyError(document.problem(path, message))
        yield path, item


def _join(document: Document, bases: list[Document]) -> Composed:
    """Join parts, bases first; raise with every conflict."""
    parts: dict[Path_, tuple[Any, Origin]] = {}
    problems: list[Problem] = []
    for source in (*bases, document):
        for path, value in _parts(source.data):
            if len(path) == 1 and path[0] in _APART:
                continue
            origin = _origin(source, path)
            if path not in parts:
                parts[path] = (value, origin)
            elif parts[path][0] != value:
                problems.append(_conflict(path, (value, origin), parts[path]))
    triggers = _triggers([*bases, document])
    problems += _too_many(triggers)
    if problems:
        raise StrategyError(sorted(problems, key=lambda problem: (problem.file, problem.line or 0)))
    data: dict[str, Any] = {key: document.data[key] for key in _OWN[:2] if key in document.data}
    for path, (value, _) in parts.items():
        node = data
        for key in path[:-1]:
            node = node.setdefault(str(key), {})
        node[str(path[-1])] = value
    data.setdefault("levers", {})
    origins = {path: origin for path, (_, origin) in parts.items()}
    own = document.data.get(TRIGGERS)
    if own is not None and not isinstance(own, list):
        data[TRIGGERS] = own  # as it stands, for the reader to refuse
    elif triggers:
        data[TRIGGERS] = [value for value, _ in triggers]
        origins |= {(TRIGGERS, row): origin for row, (_, origin) in enumerate(triggers)}
    return Composed(document.file, data, document.lines, origins)


def _origin(source: Document, path: Path_) -> Origin:
    return source.origin(path) if isinstance(source, Composed) else (source, path)


def _triggers(sources: list[Document]) -> list[tuple[Any, Origin]]:
    """Put the triggers of all one after another; one that two documents share counts once."""
    found: list[tuple[Any, Origin]] = []
    for source in sources:
        written = source.data.get(TRIGGERS)
        before = [value for value, _ in found]
        for row, value in enumerate(written if isinstance(written, list) else ()):
            if value not in before:
                found.append((value, _origin(source, (TRIGGERS, row))))
    return found


def _too_many(triggers: list[tuple[Any, Origin]]) -> Iterator[Problem]:
    """Say where several documents have more triggers together than one strategy may."""
    files: dict[str, list[tuple[Any, Origin]]] = {}
    for value, origin in triggers:
        files.setdefault(origin[0].file, []).append((value, origin))
    for noun, count, most in (
        (TRIGGERS, len, MOST_TRIGGERS),
        ("settings of triggers", _settings, MOST_SETTINGS),
    ):
        shares = {file: count([value for value, _ in found]) for file, found in files.items()}
        if len(files) < 2 or sum(shares.values()) <= most:
            continue
        *others, (document, path) = (found[0][1] for found in files.values())
        rest = ", ".join(
            f"{shares[other.file]} in {other.file}:{other.line(place)}" for other, place in others
        )
        yield document.problem(
            path,
            f"{shares[document.file]} {noun} here and {rest}; expected at most {most} in all.",
        )


def _settings(triggers: list[Any]) -> int:
    parts = [trigger.get("set") for trigger in triggers if isinstance(trigger, dict)]
    return sum(len(part) for part in parts if isinstance(part, dict))


def _parts(node: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Give the settings that belong together, with their paths; an empty section has none."""
    for key, value in node.items():
        here = (*path, key)
        joined = here in _SECTIONS or here[:-1] == ("law", "levers") or here == ("law", "levers")
        if not joined:
            yield here, value
        elif isinstance(value, dict):
            yield from _parts(value, here)
        elif value is not None:
            yield here, value


def _conflict(path: Path_, here: tuple[Any, Origin], there: tuple[Any, Origin]) -> Problem:
    value, (document, place) = here
    other, (source, elsewhere) = there
    dotted = ".".join(str(part) for part in path)
    return document.problem(
        place,
        f"'{dotted}' is {quoted(_flat(value))} here and {quoted(_flat(other))} in "
        f"{source.file}:{source.line(elsewhere)}.",
        "A strategy and those that it extends must not differ; say it in one of them.",
    )


def _flat(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{key}: {_flat(part)}" for key, part in value.items())


class _Writer(yaml.SafeDumper):
    """Writes no anchors, which strategies may not have."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own protocol
        """Write every part in full."""
        return True


def _quote(writer: _Writer, text: str) -> yaml.ScalarNode:
    # PyYAML's own numbers are not those of `core.documents`, so whatever could be one is quoted.
    style = None if text[:1].isalpha() else '"'
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style)


_Writer.add_representer(str, _quote)


def _write(data: Any) -> str:
    return yaml.dump(data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)
