"""The bibliography: one entry a key, read strictly from `data/sources.bib`.

Start with `load_sources`. pybtex parses; its warnings are errors here.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pybtex.database import parse_string
from pybtex.errors import capture
from pybtex.exceptions import PybtexError

from undercut.core.errors import EvidenceError, Problem, nearest
from undercut.evidence.entries import once_a_root
from undercut.evidence.package import shown
from undercut.evidence.schema import Entry

_FIELDS = frozenset(
    {
        "title", "author", "year", "journal", "volume", "number", "pages", "publisher",
        "institution", "doi", "url", "note",
    }
)  # fmt: skip
_START = re.compile(r"^@\w+\{\s*([^,\s]+)\s*,", re.MULTILINE)


class Source(Entry):
    """A document that figures or rules rest on.

    Attributes
    ----------
    key : the name by which the data cites it.
    kind : article, book, report, techreport or misc.
    title, author, year, publisher, url, note : as a reader should see them; empty when unknown.
        `author` joins persons with commas, `publisher` holds journal and pages where there are any.
    line : line of the entry in `data/sources.bib`.

    """

    key: str
    kind: str
    title: str
    author: str
    year: str
    publisher: str = ""
    url: str = ""
    note: str = ""
    line: int = 1

    def cite(self) -> str:
        """One line: author (year). Title. Publisher. Address. Note."""
        parts = [f"{self.author} ({self.year})", self.title, self.publisher, self.url]
        text = ". ".join(part.rstrip(".") for part in parts if part) + "."
        return f"{text} [{self.note}]" if self.note else text

    def short(self) -> str:
        """First author and year, as in a footnote mark."""
        return f"{self.author.split(',')[0]} {self.year}"


@once_a_root
def load_sources(root: Path) -> Mapping[str, Source]:
    """Every source by key, in the order of the file.

    Parameters
    ----------
    root : a data folder; without one, the packaged data.

    Raises
    ------
    EvidenceError : the file is missing, is not BibTeX, repeats a key or lacks a field.

    """
    path = root / "sources.bib"
    name = shown(path, root)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as failure:
        raise EvidenceError(Problem(f"cannot be read: {failure.strerror}.", name)) from None
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for match in _START.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match[1] in lines:
            message = f"key '{match[1]}' is given twice (first in line {lines[match[1]]})."
            problems.append(Problem(message, name, line))
        lines.setdefault(match[1], line)
    if problems:
        raise EvidenceError(problems)
    with capture() as warnings:
        try:
            entries = parse_string(text, "bibtex").entries
        except PybtexError as failure:
            raise EvidenceError(Problem(f"not valid BibTeX: {failure}.", name)) from None
    problems = [Problem(f"not valid BibTeX: {warning}.", name) for warning in warnings]
    found: dict[str, Source] = {}
    for key, entry in entries.items():
        line = lines.get(key, 1)
        lacking = [field for field in ("title", "year") if not entry.fields.get(field)]
        if not entry.persons.get("author"):
            lacking.append("author")
        problems += [
            Problem(f"source '{key}' has no {field}.", name, line, key) for field in lacking
        ]
        problems += [
            Problem(f"source '{key}' has an unknown field '{field}'.", name, line, key)
            for field in entry.fields
            if field.lower() not in _FIELDS
        ]
        if not lacking:
            found[key] = _source(key, entry, line)
    if problems:
        raise EvidenceError(problems)
    return MappingProxyType(found)


def find_source(key: str) -> Source:
    """One source by its key.

    Raises
    ------
    EvidenceError : no source has that key; names the nearest.

    """
    sources = load_sources()
    if key not in sources:
        hint = nearest(key, sources)
        raise EvidenceError(Problem(f"no source is called '{key}'.", hint=hint))
    return sources[key]


def _source(key: str, entry: Any, line: int) -> Source:
    fields = {name: plain(value) for name, value in entry.fields.items()}
    persons = [plain(str(person)) for person in entry.persons["author"]]
    names = [name if name != "others" else "et al." for name in persons]
    joined = "; ".join(names[:4]) + ("; et al." if len(names) > 4 else "")
    place = [
        fields.get("journal", ""),
        " ".join(
            part
            for part in (fields.get("volume", ""), _in_brackets(fields.get("number", "")))
            if part
        ),
        fields.get("pages", ""),
        fields.get("publisher", "") or fields.get("institution", ""),
    ]
    url = fields.get("url", "")
    if not url and "doi" in fields:
        url = f"https://doi.org/{fields['doi']}"
    return Source(
        key=key,
        kind=entry.type,
        title=fields["title"],
        author=joined.replace("; et al.; et al.", "; et al."),
        year=fields["year"],
        publisher=", ".join(part for part in place if part),
        url=url,
        note=fields.get("note", ""),
        line=line,
    )


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""


def plain(text: str) -> str:
    """Turn BibTeX's escapes, dashes and braces into plain text."""
    text = re.sub(r"\\([&_$%#])", r"\1", text)
    for mark, character in (
        ("---", "\u2014"),
        ("--", "\u2013"),
        ("``", "\u201c"),
        ("''", "\u201d"),
    ):
        text = text.replace(mark, character)
    return text.translate({ord("{"): None, ord("}"): None})
