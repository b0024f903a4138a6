"""Parameters of the world: a unit, a grade, a value or a prior, and where it comes from.

Start with `load_parameters`. A parameter is drawn once per future: `Parameter.quantile` turns
uniform draws into its values.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, PlainValidator, PrivateAttr, ValidationError, model_validator
from scipy.special import ndtri

from undercut.core.documents import Document
from undercut.core.errors import EvidenceError, Problem
from undercut.core.months import STATE
from undercut.evidence import axes
from undercut.evidence.package import data_document, data_files, data_root
from undercut.evidence.priors import Elements, Floats, Prior, column, length, say
from undercut.evidence.regions import load_regions
from undercut.evidence.schema import Date, Entry, Number, Sources, Text, Unit
from undercut.evidence.series import Row, load_series

START = date(STATE.year, STATE.month, 31)
"""The day whose values a run starts from."""

Kind = Literal["measured", "derived", "judged", "fitted", "alternative"]

_RATIONALE = ("judged", "fitted", "alternative")
_FORMS = ("value", "prior", "observed", "options")


def _place(value: Any) -> str | tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else [value]
    if not parts or not all(isinstance(part, str) and part for part in parts):
        raise ValueError(f"'place' must be a name or a list of names, found {value!r}.")
    return tuple(parts) if isinstance(value, list | tuple) else str(value)


Place = Annotated[str | tuple[str, ...], PlainValidator(_place)]


class Observed(Entry):
    """A value of an observed series, in the parameter's unit after scaling.

    Attributes
    ----------
    series, period : which observation.
    place : one place, or several to be added up.
    places : `region`, for each region the sum over its states.
    scale : factor from the series' unit to the parameter's.
    error : standard deviation of the logarithm of the error; 0 takes the value as exact.

    """

    series: Text
    period: Text
    place: Place | None = None
    places: Literal["region"] | None = None
    scale: Elements = 1.0
    error: Number = Field(default=0.0, ge=0.0)

    @model_validator(mode="after")
    def _one_place(self) -> "Observed":
        if (self.place is None) == (self.places is None):
            raise ValueError("give either 'place' or 'places'.")
        return self

    def rows(self, root: Path | None = None) -> list[list[Row]]:
        """Rows of the series to be added up, one list for each element.

        Raises
        ------
        EvidenceError : the series lacks a place or the period.

        """
        series = load_series(root)
        if self.places is not None:
            regions = load_regions(root)
            groups = [list(regions.states(region)) for region in regions.ids]
        else:
            groups = [[self.place] if isinstance(self.place, str) else list(self.place or ())]
        return [[series.row(self.series, place, self.period) for place in g] for g in groups]

    def values(self, root: Path | None = None) -> Floats:
        """Observed values times scale: shape () or (element, 1)."""
        totals = [sum(row.value for row in rows) for rows in self.rows(root)]
        central = column(tuple(totals)) if self.places is not None else np.asarray(totals[0])
        return np.asarray(central * column(self.scale), dtype=np.float64)

    @property
    def length(self) -> int | None:
        """How many elements the scale lists; None for one scale."""
        return length(self.scale)


class Value(Entry):
    """What holds from a date on: a number, a prior, an observation, options, or nothing.

    Attributes
    ----------
    start : first day (`from` in the file); None means always.
    value : a number or one number an element; None says that the parameter has ended.
    prior, observed, options : the other ways to give a value; exactly one of the four is given.
    sources : where the value was found.

    """

    start: Date | None = Field(default=None, alias="from")
    value: Elements | None = None
    prior: Prior | None = None
    observed: Observed | None = None
    options: Mapping[str, Number] | None = None
    sources: Sources = ()

    @model_validator(mode="before")
    @classmethod
    def _one_form(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping):
            given = [form for form in _FORMS if form in raw]
            if len(given) != 1:
                found = f"found {' and '.join(given)}" if given else "found none"
                raise ValueError(f"give exactly one of {', '.join(_FORMS)}; {found}.")
        return raw

    @model_validator(mode="after")
    def _weights(self) -> "Value":
        if self.options is not None:
            weights = list(self.options.values())
            if len(weights) < 2 or min(weights) <= 0:
                raise ValueError("'options' needs two or more names, each with a weight above 0.")
            if abs(sum(weights) - 1) > 1e-9:
                raise ValueError(f"the weights of 'options' add up to {sum(weights):g}, not 1.")
        return self

    @property
    def ended(self) -> bool:
        """The parameter holds no value from here on."""
        return all(getattr(self, form) is None for form in _FORMS)

    @property
    def length(self) -> int | None:
        """How many elements the lists of this value have; None when there are none."""
        if self.prior is not None:
            return self.prior.length
        if self.observed is not None:
            return self.observed.length
        return length(self.value)

    def describe(self) -> str:
        """Say the value in words."""
        if self.value is not None:
            return say(self.value)
        if self.prior is not None:
            return self.prior.describe()
        if self.options is not None:
            return ", ".join(f"{name} ({weight:.0%})" for name, weight in self.options.items())
        if self.observed is not None:
            seen = self.observed
            place = seen.place if isinstance(seen.place, str) else ", ".join(seen.place or ())
            text = f"series {seen.series}, {place or f'each {seen.places}'}, {seen.period}"
            text += f", times {say(seen.scale)}" if seen.scale != 1.0 else ""
            return f"{text}, error {seen.error:.0%}" if seen.error else text
        return "ended"


class Parameter(Entry):
    """A named number of the world.

    Attributes
    ----------
    key : `<sector>.<field>`.
    label : what it is, for readers.
    unit : unit of its values.
    kind : measured, derived, judged, fitted or alternative (a switch between rival forms).
    rationale : why; mandatory for judged, fitted and alternative.
    index : axis along which it has elements, or None.
    values : by date, oldest first.
    notes : cautions, contradictions.

    """

    label: Text
    unit: Unit
    kind: Kind
    rationale: Text | None = None
    index: Text | None = None
    values: tuple[Value, ...] = Field(min_length=1)
    notes: Text | None = None
    _key: str = PrivateAttr("")
    _root: Path | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _graded(self) -> "Parameter":
        if self.kind in _RATIONALE and self.rationale is None:
            raise ValueError(f"kind '{self.kind}' needs a rationale.")
        starts = [value.start for value in self.values]
        if None in starts[1:] or any(
            b <= a for a, b in pairwise(starts) if a is not None and b is not None
        ):
            raise ValueError("'values' must be in the order of their dates, each with 'from'.")
        for value in self.values:
            if (value.options is not None) != (self.kind == "alternative") and not value.ended:
                raise ValueError("'options' belong to kind 'alternative', and only to it.")
            lacks = not value.sources and value.observed is None and not value.ended
            if self.kind in ("measured", "derived") and lacks:
                raise ValueError(f"kind '{self.kind}' needs sources for every value.")
            several = value.length is not None or (
                value.observed is not None and value.observed.places is not None
            )
            if several and self.index is None:
                raise ValueError("lists need an 'index'.")
        return self

    @property
    def key(self) -> str:
        """`<sector>.<field>`."""
        return self._key

    @property
    def sector(self) -> str:
        """Sector of the world that uses it."""
        return self._key.split(".")[0]

    @property
    def field(self) -> str:
        """Name inside the sector."""
        return self._key.split(".", 1)[1]

    def at(self, day: date = START) -> Value:
        """Value that holds on a day.

        Raises
        ------
        EvidenceError : it has none then.

        """
        held = [value for value in self.values if value.start is None or value.start <= day]
        if not held or held[-1].ended:
            raise EvidenceError(Problem(f"parameter '{self.key}' has no value on {day}."))
        return held[-1]

    @property
    def options(self) -> tuple[str, ...]:
        """Names of the rival forms, in the order of their codes; empty unless an alternative."""
        return tuple(self.at().options or ())

    @property
    def elements(self) -> int | None:
        """How many elements it has along its index; None for a single number.

        Raises
        ------
        EvidenceError : nothing says how long its axis is.

        """
        if self.index is None:
            return None
        named = axes.members(self.index, self._root)
        size = len(named) if named is not None else self.at().length
        if size is None:
            message = f"'{self.key}': nothing says how many elements '{self.index}' has."
            raise EvidenceError(Problem(message, hint="Give a list."))
        return size

    @property
    def draws(self) -> int:
        """How many uniform draws a future needs: none, one, or one an element."""
        value = self.at()
        if value.value is not None or (value.observed is not None and not value.observed.error):
            return 0
        shared = value.prior is not None and value.prior.common
        return 1 if shared or self.elements is None else self.elements

    def quantile(self, u: Floats, day: date = START) -> Floats:
        """Values at which the parameter's distribution reaches probability `u`.

        Parameters
        ----------
        u : (future,) or (element, future) 1, strictly between 0 and 1. Where one draw is shared
            by all elements its first row counts; a point value takes only the number of futures;
            rows past the elements are left alone.

        Returns
        -------
        (future,), or (element, future) for a parameter with an index, in `unit`. An alternative
        gives the code of the option: 0, 1, ...

        """
        u = np.asarray(u, dtype=np.float64)
        value, size = self.at(day), self.elements
        futures = u.shape[-1]
        if u.ndim == 2 and (size is None or (value.prior is not None and value.prior.common)):
            u = u[0]
        elif u.ndim == 2:
            u = u[:size]
        if value.prior is not None:
            drawn = value.prior.quantile(u)
        elif value.options is not None:
            edges = np.cumsum(list(value.options.values()))[:-1]
            drawn = np.searchsorted(edges, u, side="right").astype(np.float64)
        elif value.observed is not None:
            central = value.observed.values(self._root)
            error = value.observed.error
            drawn = central * np.exp(error * ndtri(u)) if error else central
        else:
            drawn = column(value.value if value.value is not None else np.nan)
        shape = (futures,) if size is None else (size, futures)
        return np.array(np.broadcast_to(drawn, shape), dtype=np.float64)


def load_parameters(root: Path | None = None) -> dict[str, Parameter]:
    """Every parameter and structural alternative by key, in the order of files and lines.

    Parameters
    ----------
    root : a data folder other than the packaged one.

    Raises
    ------
    EvidenceError : a file does not fit the schema, or a key is wrong or given twice.

    """
    return dict(_load(root or data_root()))


def parameter_documents(root: Path | None = None) -> Iterator[Document]:
    """Read the files of `data/parameters` and `data/alternatives`, one by one."""
    for folder in ("parameters", "alternatives"):
        for path in data_files(folder, suffix=".yaml", root=root):
            yield data_document(path, root)


@cache
def _load(root: Path) -> Mapping[str, Parameter]:
    found: dict[str, Parameter] = {}
    problems: list[Problem] = []
    for document in parameter_documents(root):
        folder, stem = document.file.split("/")[-2:]
        sector = stem.removesuffix(".yaml") if folder == "parameters" else None
        if not isinstance(document.data, dict):
            problems.append(document.problem((), "expected parameters by key."))
            continue
        for key, raw in document.data.items():
            message = _wrong_key(key, sector) or (
                f"'{key}' also stands in another file." if key in found else ""
            )
            if message:
                problems.append(document.problem((key,), message))
                continue
            try:
                parameter = Parameter.model_validate(raw)
            except ValidationError as failure:
                problems += document.problems_of(failure, (key,))
                continue
            parameter._key, parameter._root = key, root
            problems += _wrong_lengths(parameter, document, root)
            found[key] = parameter
    if problems:
        raise EvidenceError(problems)
    return found


def _wrong_key(key: str, sector: str | None) -> str:
    parts = key.split(".")
    if len(parts) != 2 or not all(part.isidentifier() and part.islower() for part in parts):
        return f"'{key}' is not a parameter's key; expected sector.field in lower snake case."
    if sector is not None and parts[0] != sector:
        return f"'{key}' stands in the file of sector '{sector}'."
    return ""


def _wrong_lengths(parameter: Parameter, document: Document, root: Path) -> list[Problem]:
    if parameter.index is None:
        return []
    named = axes.members(parameter.index, root)
    if named is None:
        return []
    return [
        document.problem(
            (parameter.key, "values", place),
            f"{value.length} elements, but '{parameter.index}' has {len(named)}:"
            f" {', '.join(named)}.",
        )
        for place, value in enumerate(parameter.values)
        if value.length not in (None, len(named))
    ]
