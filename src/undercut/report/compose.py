"""Build the memo's content from a finished run.

Start with `memo_content`. Every figure comes from the run or from a record of the evidence that
the memo numbers as a source; every conclusion is worded by rule (`report.wording`).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from undercut.core.errors import InputError, Problem, nearest
from undercut.evidence.catalog import load_catalog
from undercut.evidence.sources import load_sources
from undercut.report import ask, basis, legal, sections, wording, words
from undercut.report.charts import BASELINE, Chart, Observation, fan_chart
from undercut.report.content import NOT_COMPUTED, MemoContent, Point
from undercut.report.inputs import FinishedRun, contingent, moves
from undercut.report.references import References
from undercut.strategy import resolve
from undercut.world.outcomes import OBJECTIVES

TITLE = 90
"""Letters of a title that the page has room for."""

COMMAND = 180
"""Letters of the command that the page has room for; a longer one stands in the manifest."""

NOT_FITTED = "prior draws, not fitted: rough fits with stated ranges and judged values"


def memo_content(run: FinishedRun, strategy_id: str) -> MemoContent:
    """Say what a memo about one strategy of a run says.

    Raises
    ------
    InputError : the run has no such strategy, or it is the baseline.

    """
    entry = _entry(run, strategy_id)
    strategy = run.strategy(strategy_id)
    policy = resolve(strategy)
    moved = moves(policy, load_catalog())
    levers = [*(move.lever for move in moved), *contingent(policy, load_catalog())]
    findings = run.findings[strategy_id]
    ordered = legal.findings_of(findings, levers)
    objective = strategy.objective_names[0]
    outcomes, cost = entry["outcomes"], entry["cost"]
    futures, run_id = int(run.manifest["futures"]), str(run.manifest["run_id"])
    references = References(load_sources())

    bands = run.bands(strategy_id, objective)
    years = len(bands["years"])
    observed = sections.observed_rows(objective)
    chart = fan_chart(
        bands,
        strategy_id,
        observed=[Observation(row.period.first.year, row.value) for row in observed],
    )
    seen = references.mark(*(row.source for row in observed))
    objectives = sections.objectives_table(outcomes, references)
    unit_costs = basis.unit_cost_sources(levers)
    cost_mark = (
        references.mark_text(
            f"Unit costs of {words.counted(len(levers), 'changed lever')}, from "
            f"{words.counted(len(unit_costs), 'source')}; undercut evidence LEVER names them."
        )
        if levers
        else ""
    )
    authorities, other_authorities = legal.authorities_table(findings, levers, references)
    risks, other_risks = sections.risks_table(entry["risks"])
    precedents = basis.precedents(moved, references)
    yearly = {name: value / years for name, value in cost["added"].items()}
    small = [
        Point("Futures", f"{futures:,} {NOT_FITTED}; {basis.judged_share(levers)}."),
        Point(
            "Numbers",
            f"those without a source number are from run {run_id} (version "
            f"{run.manifest['version']}, source {str(run.manifest['source_hash'])[:8]}, data "
            f"{str(run.manifest['data_hash'])[:8]}).",
        ),
        Point("Rebuild", _command(str(run.manifest["command"]))),
    ]
    if precedents:
        small.insert(0, Point("Precedents", precedents))
    return MemoContent(
        title=words.plain(strategy.title, TITLE) or strategy_id,
        mark=words.UNLAWFUL if entry["finding"] == "barred" else "",
        standing=(
            f"Run {run_id}",
            f"{words.counted(futures, 'future')}, prior draws",
            f"Law as of {_law_day(run, findings)}",
            f"Data as of {_data_year()}",
        ),
        bottom_line=wording.bottom_line(
            outcomes[objective],
            sections.LABELS[objective],
            [(sections.LABELS[name], outcomes[name]) for name in OBJECTIVES if name != objective],
            wording.cost_phrase(yearly),
            futures,
        ),
        asks=(
            Point("How sure", wording.how_sure(list(outcomes.values()))),
            Point("Who decides", ask.who_decides(levers, cost, years, ordered)),
            Point("Who leads", ask.who_leads(levers)),
            Point("First 90 days", ask.first_days(moved, bool(strategy.triggers))),
        ),
        chart=_with_caption(chart, seen),
        objectives=objectives,
        cost=sections.cost_table(cost, years, cost_mark),
        contributions=f"Contribution of each lever: {NOT_COMPUTED}.",
        authorities=authorities,
        other_authorities=other_authorities,
        risks=risks,
        other_risks=other_risks,
        metrics=ask.metrics(objective, outcomes[objective], moved, policy, cost["budget"]),
        basis=tuple(small),
        sources=references.listed(),
        run_id=run_id,
        command=str(run.manifest["command"]),
        created=datetime.fromisoformat(str(run.manifest["created"])),
        further=tuple(words.plain(load_sources()[key].cite()) for key in unit_costs),
    )


def _entry(run: FinishedRun, strategy_id: str) -> Mapping[str, Any]:
    entries = {entry["id"]: entry for entry in run.summary()["strategies"]}
    others = [name for name in entries if name != BASELINE]
    if strategy_id == BASELINE:
        raise InputError(
            Problem(
                "a memo is about a strategy beside the baseline, not about the baseline.",
                hint=f"The run has: {', '.join(others)}." if others else "",
            )
        )
    if strategy_id not in entries:
        raise InputError(
            Problem(
                f"the run has no strategy '{words.plain(strategy_id, 80)}'.",
                hint=nearest(strategy_id, others, noun="It has"),
            )
        )
    found: Mapping[str, Any] = entries[strategy_id]
    return found


def _command(command: str) -> str:
    shown = words.plain(command, COMMAND)
    return shown if shown == words.plain(command) else f"{shown} (in full in manifest.json)"


def _law_day(run: FinishedRun, findings: Mapping[str, Any]) -> str:
    """Give the day of the law check; a check without one was made with the run."""
    return str(findings.get("on") or run.manifest["created"])[:10]


def _data_year() -> str:
    """Give the last year in which an objective is observed."""
    return max(
        row.period.text for name in sections.OBSERVED for row in sections.observed_rows(name)
    )


def _with_caption(chart: Chart, mark: str) -> Chart:
    return replace(chart, caption=chart.caption.replace("Dots: observed", f"Dots: observed{mark}"))
