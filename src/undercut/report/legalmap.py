"""The legal map on paper and in tables: findings in words, citations by number, gaps as gaps.

Start with `write_map`. Data reaches the template as JSON, so text is never read as markup.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from undercut.core.errors import LawError, Problem
from undercut.core.files import write_atomically
from undercut.law.findings import Finding
from undercut.law.legalmap import Actor, Cell, Event, LegalMap, load_layout, timeline

STANDARD = "ua-1"
DASH = "\N{EN DASH}"

FREE, NONE_FOUND = "free, no rule", "none found"
"""Words for a gap: an act that needs no grant, and one for which no authority was found."""


def write_map(drawn: LegalMap, target: Path) -> Path:
    """Write a map as `.pdf`, `.csv` or `.json`, by the name of the file.

    Raises
    ------
    LawError : the name ends otherwise.
    RunError : the file cannot be written.

    """
    suffix = target.suffix.lower()
    if suffix == ".pdf":
        content: bytes | str = map_pdf(drawn)
    elif suffix == ".csv":
        content = drawn.to_csv()
    elif suffix == ".json":
        content = json.dumps(drawn.to_json(), indent=2, ensure_ascii=False) + "\n"
    else:
        raise LawError(Problem(f"'{target.name}' ends in none of .pdf, .csv, .json."))
    write_atomically(target, content)
    return target


def map_rows(drawn: LegalMap) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Give one table a place: its title, its columns (act, actors), its rows in words."""
    layout = load_layout()
    labels = {activity.id: activity.label for activity in layout.activities}
    for place in layout.places:
        actors = _actors(place.id)
        rows = [
            [
                labels[name],
                *(_words(drawn.cell(actor.id, name, place.id)) for actor in actors),
            ]
            for name in place.activities
        ]
        yield place.label, ["Act", *(actor.label for actor in actors)], rows


def _actors(place: str) -> list[Actor]:
    """Give the actors that the map shows in a place."""
    return [a for a in load_layout().actors if not a.places or place in a.places]


def _words(cell: Cell | None) -> str:
    if cell is None:
        return DASH
    if cell.is_gap:
        return _gap(cell)
    ground = cell.ground
    return f"{cell.finding.label}: {ground.citation}" if ground else cell.finding.label


def _gap(cell: Cell) -> str:
    return FREE if cell.finding is Finding.PERMITTED else f"{cell.finding.label} ({NONE_FOUND})"


def map_data(drawn: LegalMap) -> dict[str, Any]:
    """Give the words of the printed map, block by block, for the template."""
    layout = load_layout()
    labels = {activity.id: activity.label for activity in layout.activities}
    numbers: dict[str, int] = {}
    sections = []
    for place in layout.places:
        actors = _actors(place.id)
        rows = []
        for name in place.activities:
            cells = [_cell(drawn.cell(actor.id, name, place.id), numbers) for actor in actors]
            rows.append({"label": labels[name], "cells": cells})
        shown = [actor.label for actor in actors]
        sections.append({"title": place.label, "actors": shown, "rows": rows})
    consent = {"given": "given", "absent": "not given", "unknown": "not known"}[drawn.consent]
    authorities = {cell.ground.id: cell.ground for cell in drawn.cells if cell.ground}
    return {
        "title": f"Legal map: {drawn.host_label}",
        "description": (
            f"Which actor may do which act where, with {drawn.host_label} as host, its consent "
            f"{consent}, as of {drawn.on.isoformat()}."
        ),
        "asked": f"Host {drawn.host_label} | consent {consent} | law as of {drawn.on.isoformat()}",
        "sections": sections,
        "coverage": f"Own law of {drawn.host_label}: {drawn.coverage}",
        "authorities": [
            {
                "number": number,
                "citation": authorities[key].citation,
                "title": authorities[key].title,
            }
            for key, number in numbers.items()
        ],
        "timeline": [
            {"on": e.on.isoformat(), "title": _name(e), "what": e.what}
            for e in timeline(drawn.on, drawn.host)
        ],
    }


def _name(event: Event) -> str:
    """Name the authority of an event; a host's law is named by its citation too."""
    authority = event.authority
    if authority.layer == "host_state":
        return f"{authority.title} ({authority.citation})"
    return authority.title


def _cell(cell: Cell | None, numbers: dict[str, int]) -> dict[str, Any]:
    if cell is None:
        return {"kind": "absent", "text": DASH, "note": "", "number": None}
    ground = cell.ground
    if cell.is_gap or ground is None:
        note = FREE if cell.finding is Finding.PERMITTED else NONE_FOUND
        return {"kind": "gap", "text": cell.finding.label, "note": note, "number": None}
    number = numbers.setdefault(ground.id, len(numbers) + 1)
    layer = {"us_domestic": "US", "international": "int'l", "host_state": "host"}[
        str(cell.assessment.headline.layer)
    ]
    return {
        "kind": str(cell.finding),
        "text": cell.finding.label,
        "note": layer,
        "number": number,
    }


def map_pdf(drawn: LegalMap) -> bytes:
    """Set a map as a tagged PDF on US-letter pages, under the PDF/UA-1 export check."""
    template = (files("undercut") / "report" / "templates" / "legalmap.typ").read_bytes()
    data = json.dumps(map_data(drawn), ensure_ascii=False)
    made: bytes = _compiler().compile(
        template, sys_inputs={"data": data}, pdf_standards=STANDARD, timestamp=0
    )
    return made


@cache
def _compiler() -> Any:
    """Build one compiler, whose fonts are read once."""
    import typst  # heavy and optional

    return typst.Compiler(ignore_system_fonts=True)
