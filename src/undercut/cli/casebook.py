"""`undercut casebook`: past operations, what they counted, what changed, what followed."""

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from undercut.cli import screen

_DATE = re.compile(r"^\d{4}(-\d{2}){0,2}$")

_FILTER = "Only cases with this"


def casebook(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID [ID]]", help="One case, or two to set side by side."),
    ] = None,
    timeline: Annotated[
        bool, typer.Option("--timeline", help="Show the cases as a timeline on one page.")
    ] = False,
    selection: Annotated[
        str | None, typer.Option(metavar="ID", help="A shipped choice of cases, such as 'joint'.")
    ] = None,
    lessons: Annotated[
        bool,
        typer.Option("--lessons", help="What the cases suggest, with counts and counter-examples."),
    ] = False,
    lever: Annotated[str | None, typer.Option(metavar="L", help=f"{_FILTER} lever.")] = None,
    kind: Annotated[str | None, typer.Option(metavar="K", help=f"{_FILTER} kind.")] = None,
    consent: Annotated[
        str | None,
        typer.Option(
            metavar="C", help=f"{_FILTER} consent: given, contested, absent, not_applicable."
        ),
    ] = None,
    grade: Annotated[
        str | None, typer.Option(metavar="G", help=f"{_FILTER} grade of evidence: A, B, C, D.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Cases still under way on this date or later."),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="DATE|FILE",
            help="A date: cases begun by then. A file: write .pdf, .html, .md, .csv or .json. "
            "May be given once for each.",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Day that stands for today in findings of law."),
    ] = None,
    json: screen.Json = False,
    quiet: screen.Quiet = False,
) -> None:
    """List past operations, show one, compare two, set them on a timeline, or tally lessons."""
    until, target = _split(to or [])
    today = _day(on)
    filters = {
        name: value
        for name, value in (
            ("lever", lever),
            ("kind", kind),
            ("consent", consent),
            ("grade", grade),
            ("from", since),
            ("to", until),
        )
        if value is not None
    }
    _refuse(ids or [], filters, timeline=timeline, selection=selection, lessons=lessons)
    if ids:
        view, noun, made = _cases(ids, today)
    elif selection:
        view, noun, made = _selection(selection)
    else:
        view, noun, made = _many(filters, timeline=timeline, lessons=lessons)
    if target is not None:
        from undercut.report.casebook_files import write

        write(target, made, noun)
        screen.note(f"Wrote {target}.", quiet=quiet)
    if json:
        screen.print_json(view)
    elif target is None:
        typer.echo(made[".txt"](), nl=False)


Made = Mapping[str, Callable[[], bytes | str]]
Shown = tuple[Any, str, Made]


def _split(values: list[str]) -> tuple[str | None, Path | None]:
    """Tell the date from the file among the values of --to."""
    from undercut.core.errors import InputError, Problem

    dates = [value for value in values if _DATE.match(value)]
    paths = [value for value in values if not _DATE.match(value)]
    if len(dates) > 1 or len(paths) > 1:
        raise InputError(Problem("--to takes one date and one file at most."))
    return (dates[0] if dates else None), (Path(paths[0]) if paths else None)


def _refuse(
    ids: list[str],
    filters: dict[str, str],
    *,
    timeline: bool,
    selection: str | None,
    lessons: bool,
) -> None:
    from undercut.core.errors import InputError, Problem

    asked = [
        name
        for name, wanted in (
            ("a case", bool(ids)),
            ("--selection", selection is not None),
            ("--lessons", lessons),
        )
        if wanted
    ]
    if len(asked) > 1 or (timeline and (lessons or ids)):
        said = " and ".join([*asked, *(["--timeline"] if timeline else [])])
        raise InputError(Problem(f"{said} cannot be asked for together."))
    if filters and (ids or selection):
        named = ", ".join(f"--{name}" for name in filters)
        raise InputError(Problem(f"{asked[0]} takes no filter; found {named}."))
    if len(ids) > 2:
        raise InputError(Problem(f"{len(ids)} cases are given; two at most stand side by side."))


def _day(text: str | None) -> datetime.date:
    from undercut.core.errors import InputError, Problem

    if text is None:
        return datetime.datetime.now(tz=datetime.UTC).date()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        message = f"'{text}' is not a date; expected YYYY-MM-DD, such as 2026-01-31."
        raise InputError(Problem(message, path="on")) from None


def _when(name: str, text: str | None) -> Any:
    from undercut.core.errors import InputError, Problem
    from undercut.evidence.case_schema import When

    try:
        return None if text is None else When.parse(text)
    except ValueError as failure:
        raise InputError(Problem(f"--{name}: {failure}")) from None


def _cases(ids: list[str], today: datetime.date) -> Shown:
    from undercut.evidence.casebook import load_casebook
    from undercut.report.casebook import case_view
    from undercut.report.casebook_files import figure_rows, makers
    from undercut.report.casebook_pages import case_page, compare_page
    from undercut.report.casebook_typeset import case_pdf

    book = load_casebook()
    views = [case_view(book, case, today) for case in [book.case(case_id) for case_id in ids]]
    first, last = views[0], views[-1]
    if len(views) == 1:
        made = makers(
            first, lambda: case_page(first), lambda: figure_rows(views), lambda: case_pdf(first)
        )
        return first, "a case", made
    made = makers(views, lambda: compare_page(first, last), lambda: figure_rows(views))
    return views, "a comparison of cases", made


def _selection(name: str) -> Shown:
    from undercut.evidence.casebook import load_casebook
    from undercut.report.casebook_files import list_rows, makers
    from undercut.report.casebook_selection import selection_page, selection_view
    from undercut.report.casebook_typeset import selection_pdf

    book = load_casebook()
    view = selection_view(book, book.selection(name))
    made = makers(
        view,
        lambda: selection_page(book, view),
        lambda: list_rows(view["cases"]),
        lambda: selection_pdf(view),
    )
    return view, "a selection", made


def _many(filters: dict[str, str], *, timeline: bool, lessons: bool) -> Shown:
    from undercut.evidence.casebook import load_casebook
    from undercut.report.casebook import check_lever, summary
    from undercut.report.casebook_files import list_rows, makers
    from undercut.report.casebook_pages import list_page

    book = load_casebook()
    check_lever(book, filters.get("lever"))
    chosen = book.select(
        lever=filters.get("lever"),
        kind=filters.get("kind"),
        consent=filters.get("consent"),
        grade=filters.get("grade"),
        since=_when("from", filters.get("from")),
        until=_when("to", filters.get("to")),
    )
    rows = [summary(case) for case in chosen]
    if timeline:
        return _timeline(chosen, rows, filters)
    if lessons:
        return _lessons(book, chosen)
    return (
        rows,
        "a list of cases",
        makers(rows, lambda: list_page(rows, filters), lambda: list_rows(rows)),
    )


def _timeline(chosen: list[Any], rows: list[dict[str, Any]], filters: dict[str, str]) -> Shown:
    from undercut.core.errors import InputError, Problem
    from undercut.report.casebook_files import list_rows, makers
    from undercut.report.casebook_typeset import timeline_pdf
    from undercut.report.timeline import heading, lay_out
    from undercut.report.timeline_svg import timeline_page

    if not chosen:
        raise InputError(Problem("no case meets these filters, so there is no timeline."))
    title, subtitle = heading(chosen, filters)
    made = makers(
        rows,
        lambda: timeline_page(chosen, title, subtitle),
        lambda: list_rows(rows),
        lambda: timeline_pdf(lay_out(chosen, title, subtitle), chosen),
    )
    return rows, "a timeline", made


def _lessons(book: Any, chosen: list[Any]) -> Shown:
    from undercut.report.casebook_files import makers, tally_rows
    from undercut.report.casebook_tally import lessons_page, lessons_view

    view = lessons_view(book, chosen)
    return view, "lessons", makers(view, lambda: lessons_page(view), lambda: tally_rows(view))
