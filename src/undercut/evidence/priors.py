"""Prior distributions, said by their 5 % and 95 % quantiles, and their quantile functions.

Start with `Prior.quantile`. Everything is elementwise: element i of the result depends on
element i of the input alone, so a draw does not change with the batch that it is made in.
"""

from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainValidator, model_validator
from scipy.special import betainc, betaincinv, ndtr, ndtri

from undercut.evidence.schema import Entry, Flag, Number

Family = Literal["normal", "lognormal", "beta", "uniform", "loguniform", "triangular"]
Floats = NDArray[np.float64]

LOW, HIGH = 0.05, 0.95
"""Probabilities below `low90` and below `high90`."""

_Z90 = float(ndtri(HIGH))

NEEDS: dict[str, tuple[str, ...]] = {
    "normal": ("low90", "high90"),
    "lognormal": ("low90", "high90"),
    "beta": ("low90", "high90"),
    "uniform": ("low", "high"),
    "loguniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
}
"""Which fields say a family."""

_SHAPE = ("low90", "high90", "low", "mode", "high")


def _elements(value: Any) -> float | tuple[float, ...]:
    parts = value if isinstance(value, list | tuple) else [value]
    for part in parts:
        if isinstance(part, bool) or not isinstance(part, int | float) or not np.isfinite(part):
            raise ValueError(f"expected a number or a list of numbers, found {part!r}.")
    if not parts:
        raise ValueError("an empty list.")
    return tuple(float(part) for part in parts) if isinstance(value, list | tuple) else float(value)


Elements = Annotated[float | tuple[float, ...], PlainValidator(_elements)]
"""A number, or one number for each element of an axis."""


def length(elements: Elements | None) -> int | None:
    """How many elements a list has; None for a single number."""
    return len(elements) if isinstance(elements, tuple) else None


def column(elements: Elements) -> Floats:
    """Elements as an array: shape () for a number, (element, 1) for a list."""
    array = np.asarray(elements, dtype=np.float64)
    return array[:, None] if array.ndim else array


class _Beta(NamedTuple):
    a: float
    b: float


@lru_cache(maxsize=1024)
def solve_beta(low90: float, high90: float) -> _Beta:
    """Shape of the beta distribution with given 5 % and 95 % quantiles.

    Newton's method on the logarithms of both shapes, from the normal approximation.

    Raises
    ------
    ValueError : no beta distribution was found that has them.

    """
    mean = (low90 + high90) / 2
    spread = (high90 - low90) / (2 * _Z90)
    total = max(mean * (1 - mean) / spread**2 - 1, 0.5)
    guess = np.log([max(mean * total, 0.05), max((1 - mean) * total, 0.05)])
    quantiles, target = np.array([low90, high90]), np.array([LOW, HIGH])

    def miss(logs: Floats) -> Floats:
        a, b = np.exp(logs)
        below = np.asarray(betainc(a, b, quantiles), dtype=np.float64)
        return np.asarray(ndtri(np.clip(below, 1e-300, 1 - 1e-16)) - ndtri(target))

    error = miss(guess)
    step = 1e-6
    for _ in range(100):
        if np.abs(error).max() < 1e-12:
            break
        slope = np.stack(
            [(miss(guess + move) - miss(guess - move)) / (2 * step) for move in step * np.eye(2)],
            axis=1,
        )
        change = -np.linalg.solve(slope, error)
        change *= min(1.0, 1.0 / np.abs(change).max())
        scale = 1.0
        while scale > 1e-6 and not np.abs(miss(guess + scale * change)).max() < np.abs(error).max():
            scale /= 2
        if scale <= 1e-6:
            break
        guess = guess + scale * change
        error = miss(guess)
    if not np.abs(error).max() < 1e-8:
        raise ValueError(f"no beta prior has the quantiles {low90:g} and {high90:g}.")
    a, b = np.exp(guess)
    return _Beta(float(a), float(b))


class Prior(Entry):
    """What is believed of a number before fitting.

    Attributes
    ----------
    family : normal, lognormal, beta, uniform, loguniform or triangular.
    low90, high90 : 5 % and 95 % quantiles (normal, lognormal, beta), before truncation.
    low, high : ends (uniform, loguniform, triangular).
    mode : most likely value (triangular).
    min, max : truncation; what lies outside is cut off and the rest scaled up.
    common : one draw shared by all elements, each at the same quantile of its own prior.

    """

    family: Family
    low90: Elements | None = None
    high90: Elements | None = None
    low: Elements | None = None
    mode: Elements | None = None
    high: Elements | None = None
    min: Number | None = None
    max: Number | None = None
    common: Flag = False

    @model_validator(mode="after")
    def _complete(self) -> "Prior":
        needed = NEEDS[self.family]
        for field in _SHAPE:
            given = getattr(self, field) is not None
            if field in needed and not given:
                raise ValueError(f"a {self.family} prior needs '{field}'.")
            if given and field not in needed:
                raise ValueError(f"a {self.family} prior has no '{field}'.")
        lengths = {length(getattr(self, field)) for field in needed} - {None}
        if len(lengths) > 1:
            raise ValueError("the lists of a prior differ in length.")
        self._ordered(needed)
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError(f"'min' is {self.min:g} and 'max' {self.max:g}.")
        with np.errstate(invalid="ignore"):
            inside = self._below(self.max, 1.0) - self._below(self.min, 0.0)
        if not np.all(inside > 1e-6):
            raise ValueError("'min' and 'max' leave nothing of the prior.")
        return self

    def _ordered(self, needed: tuple[str, ...]) -> None:
        columns = [column(getattr(self, field)) for field in needed]
        for (left, low), (right, high) in zip(
            zip(needed, columns, strict=True),
            list(zip(needed, columns, strict=True))[1:],
            strict=False,
        ):
            ok = low <= high if "mode" in (left, right) else low < high
            if not np.all(ok):
                raise ValueError(f"'{left}' must lie below '{right}'.")
        if self.family in ("lognormal", "loguniform") and not np.all(columns[0] > 0):
            raise ValueError(f"a {self.family} prior lies above zero.")
        if self.family == "triangular" and not np.all(columns[0] < columns[2]):
            raise ValueError("'low' must lie below 'high'.")
        if self.family == "beta":
            if not np.all((columns[0] > 0) & (columns[1] < 1)):
                raise ValueError("a beta prior lies between zero and one.")
            self._shapes()

    @property
    def length(self) -> int | None:
        """How many elements the lists have; None when all are single numbers."""
        found = {length(getattr(self, field)) for field in NEEDS[self.family]} - {None}
        return found.pop() if found else None

    def quantile(self, u: Floats) -> Floats:
        """Value below which the prior puts probability `u`.

        Parameters
        ----------
        u : (future,) or (element, future) 1, strictly between 0 and 1.

        Returns
        -------
        The shape that `u` and the prior's elements broadcast to, in the parameter's unit.

        """
        u = np.asarray(u, dtype=np.float64)
        if self.min is not None or self.max is not None:
            bottom, top = self._below(self.min, 0.0), self._below(self.max, 1.0)
            u = bottom + u * (top - bottom)
        value = self._raw_quantile(u)
        if self.min is not None or self.max is not None:
            value = np.clip(value, self.min, self.max)
        return np.asarray(value, dtype=np.float64)

    def _below(self, bound: float | None, default: float) -> Floats:
        return np.asarray(default) if bound is None else self.cumulative(bound)

    def _normal(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation; of the logarithm for a lognormal prior."""
        low, high = self._ends()
        if self.family == "lognormal":
            low, high = np.log(low), np.log(high)
        return (low + high) / 2, (high - low) / (2 * _Z90)

    def _ends(self) -> tuple[Floats, Floats]:
        first, *_, last = NEEDS[self.family]
        return column(getattr(self, first)), column(getattr(self, last))

    def _shapes(self) -> tuple[Floats, Floats]:
        low, high = np.broadcast_arrays(*self._ends())
        solved = [solve_beta(float(a), float(b)) for a, b in zip(low.flat, high.flat, strict=True)]
        a = np.array([shape.a for shape in solved]).reshape(low.shape)
        b = np.array([shape.b for shape in solved]).reshape(low.shape)
        return a, b

    def _raw_quantile(self, u: Floats) -> Any:
        if self.family == "beta":
            a, b = self._shapes()
            return betaincinv(a, b, u)
        if self.family in ("normal", "lognormal"):
            mean, spread = self._normal()
            value = mean + spread * ndtri(u)
            return np.exp(value) if self.family == "lognormal" else value
        low, high = self._ends()
        if self.family == "uniform":
            return low + u * (high - low)
        if self.family == "loguniform":
            return low * np.exp(u * np.log(high / low))
        mode = column(self.mode if self.mode is not None else 0.0)
        split = (mode - low) / (high - low)
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.where(u < split, rising, falling)

    def cumulative(self, value: float | Floats) -> Floats:
        """Probability that the prior, before truncation, puts below a value.

        Parameters
        ----------
        value : scalar, (future,) or (element, future), in the parameter's unit.

        """
        x = np.asarray(value, dtype=np.float64)
        if self.family == "beta":
            a, b = self._shapes()
            return np.asarray(betainc(a, b, np.clip(x, 0, 1)), dtype=np.float64)
        if self.family in ("normal", "lognormal"):
            mean, spread = self._normal()
            if self.family == "lognormal":
                with np.errstate(divide="ignore"):
                    x = np.log(np.maximum(x, 0.0))
            return np.asarray(ndtr((x - mean) / spread), dtype=np.float64)
        low, high = self._ends()
        x = np.clip(x, low, high)
        if self.family == "uniform":
            return np.asarray((x - low) / (high - low))
        if self.family == "loguniform":
            return np.asarray(np.log(x / low) / np.log(high / low))
        mode = column(self.mode if self.mode is not None else 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (x - low) ** 2 / ((high - low) * (mode - low))
            falling = 1 - (high - x) ** 2 / ((high - low) * (high - mode))
        return np.where(x < mode, rising, falling)

    def describe(self) -> str:
        """Say the prior in words."""
        words = {
            "normal": "normal, 90 % between {} and {}",
            "lognormal": "lognormal, 90 % between {} and {}",
            "beta": "beta, 90 % between {} and {}",
            "uniform": "uniform between {} and {}",
            "loguniform": "uniform in the logarithm between {} and {}",
            "triangular": "triangular between {} and {}",
        }
        ends = NEEDS[self.family]
        first, last = getattr(self, ends[0]), getattr(self, ends[-1])
        text = words[self.family].format(say(first), say(last))
        if self.mode is not None:
            text += f", most likely {say(self.mode)}"
        if self.min is not None:
            text += f", not below {self.min:g}"
        if self.max is not None:
            text += f", not above {self.max:g}"
        if self.common:
            text += "; one draw for all elements"
        return text


def say(elements: Elements) -> str:
    """Write a number, or a list of them, for readers."""
    parts = elements if isinstance(elements, tuple) else (elements,)
    text = ", ".join(f"{part:,.10g}" for part in parts)
    return f"({text})" if isinstance(elements, tuple) else text
