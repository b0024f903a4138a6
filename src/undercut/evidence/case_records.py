"""Cases and their figures as `undercut evidence` shows them.

`load_cases` with `case_record`, and `figures` with `figure_record`, fit the table of kinds in
`lookup`: a case by its id, a figure by `CASE.NAME`.
"""

from collections.abc import Mapping

from undercut.evidence.case_schema import CASE_GRADES, Case
from undercut.evidence.casebook import figures, load_casebook
from undercut.evidence.records import Cited, Record, Use

PROVISIONAL = "Provisional: after January 2025; described, not evaluated, never scored."


def load_cases() -> Mapping[str, Case]:
    """Every case by id."""
    return load_casebook().cases


def case_record(key: str) -> Record:
    """Show a case: what it was, and the names of its figures."""
    casebook = load_casebook()
    case = casebook.case(key)
    document, index = casebook.homes[key]
    named = [figure for figure in figures().values() if figure.case == key]
    against = [Use("case", name, "", 0) for name in casebook.counter_examples(key)]
    return Record(
        key,
        "case",
        case.name,
        f"{case.grade}: {CASE_GRADES[case.grade]}",
        "",
        (
            ("years", case.years),
            ("achieved", case.gained or "nothing beyond the outputs"),
            ("not achieved", case.not_gained),
            ("lesson", case.lesson),
            ("levers", ", ".join(case.levers)),
            *((figure.part.rstrip("s"), figure.key) for figure in named),
        ),
        tuple(Cited.of(ref) for ref in dict.fromkeys(ref for fig in named for ref in fig.sources)),
        "",
        (PROVISIONAL,) if case.recent else (),
        tuple(against),
        document.file,
        document.line((index, "id")),
    )


def figure_record(key: str) -> Record:
    """Show a figure of a case: value, period, who says so, and where it was found."""
    figure = figures()[key]
    case = load_casebook().case(figure.case)
    outcome = next((row for row in case.outcomes if f"{case.id}.{row.name}" == key), None)
    said = (
        (("direction", outcome.direction), ("who says so", outcome.attribution.replace("_", " ")))
        if outcome
        else ()
    )
    value = f"{figure.value:,.10g}" if isinstance(figure.value, float) else figure.value or ""
    values = (("value", value), ("period", figure.period), *said, ("case", case.name))
    return Record(
        key,
        f"figure of a case ({figure.part.replace('_', ' ')})",
        figure.what,
        f"case of grade {case.grade}",
        figure.unit,
        tuple((name, text) for name, text in values if text),
        tuple(Cited.of(ref) for ref in dict.fromkeys(figure.sources)),
        "",
        (PROVISIONAL,) if figure.provisional else (),
        (),
        figure.file,
        figure.line,
    )
