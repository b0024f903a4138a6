"""What can go wrong, as one short tree.

UndercutError
    InputError (ValueError)       a file or request says something it must not; exit code 2
        StrategyError             ... in a strategy
        EvidenceError             ... in the data that ships with the package
        LawError                  ... in a rule, an authority or a set of facts
    RunError (OSError)            a run folder cannot be written, read or resumed; exit code 2
    FutureError (ArithmeticError) a future left the finite numbers; names it; exit code 3
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import ClassVar


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input, and where it stands.

    Attributes
    ----------
    message : what was found and what was expected.
    file : the document's name as the user gave it; empty when there is none.
    line : line number from 1, or None.
    path : dotted path of the field inside the document.
    hint : what to try, such as the nearest valid name.

    """

    message: str
    file: str = ""
    line: int | None = None
    path: str = ""
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.file and self.line is not None else self.file
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} {self.hint}" if self.hint else text


class UndercutError(Exception):
    """Root of every error that Undercut raises on purpose."""

    exit_code: ClassVar[int] = 2


class InputError(UndercutError, ValueError):
    """An input is wrong; carries every problem found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StrategyError(InputError):
    """A strategy document is wrong."""


class EvidenceError(InputError):
    """The evidence that ships with the package is wrong or was asked for something it lacks."""


class LawError(InputError):
    """A rule, an authority or a set of facts is wrong."""


class RunError(UndercutError, OSError):
    """A run folder cannot be written, read or resumed."""


class FutureError(UndercutError, ArithmeticError):
    """A future left the finite numbers."""

    exit_code: ClassVar[int] = 3


LISTED = 12
"""Most names that a message lists in full; of more it shows the nearest `FEW`."""
FEW = 5


def nearest(name: str, known: Iterable[str], *, noun: str = "Known", listing: str = "") -> str:
    """Say the nearest valid name; where none is near list all, or of many the nearest few.

    A name that was only begun is nearest to the first that goes on.

    Parameters
    ----------
    name : what was found.
    known : the valid names.
    noun : what to call them in the list.
    listing : a command that lists them all, named where the message does not.

    """
    names: Sequence[str] = sorted(known)
    begun = [known_name for known_name in names if len(name) >= 3 and known_name.startswith(name)]
    close = begun or get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    if len(names) <= LISTED:
        return f"{noun}: {', '.join(names)}." if names else ""
    few = sorted(names, key=lambda other: -SequenceMatcher(None, name, other).ratio())[:FEW]
    text = f"{noun}, the nearest {FEW} of {len(names)}: {', '.join(few)}."
    return f"{text} All: {listing}" if listing else text
