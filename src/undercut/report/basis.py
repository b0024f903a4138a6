"""The small print: precedents, what rests on judgment, where unit costs come from."""

from collections.abc import Sequence

from undercut.evidence.casebook import load_casebook
from undercut.evidence.catalog import Lever
from undercut.evidence.costs import load_costs
from undercut.evidence.parameters import load_parameters
from undercut.report import casebook, words
from undercut.report.inputs import Move
from undercut.report.references import References

PRECEDENTS = 2
"""Past operations that the memo has room for."""

ATTRIBUTIONS = ("claimed_by_agency", "contested", "independent_evaluation", "peer_reviewed")
"""Who says so, the strongest last; the memo cites the strongest."""

LESSON = 160
"""Letters of what an operation teaches."""


def precedents(moved: Sequence[Move], references: References) -> str:
    """Name past operations that pulled the same levers, one that speaks against, and lessons."""
    cases = load_casebook().cases
    raised = [move.lever.id for move in moved if move.level > move.baseline]
    texts = []
    for row in casebook.precedents(raised, PRECEDENTS):
        case = cases[row["id"]]
        evaluated = sorted(case.outcomes, key=lambda found: -ATTRIBUTIONS.index(found.attribution))
        keys = [source.key for found in evaluated for source in found.sources][:1]
        lesson = words.plain(row["lesson"], LESSON)
        against = "Counter-example: " if row["counter_example"] else ""
        texts.append(
            f"{against}{row['short']} ({str(case.start)[:4]}): {lesson}{references.mark(*keys)}"
        )
    return " ".join(texts)


def judged_share(levers: Sequence[Lever]) -> str:
    """Say how much rests on judgment: parameters, and unit costs of the changed levers."""
    parameters = load_parameters().values()
    judged = sum(parameter.kind == "judged" for parameter in parameters)
    text = (
        f"{judged:,} of {len(parameters):,} parameters "
        f"({words.percent(judged / max(1, len(parameters)))}) are judged"
    )
    costs = sum(lever.unit_cost.judged is not None for lever in levers)
    if costs:
        text += f", as are parts of the unit costs of {costs} of {len(levers)} changed levers"
    return text


def unit_cost_sources(levers: Sequence[Lever]) -> tuple[str, ...]:
    """Keys of the sources behind the unit costs of the changed levers."""
    costs = load_costs()
    keys = [
        source.key
        for lever in levers
        for source in (
            *lever.unit_cost.sources,
            *(s for cost in lever.unit_cost.costs for s in costs[cost].sources),
        )
    ]
    return tuple(dict.fromkeys(keys))
