"""Write what the casebook shows to a file; the ending says the format.

Start with `write`. Every format is made from the same view, so they say the same.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from undercut.core.errors import InputError, Problem, nearest
from undercut.core.files import write_atomically
from undercut.report.casebook_blocks import Page, html, markdown, text

Maker = Callable[[], bytes | str]


def makers(
    view: Any,
    page: Callable[[], Page],
    rows: Callable[[], Iterable[Mapping[str, Any]]],
    pdf: Callable[[], bytes] | None = None,
) -> dict[str, Maker]:
    """Give what makes each format of a view; nothing is made before it is asked for.

    Parameters
    ----------
    view : plain data for JSON.
    page : the page for HTML, Markdown and text.
    rows : the rows for CSV.
    pdf : the paper page, where there is one.

    """
    made: dict[str, Maker] = {
        ".html": lambda: html(page()),
        ".md": lambda: markdown(page()),
        ".txt": lambda: text(page()),
        ".csv": lambda: table(rows()),
        ".json": lambda: json.dumps(view, indent=2, ensure_ascii=False) + "\n",
    }
    return ({".pdf": pdf} if pdf else {}) | made


def write(target: Path, made: Mapping[str, Maker], noun: str) -> None:
    """Make one format and write it whole.

    Parameters
    ----------
    target : the file; its ending picks the format.
    made : formats by ending.
    noun : what is written, for the message.

    Raises
    ------
    InputError : the ending is none of them, or the target is a folder.
    RunError : the file cannot be written.

    """
    ending = target.suffix.lower()
    if ending not in made:
        message = f"{noun} cannot be written as '{ending or target.name}'."
        raise InputError(Problem(message, str(target), hint=nearest(ending, made, noun="Endings")))
    if target.is_dir():
        raise InputError(Problem("this is a folder, expected a file.", str(target)))
    write_atomically(target, made[ending]())


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as CSV; lists are joined by semicolons."""
    listed = list(rows)
    columns = list(listed[0]) if listed else []
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(row[name]) for name in columns} for row in listed)
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def list_rows(summaries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the list, with one column for each direction of outcomes."""
    return [
        {name: value for name, value in row.items() if name != "outcomes"}
        | {f"outcomes_{name}": count for name, count in row["outcomes"].items()}
        for row in summaries
    ]


def figure_rows(views: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of one or more cases: every figure and consequence with its key and sources."""
    rows = []
    for view in views:
        parts = [
            ("cost", [view["cost_row"]] if view["cost_row"] else []),
            ("outputs", view["output_rows"]),
            ("outcomes", view["outcome_rows"]),
            ("second_order", view["second_order"]),
        ]
        rows += [_figure_row(view["id"], part, row) for part, found in parts for row in found]
    return rows


def _figure_row(case_id: str, part: str, row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("value", "unit", "period", "direction", "attribution", "finding")
    return {
        "case": case_id,
        "key": row["key"],
        "part": part,
        "what": row["what"],
        **{name: row.get(name) for name in names},
        "provisional": row["provisional"],
        "sources": [ref["key"] for ref in row["sources"]],
        "locators": [ref["locator"] for ref in row["sources"]],
        "verified": all(ref["verified"] for ref in row["sources"]),
    }


def tally_rows(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of every tally."""
    return [{"by": by, **row} for by, rows in view["tallies"].items() for row in rows]


def finding_rows(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the findings on a lever."""
    names = (
        "id", "grade", "outcome", "kind", "value", "low", "high", "interval", "unit", "finding",
        "design", "place", "period", "lag", "duration", "mind",
    )  # fmt: skip
    return [
        {"lever": view["id"], **{name: row[name] for name in names}}
        | {
            "sources": [ref["key"] for ref in row["sources"]],
            "locators": [ref["locator"] for ref in row["sources"]],
        }
        for row in view["findings"]
    ]
