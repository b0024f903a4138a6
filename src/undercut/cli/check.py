"""`undercut check`: a strategy's form, what it costs against its budget, and what the law says."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from undercut.cli import screen
from undercut.core.errors import InputError, Problem
from undercut.report import words

if TYPE_CHECKING:
    from undercut.evidence.catalog import Lever
    from undercut.strategy import Policy, Strategy

BARRED = 1
"""Exit code where something is barred."""

LAYERS = {"us_domestic": "US", "international": "International", "host_state": "Host state"}

CLIPPED = 160
"""Letters of a condition or a remedy that a table has room for."""


def check(
    strategy: Annotated[str, typer.Argument(help="Id of a shipped strategy, or a file.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day whose law is read; today.")
    ] = None,
    json: screen.Json = False,
    quiet: screen.Quiet = False,  # noqa: ARG001 - nothing here goes to stderr but errors
) -> None:
    """Check a strategy's form, budget and law.

    Exits with 0 if nothing is barred, 1 if something is, and 2 if the strategy is wrong or passes
    its budget.
    """
    from undercut.strategy import load_strategy

    day = screen.parse_day(on)
    found, problems = examine(load_strategy(strategy), day)
    if json:
        screen.print_json({**found, "errors": [vars(problem) for problem in problems]})
    else:
        _show(found)
        if problems:
            screen.print_error(InputError(problems))
    if problems:
        raise typer.Exit(InputError.exit_code)
    if found["finding"] == "barred":
        raise typer.Exit(BARRED)


def examine(strategy: "Strategy", on: date | None) -> tuple[dict[str, Any], list[Problem]]:
    """Hold a strategy against its budget and the law.

    Returns
    -------
    The object that `check --json` prints, less its errors; and what is wrong.

    """
    from undercut.law import check_strategy
    from undercut.report import triggers
    from undercut.strategy.budget import check_budget
    from undercut.strategy.cost import added_cost
    from undercut.strategy.policy import lay_out
    from undercut.strategy.resolution import remarks

    policy = lay_out(strategy)
    budget = check_budget(policy)
    problems: list[Problem] = []
    found: dict[str, Any] = {"strategy": strategy.id, "finding": "unknown", "levers": []}
    warnings = remarks(policy, budget)
    if budget.problem and strategy.budget and strategy.budget.on_exceed == "error":
        problems.append(budget.problem)
    try:
        law = check_strategy(strategy, policy, on).to_json()
    except InputError as failure:
        problems += failure.problems
    else:
        found |= law
        warnings += law["warnings"]
    found |= {
        "title": strategy.title,
        "settings": _settings(policy),
        "triggers": [triggers.to_json(trigger) for trigger in strategy.triggers],
        "budget": budget.to_json(),
        "cost": added_cost(policy).to_json(),
        "warnings": warnings,
    }
    return found, problems


def _settings(policy: "Policy") -> dict[str, dict[str, Any]]:
    """Say where each changed lever goes: its baseline, the level furthest from it, its unit.

    The level is the schedule's; only where that stays at baseline is it that of the triggers.
    """
    from undercut.evidence.catalog import load_catalog

    levers: Mapping[str, Lever] = load_catalog().levers
    scheduled, triggered = policy.scheduled, policy.triggered
    settings = {}
    for row, name in enumerate(policy.levers):
        if name in policy.changed:
            baseline = float(policy.baseline[row])
            levels = policy.values[row].tolist() if name in scheduled else triggered[name]
            settings[name] = {
                "label": levers[name].label,
                "baseline": baseline,
                "level": max(levels, key=lambda value: abs(value - baseline)),
                "unit": levers[name].unit,
                "only_under_triggers": name not in scheduled,
            }
    return settings


def _show(found: Mapping[str, Any]) -> None:
    screen.say(f"{words.plain(found['title'])} ({found['strategy']})", style="bold")
    if found["finding"] != "unknown":
        screen.say_finding("The law: ", found["finding"], f", as of {found['on']}")
    if found["settings"] or found["levers"]:
        screen.table(
            "Levers that change",
            [
                ("Lever", "left"),
                ("Level", "left"),
                ("The law", "left"),
                ("Why, or on what condition", "left"),
            ],
            [_lever_row(name, found) for name in _names(found)],
        )
    _show_triggers(found)
    _show_against(found)
    _show_cost(found)
    for warning in found["warnings"]:
        screen.say(f"Warning: {words.plain(warning)}", style="yellow")


def _names(found: Mapping[str, Any]) -> list[str]:
    """Levers with a finding or a change, in the order of the catalog."""
    from undercut.evidence.catalog import load_catalog

    named = {item["lever"] for item in found["levers"]} | set(found["settings"])
    return [name for name in load_catalog().levers if name in named]


def _lever_row(name: str, found: Mapping[str, Any]) -> list[str]:
    from undercut.evidence.catalog import load_catalog

    item = next((item for item in found["levers"] if item["lever"] == name), None)
    setting = found["settings"].get(name)
    nothing = "not checked" if found["finding"] == "unknown" else "not in use"
    level = "as at baseline"
    if setting:
        unit = words.unit_label(setting["unit"])
        level = f"{setting['baseline']:,.10g} to {setting['level']:,.10g} {unit}"
        level += ", only if a trigger fires" if setting["only_under_triggers"] else ""
    return [
        load_catalog().levers[name].label,
        level,
        words.finding_label(item["finding"]) if item else nothing,
        _because(item) if item else "",
    ]


def _because(item: Mapping[str, Any]) -> str:
    """Say why a lever is barred or disputed and what would lift it, or what it must meet."""
    if item["finding"] in {"barred", "contested"}:
        layers = [part for part in item["layers"].values() if part["finding"] == item["finding"]]
        reasons = [reason["because"] for part in layers for reason in part["reasons"][:1]]
        remedies = [
            f"Remedy: {words.listed(remedy['steps'])} ({words.finding_label(remedy['finding'])})."
            for remedy in item["remedies"][:1]
        ]
        return " ".join(words.plain(text, CLIPPED) for text in (*reasons[:1], *remedies))
    parts = [words.plain(text, CLIPPED) for text in item["conditions"][:1]]
    more = len(item["conditions"]) - 1
    parts += [f"(+{more} more)"] if more > 0 else []
    if item["missing"]:
        names = [words.label(name).lower() for name in item["missing"]]
        parts.append(f"Not stated: {', '.join(names)}.")
    return " ".join(parts)


def _show_triggers(found: Mapping[str, Any]) -> None:
    rows = [
        [str(number), words.plain(trigger["text"])]
        for number, trigger in enumerate(found["triggers"], start=1)
    ]
    if rows:
        screen.table(
            "Triggers; of two that set one lever the later goes before",
            [("", "right"), ("What would have to happen, and what is then set", "left")],
            rows,
        )


def _show_against(found: Mapping[str, Any]) -> None:
    """Name every authority behind a finding of not lawful or disputed, layer by layer."""
    from undercut.evidence.catalog import load_catalog

    rows = []
    for item in found["levers"]:
        for layer, part in item["layers"].items():
            if part["finding"] in {"barred", "contested"}:
                cited = {a["id"]: a["citation"] for r in part["reasons"] for a in r["authorities"]}
                rows.append(
                    [
                        load_catalog().levers[item["lever"]].label
                        + (", only if a trigger fires" if item["only_under"] else ""),
                        f"{LAYERS[layer]}: {words.finding_label(part['finding'])}",
                        "; ".join(cited.values()) or "no authority found",
                    ]
                )
    if rows:
        screen.table(
            "What stands against, or is disputed",
            [("Lever", "left"), ("Layer", "left"), ("Authorities", "left")],
            rows,
        )


def _show_cost(found: Mapping[str, Any]) -> None:
    cost, budget = found["cost"], found["budget"]
    if cost["by_lever"]:
        from undercut.evidence.catalog import load_catalog

        levers = load_catalog().levers
        screen.table(
            "Added cost at central unit costs, 2024 USD",
            [
                ("Lever", "left"),
                ("Paid by", "left"),
                ("Highest fiscal year", "right"),
                ("All years", "right"),
                ("Present value", "right"),
                ("Unit cost", "left"),
            ],
            [
                [
                    levers[name].label,
                    words.payer_label(levers[name].payer),
                    words.money(part["peak"]),
                    words.money(part["added"]),
                    words.money(part["present_value"]),
                    part["unit_cost"],
                ]
                for name, part in cost["by_lever"].items()
            ],
        )
        payers = "; ".join(
            f"{words.payer_label(payer)} {words.money(amount)}"
            for payer, amount in cost["by_payer"].items()
        )
        screen.say(
            f"All levers: {words.money(cost['added'])} over all years; present value "
            f"{words.money(cost['present_value'])} at {cost['discount'] * 100:g} %."
        )
        screen.say(f"By payer: {payers}.")
    peak = f"{words.money(budget['peak'])} in fiscal year {budget['peak_fiscal_year']}"
    if budget["limit"] is None:
        screen.say(f"No budget; the highest year {'adds' if cost['by_lever'] else 'costs'} {peak}.")
    else:
        kept = "within" if budget["ok"] else "over"
        limit = words.exact_money(budget["limit"])
        screen.say(f"Budget ({budget['basis']}): {kept} {limit} a year; highest {peak}.")
    if most := budget["triggered"]:
        kept = "" if budget["limit"] is None else f"{'within' if most['ok'] else 'over'} it; "
        screen.say(
            f"That is without triggers. At most, whatever fires: {kept}highest "
            f"{words.money(most['peak'])} in fiscal year {most['peak_fiscal_year']}."
        )
