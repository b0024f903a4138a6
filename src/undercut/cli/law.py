"""`undercut law`: check facts, draw the legal map, show an authority, compare two days."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from undercut.cli import screen
from undercut.core.errors import LawError, Problem
from undercut.report import words

if TYPE_CHECKING:
    from undercut.law.findings import Assessment, LayerFinding
    from undercut.law.legalmap import LegalMap

law_app = typer.Typer(
    name="law",
    help="May this actor do this, here and on this day? A decision aid, not legal advice.",
    epilog="Example: undercut law check --facts facts.yaml --on 2026-01-31",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Day whose law is read; today.")
]

SUFFIXES = (".pdf", ".csv", ".json")


@law_app.command(epilog="Example: undercut law check --facts facts.yaml --on 2026-01-31")
def check(
    facts: Annotated[
        Path, typer.Option("--facts", metavar="FILE", help="One mapping of facts, or a list.")
    ],
    on: On = None,
    json: screen.Json = False,
    quiet: screen.Quiet = False,  # noqa: ARG001 - nothing here goes to stderr but errors
) -> None:
    """Say what the law makes of an action, layer by layer, and what would make it lawful.

    Exits with 0 whatever the finding, and with 2 where the facts are wrong.
    """
    from undercut.law.check import check_facts_file

    found = check_facts_file(facts, screen.parse_day(on, "--on"), sensitivity=True)
    many = isinstance(found, list)
    assessments = found if isinstance(found, list) else [found]
    if json:
        content = [assessment.to_json() for assessment in assessments]
        screen.print_json(content if many else content[0])
        return
    for number, assessment in enumerate(assessments, start=1):
        _show_assessment(assessment, f"Action {number}: " if many else "")


@law_app.command(
    epilog="Example: undercut law map --host mexico --consent absent --on 2026-01-31 --to map.pdf"
)
def map(
    host: Annotated[str, typer.Option(metavar="H", help="Host state, such as mexico.")] = "mexico",
    consent: Annotated[
        str, typer.Option(metavar="C", help="Consent of the host: given, absent or unknown.")
    ] = "unknown",
    on: On = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write a .pdf, .csv or .json.")
    ] = None,
    json: screen.Json = False,
    quiet: screen.Quiet = False,
) -> None:
    """Draw the legal map: which actor may do what, where, with the authority that decides."""
    from undercut.law.legalmap import legal_map
    from undercut.report.legalmap import write_map

    if to is not None and to.suffix.lower() not in SUFFIXES:
        message = f"--to: '{to.name}' ends in none of {', '.join(SUFFIXES)}."
        raise LawError(Problem(message))
    drawn = legal_map(host, consent, screen.parse_day(on, "--on"))
    if to is not None:
        write_map(drawn, to)
        screen.note(f"Wrote {to}.", quiet=quiet)
    if json:
        screen.print_json(drawn.to_json())
    elif to is None:
        _show_map(drawn)


@law_app.command(epilog="Example: undercut law show pca_18_usc_1385")
def show(
    name: Annotated[
        str | None,
        typer.Argument(help="Id of an authority, or a fact. Without one: all of them."),
    ] = None,
    json: screen.Json = False,
    quiet: screen.Quiet = False,  # noqa: ARG001 - nothing here goes to stderr but errors
) -> None:
    """Show an authority: what it says, since when, its sources, and the rules that rest on it.

    Of a fact it shows the values that it may have.
    """
    from undercut.law.authorities_view import authority_view, fact_view, index_view
    from undercut.law.vocabulary import load_vocabulary

    if name is None:
        view, show_view = index_view(), _show_index
    elif name in load_vocabulary().fields:
        view, show_view = fact_view(name), _show_fact
    else:
        view, show_view = authority_view(name), _show_authority
    if json:
        screen.print_json(view)
    else:
        show_view(view)


@law_app.command(epilog="Example: undercut law diff 2021-12-01 2026-01-31")
def diff(
    first: Annotated[str, typer.Argument(metavar="DATE", help="One day, YYYY-MM-DD.")],
    second: Annotated[str, typer.Argument(metavar="DATE", help="Another day, YYYY-MM-DD.")],
    json: screen.Json = False,
    quiet: screen.Quiet = False,  # noqa: ARG001 - nothing here goes to stderr but errors
) -> None:
    """Say what changed in the law between two days."""
    from undercut.law.changes import compare_days

    days = [
        day
        for day in (screen.parse_day(first, "DATE"), screen.parse_day(second, "DATE"))
        if day is not None
    ]
    changes = compare_days(*days).to_json()
    if json:
        screen.print_json(changes)
    else:
        _show_changes(changes)


def _show_assessment(assessment: "Assessment", before: str) -> None:
    finding = str(assessment.finding)
    label = words.finding_label(finding)
    screen.say(f"{before}{words.sentence(label)}, as of {assessment.on}", _style(finding))
    for layer in assessment.layers.values():
        screen.table(
            f"{words.sentence(layer.layer.label)}: {words.finding_label(str(layer.finding))}",
            [("Rule", "left"), ("Does", "left"), ("Because", "left"), ("Authority", "left")],
            _reason_rows(layer),
        )
        for condition in layer.conditions:
            screen.say(f"  Condition: {condition}")
        if layer.missing:
            screen.say(f"  Not stated: {', '.join(layer.missing)}.")
    for remedy in assessment.remedies:
        steps = "; ".join(remedy.steps)
        screen.say(f"Remedy: {steps} ({words.finding_label(str(remedy.finding))}).", "cyan")
    for item in assessment.open_facts:
        value = str(item.value).lower()
        label = words.finding_label(str(item.finding))
        screen.say(f"If {item.fact} were {value}: {label}.")
    screen.say("A decision aid, not legal advice.", "dim")


def _reason_rows(layer: "LayerFinding") -> list[list[str]]:
    rows = []
    for reason in layer.reasons:
        because = reason.because
        if reason.dispute:
            held = "; ".join(f"{who}: {holds}" for who, holds in reason.dispute.positions)
            because = f"{because} Open: {reason.dispute.question} {held}"
        if reason.claimed:
            because = f"{because} Claimed, not shown: {', '.join(reason.claimed)}."
        if reason.unmet:
            because = f"{because} Unmet: {'; '.join(reason.unmet)}."
        cited = "; ".join(authority.citation for authority in reason.authorities)
        rows.append([reason.rule, str(reason.effect), because, cited])
    return rows


def _style(finding: str) -> str:
    return screen.FINDING_STYLES.get(finding, "")


def _show_map(drawn: "LegalMap") -> None:
    from undercut.report.legalmap import map_rows

    consent = drawn.consent.replace("_", " ")
    screen.say(f"Legal map: {drawn.host_label}, consent {consent}, as of {drawn.on}", "bold")
    for title, columns, rows in map_rows(drawn):
        screen.table(title, [(column, "left") for column in columns], rows)
    screen.say(f"Law of {drawn.host_label} in the base: {drawn.coverage}")
    screen.say("A dash or 'no rule' is a gap, not a yes. A decision aid, not legal advice.", "dim")


def _show_index(view: Mapping[str, Any]) -> None:
    screen.table(
        "Authorities",
        [("Id", "left"), ("Citation", "left")],
        [[authority["id"], authority["citation"]] for authority in view["authorities"]],
    )
    screen.table(
        "Facts",
        [("Fact", "left"), ("What it says", "left")],
        [[fact["fact"], fact["says"]] for fact in view["facts"]],
    )


def _show_fact(view: Mapping[str, Any]) -> None:
    screen.say(f"{view['fact']}: {view['says']}", "bold")
    values = ", ".join(str(v).lower() if isinstance(v, bool) else v for v in view["values"])
    screen.say(f"Values: {values}" if values else f"Takes a {view['kind']}.")


def _show_authority(view: Mapping[str, Any]) -> None:
    screen.say(f"{view['citation']}: {view['title']}", "bold")
    dates = f"in force from {view['effective']['from'] or 'no known day'}"
    if view["effective"]["to"]:
        dates += f" to {view['effective']['to']}"
    layer = view["layer"].replace("_", " ")
    screen.say(f"{words.sentence(view['kind'].replace('_', ' '))}, {layer}, {dates}")
    screen.say(view["says"])
    for heading, name in (
        ("Condition", "conditions"),
        ("Exception", "exceptions"),
        ("Disputed", "disputed"),
    ):
        for text in view[name]:
            screen.say(f"  {heading}: {text}")
    for change in view["amended"]:
        screen.say(f"  {change['date']}: {change['what']}")
    for source in view["sources"]:
        seen = "seen" if source["verified"] else "not seen"
        screen.say(f"  Source: {source['reference']} ({source['locator']}; {seen})")
    rules = ", ".join(view["rules"]) or f"none; background: {view['background']}"
    screen.say(f"  Rules: {rules}")


def _show_changes(changes: Mapping[str, Any]) -> None:
    screen.say(f"What changed from {changes['from']} to {changes['to']}", "bold")
    screen.table(
        "Authorities",
        [("Day", "left"), ("Authority", "left"), ("Change", "left")],
        sorted(
            [
                *([a["from"], a["citation"], "in force"] for a in changes["authorities_new"]),
                *([a["date"], a["citation"], a["what"]] for a in changes["authorities_amended"]),
            ]
        ),
    )
    rows = [
        [rule["rule"], rule["layer"].replace("_", " "), what, rule["because"]]
        for what, name in (("begins", "rules_began"), ("ends", "rules_ended"))
        for rule in changes[name]
    ]
    rows += [[item["fact"], "all", "is read anew", item["says"]] for item in changes["redefined"]]
    screen.table(
        "Rules", [("Rule", "left"), ("Layer", "left"), ("What", "left"), ("Because", "left")], rows
    )
