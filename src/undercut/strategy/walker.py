"""Walk a strategy's document part by part and collect what is wrong with it.

Start with `Walker`. A part that cannot be read gives a problem and a stand-in, so that the rest is
still checked.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from undercut.core.documents import Document, Path_
from undercut.core.errors import Problem, nearest
from undercut.evidence.catalog import Catalog, Lever
from undercut.strategy.quantities import parse_level, quoted

LISTING = "`undercut init` writes a strategy that names every lever."

ELSEWHERE = {"extends": "'extends' is followed in files only; send the whole strategy."}
"""Keys of the language that are not read here, and why not: what a file extends is joined before
it is read."""

_Read = TypeVar("_Read")


class Walker:
    """Walks a document and collects problems."""

    def __init__(self, document: Document, catalog: Catalog) -> None:
        self.document, self.catalog = document, catalog
        self.problems: list[Problem] = []

    def say(self, path: Path_, message: str, hint: str = "") -> None:
        """Note a problem at a part of the document."""
        self.problems.append(self.document.problem(path, message, hint))

    def at(self, path: Path_) -> Any:
        """Part of the document at a path; None where there is none."""
        part = self.document.data
        for step in path:
            if isinstance(step, int):
                part = part[step] if isinstance(part, list) and step < len(part) else None
            else:
                part = part.get(step) if isinstance(part, dict) else None
        return part

    def mapping(
        self, path: Path_, known: Iterable[str] | None, required: Iterable[str] = ()
    ) -> dict[str, Any]:
        """Part of the document as a mapping, its keys checked; empty where it is none.

        Without `known` any key is taken.
        """
        part = self.at(path)
        if part is None and path:
            part = {}
        if not isinstance(part, dict):
            where = f"{_place(path)} holds"
            names = ", ".join(f"'{name}'" for name in list(known or ())[:3])
            hint = f"Expected a mapping with {names}." if names else "Expected a mapping."
            self.say(path, f"{where} {kind_of(part)}.", hint)
            return {}
        hints = ""
        for key in part:
            if known is not None and key not in known:
                hint = _key_hint(key, part, known)
                self.say((*path, key), f"unknown key '{key}'.", hint)
                hints += hint
        for key in required:
            absent = part.get(key) is None and not (key == "levers" and key in part)
            if absent and f"mean '{key}'" not in hints:
                self.say((*path, key), f"'{key}' is missing.")
        return part

    def value(self, path: Path_, parse: Callable[[Any], _Read], default: _Read) -> _Read:
        """Read a value; where it cannot be read, note why and return the default."""
        written = self.at(path)
        if written is None:
            return default
        try:
            return parse(written)
        except ValueError as failure:
            self.say(path, str(failure))
            return default

    def word(self, path: Path_, known: tuple[str, ...]) -> Any:
        """Read one of a few words; the first is the default."""
        written = self.at(path)
        if written is None or written in known:
            return written or known[0]
        hint = nearest(str(written), known, noun="Expected")
        self.say(path, f"{quoted(written)} is not valid for '{path[-1]}'.", hint)
        return known[0]

    def lever(self, path: Path_, name: str) -> Lever | None:
        """Find a lever of the catalog; where there is none, note the nearest."""
        lever = self.catalog.levers.get(name)
        if lever is None:
            hint = nearest(name, self.catalog.levers, noun="Levers", listing=LISTING)
            self.say(path, f"no lever is called {quoted(name)}.", hint)
        return lever

    def level(self, path: Path_, lever: Lever) -> float:
        """Read a level, in the lever's unit and within its range."""
        baseline, reach = lever.baseline.value, lever.range
        written = self.at(path)
        level = self.value(path, lambda w: parse_level(w, lever.unit, baseline), baseline)
        if not reach.min <= level <= reach.max:
            found = f"{level:,.10g} {lever.unit}"
            given = "" if str(written) == found else f"{quoted(written)} is "
            self.say(
                path,
                f"{given}{found}, out of range; "
                f"expected {reach.min:,.10g} to {reach.max:,.10g} {lever.unit}.",
            )
        return level


def kind_of(part: Any) -> str:
    """Say in a few words what a part is that should be something else."""
    return "a list" if isinstance(part, list) else quoted(part)


def _place(path: Path_) -> str:
    if not path:
        return "the file"
    last = path[-1]
    return f"item {last + 1} of '{path[-2]}'" if isinstance(last, int) else f"'{last}'"


def _key_hint(key: str, part: Mapping[str, Any], known: Iterable[str]) -> str:
    if key[:1].isdigit():
        return "A comma inside braces starts a new key: write 1_400_000, or quote the number."
    unused = [name for name in known if name not in part and name not in ELSEWHERE]
    return nearest(key, unused, noun="Expected")
