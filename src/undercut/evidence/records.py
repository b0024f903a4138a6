"""What a lookup answers: one record, the same for screen, page and script."""

from dataclasses import dataclass, field
from typing import Any

from undercut.evidence.package import data_root
from undercut.evidence.schema import VERIFIED, SourceRef
from undercut.evidence.sources import load_sources


@dataclass(frozen=True)
class Cited:
    """A source as a record shows it.

    Attributes
    ----------
    key, locator, verified : as in the data (`verified`: see `schema.VERIFIED`).
    citation, url : for readers.

    """

    key: str
    locator: str
    verified: bool
    citation: str
    url: str

    @classmethod
    def of(cls, ref: SourceRef) -> "Cited":
        """Look the source up."""
        source = load_sources(data_root())[ref.key]
        return cls(ref.key, ref.locator, ref.verified, source.cite(), source.url)


@dataclass(frozen=True)
class Use:
    """Who uses an entry: its kind and id, and where it says so."""

    noun: str
    name: str
    file: str
    line: int


@dataclass(frozen=True)
class Record:
    """Where a number comes from.

    Attributes
    ----------
    key, noun : what was looked up, and what kind of entry it is.
    label : in words.
    grade : kind or grade, in words; empty where there is none.
    unit : unit of the values; empty where there is none.
    values : pairs of a name and a value in words.
    sources : where the values were found.
    rationale : why a judged value is what it is.
    notes : cautions.
    used_by : entries that refer to it.
    file, line : where it stands in the data.

    """

    key: str
    noun: str
    label: str
    grade: str = ""
    unit: str = ""
    values: tuple[tuple[str, str], ...] = ()
    sources: tuple[Cited, ...] = ()
    rationale: str = ""
    notes: tuple[str, ...] = ()
    used_by: tuple[Use, ...] = field(default=())
    file: str = ""
    line: int = 1

    def to_json(self) -> dict[str, Any]:
        """Give the record as plain data."""
        return {
            "key": self.key,
            "kind": self.noun,
            "label": self.label,
            "grade": self.grade,
            "unit": self.unit,
            "values": [{"name": name, "value": value} for name, value in self.values],
            "sources": [vars(cited) for cited in self.sources],
            "verified_means": VERIFIED,
            "rationale": self.rationale,
            "notes": list(self.notes),
            "used_by": [vars(use) for use in self.used_by],
            "file": self.file,
            "line": self.line,
        }

    def lines(self) -> list[tuple[str, str]]:
        """Give the record as pairs of a heading and a text; a repeated heading is left empty."""
        found = [(self.noun, self.key), ("what", self.label)]
        found += [("grade", self.grade)] if self.grade else []
        found += [("unit", self.unit)] if self.unit else []
        found += list(self.values)
        found += [("rationale", self.rationale)] if self.rationale else []
        found += _under("notes", self.notes)
        found += _under("sources", [_said(cited) for cited in self.sources])
        if self.sources:
            found.append(("seen means", VERIFIED))
        found += _under("used by", [f"{use.noun} {use.name}" for use in self.used_by])
        found.append(("stands in", f"{self.file}:{self.line}" if self.line else self.file))
        return found


def _under(heading: str, texts: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    return [(heading if place == 0 else "", text) for place, text in enumerate(texts)]


def _said(cited: Cited) -> str:
    mark = "seen" if cited.verified else "recalled, to be checked"
    return f"{cited.citation} At: {cited.locator} ({mark})"
