"""The fact fields, their values, and the reading of facts at the border.

Start with `load_vocabulary` and `Vocabulary.read_facts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from undercut.core.documents import Document, Path_
from undercut.core.errors import LawError, Problem, nearest
from undercut.law.authorities import Strict, parse_date
from undercut.law.package import read_data

UNKNOWN = "unknown"
NOT_APPLICABLE = "not_applicable"
LISTING = "undercut law show"
"""Command that lists the facts, and behind the name of one its values."""

Value = bool | int | float | str | tuple[str, ...]


class Field_(Strict):
    """One fact field.

    Attributes
    ----------
    kind : list and enumeration have fixed values; a country is one of `Vocabulary.states`, or
        several joined by `_and_`; text and number are free.
    values : the valid values, for list and enumeration (and words allowed beside a country).
    asserted : values that claim something without showing it.
    choices : values that a planner can bring about; empty for facts of the world.

    """

    group: str
    kind: Literal["list", "enumeration", "country", "text", "number"]
    values: tuple[bool | str, ...] = ()
    asserted: tuple[str, ...] = ()
    says: str


class _File(Strict):
    fields: dict[str, Field_]


class _StatesFile(Strict):
    states: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """The facts of one action, read and checked.

    Attributes
    ----------
    values : the stated facts; a field that is not here was not stated.
    on : the day asked for, if the facts name one.
    details : free facts for the reader; no rule sees them.

    """

    values: Mapping[str, Value]
    on: date | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def changed(self, **changes: Value) -> "Facts":
        """Return the same facts with some values replaced."""
        return Facts(MappingProxyType({**self.values, **changes}), self.on, self.details)


@dataclass(frozen=True)
class Vocabulary:
    """The fact fields by name, and the names of states that a country may have."""

    fields: Mapping[str, Field_]
    states: tuple[str, ...]

    def values(self, name: str) -> tuple[bool | str, ...]:
        """Give the valid values of a field, without `unknown` and `not_applicable`."""
        return tuple(v for v in self.fields[name].values if v not in (UNKNOWN, NOT_APPLICABLE))

    def read_facts(
        self, data: Any, document: Document | None = None, path: Path_ = ()
    ) -> tuple[Facts, list[Problem]]:
        """Check one mapping of facts; return what is valid and every problem found."""
        where = document or Document("", data, {})
        if not isinstance(data, Mapping):
            return Facts({}), [where.problem(path, "facts must be a mapping of field: value.")]
        problems: list[Problem] = []
        values: dict[str, Value] = {}
        on: date | None = None
        details: Mapping[str, Any] = {}
        for name, raw in data.items():
            here = (*path, name)
            if name == "on":
                try:
                    on = parse_date(raw)
                except ValueError as failure:
                    problems.append(where.problem(here, f"'on': {failure}"))
            elif name == "details":
                if isinstance(raw, Mapping):
                    details = raw
                else:
                    problems.append(where.problem(here, "'details' must be a mapping."))
            elif name not in self.fields:
                problems.append(
                    where.problem(
                        here,
                        f"no fact is called '{name}'.",
                        nearest(str(name), self.fields, noun="Facts", listing=LISTING),
                    )
                )
            else:
                value, problem = self._read_value(name, raw)
                if problem:
                    problems.append(where.problem(here, *problem))
                else:
                    values[name] = value
        return Facts(MappingProxyType(values), on, details), problems

    def _read_value(self, name: str, raw: Any) -> tuple[Value, tuple[str, str] | None]:
        entry = self.fields[name]
        if entry.kind == "list":
            return _read_list(name, entry, raw)
        if raw in (UNKNOWN, NOT_APPLICABLE):
            return raw, None
        if entry.kind == "number":
            good = isinstance(raw, int | float) and not isinstance(raw, bool) and raw >= 0
            return raw, None if good else (f"'{name}' must be a number, found {raw!r}.", "")
        if entry.kind == "text":
            words = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
            good = isinstance(words, str) and bool(words.strip())
            return words, None if good else (f"'{name}' must be words, found {raw!r}.", "")
        if entry.kind == "country":
            return _read_country(name, (*self.states, *map(str, entry.values)), raw)
        if any(raw == value and type(raw) is type(value) for value in entry.values):
            return raw, None
        known = [_shown(value) for value in entry.values]
        return raw, (
            f"'{_shown(raw)}' is not a value of '{name}'.",
            nearest(_shown(raw), known, noun="Values", listing=f"{LISTING} {name}"),
        )


def _read_list(name: str, entry: Field_, raw: Any) -> tuple[Value, tuple[str, str] | None]:
    items = raw if isinstance(raw, list | tuple) else [raw]
    known = [str(value) for value in entry.values]
    for item in items:
        if item != UNKNOWN and item not in known:
            hint = nearest(str(item), known, noun="Values", listing=f"{LISTING} {name}")
            return (), (f"'{_shown(item)}' is not a value of '{name}'.", hint)
    if not items:
        return (), (f"'{name}' is empty; leave it out if it is not known.", "")
    return tuple(dict.fromkeys(items)), None


def _read_country(
    name: str, known: tuple[str, ...], raw: Any
) -> tuple[Value, tuple[str, str] | None]:
    found: list[str] = []
    rest = _shown(raw).split("_and_")
    while rest:
        # The longest name first, so that `trinidad_and_tobago` is one state.
        count = next((n for n in range(len(rest), 0, -1) if "_and_".join(rest[:n]) in known), 0)
        if not count:
            written = "_and_".join(rest)
            like = written.lower().replace(" ", "_")
            hint = nearest(like, known, noun="States", listing=f"{LISTING} {name}")
            message = f"'{written}' is not a value of '{name}', a state in lower snake case."
            return (), (message, hint)
        found.append("_and_".join(rest[:count]))
        rest = rest[count:]
    return tuple(dict.fromkeys(found)), None


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@cache
def load_vocabulary() -> Vocabulary:
    """Read `data/law/vocabulary.yaml` and `data/law/states.yaml`.

    Raises
    ------
    LawError : the file is wrong.

    """
    loaded = read_data("vocabulary.yaml").validate(_File, LawError)
    states = read_data("states.yaml").validate(_StatesFile, LawError).states
    return Vocabulary(MappingProxyType(loaded.fields), states)
