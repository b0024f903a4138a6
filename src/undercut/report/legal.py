"""What the law says of a strategy, in the memo's few lines: the most restrictive levers in full.

Start with `authorities_table`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from undercut.evidence.catalog import Lever
from undercut.law.authorities import load_authorities
from undercut.law.findings import Finding
from undercut.report import wording, words
from undercut.report.content import Table
from undercut.report.references import References

IN_FULL = 4
"""Levers whose authority and condition the memo states."""

CITATION, CONDITION, BECAUSE, FIRST, NAMES = 96, 132, 48, 98, 56
"""Letters that the page has room for: a citation; a cell, and in it a reason beside a lawful way,
the first condition, the names of facts that nobody stated."""

TITLE = 14
"""Fewest letters of a title worth printing before a citation."""

UNDER_TRIGGER = " (only if a trigger fires)"

NO_AUTHORITY = "no authority found in the base"

LeverFinding = Mapping[str, Any]
"""One lever of `check --json`: lever, finding, layers, conditions, missing, authorities."""


def findings_of(findings: Mapping[str, Any], levers: Sequence[Lever]) -> list[LeverFinding]:
    """Order the findings of the changed levers, most restrictive first."""
    names = [lever.id for lever in levers]
    chosen = [item for item in findings["levers"] if item["lever"] in names]
    return sorted(
        chosen, key=lambda item: (-Finding(item["finding"]).rank, names.index(item["lever"]))
    )


def authorities_table(
    findings: Mapping[str, Any], levers: Sequence[Lever], references: References
) -> tuple[Table, str]:
    """Give the table of the most restrictive levers, and a line that counts the others."""
    ordered = findings_of(findings, levers)
    columns = ("Lever", "Finding", "Authority", "Condition or reason")
    if not ordered:
        return Table("", columns, ()), "No lever is changed, so no authority is needed."
    labels = {lever.id: lever.label for lever in levers}
    shown, rest = ordered[:IN_FULL], ordered[IN_FULL:]
    rows = tuple(
        (
            labels[item["lever"]] + (UNDER_TRIGGER if item.get("only_under") else ""),
            words.sentence(words.finding_label(item["finding"])),
            _authority(item, references),
            condition(item),
        )
        for item in shown
    )
    caption = (
        f"The {len(shown)} most restrictive of {words.counted(len(ordered), 'changed lever')}"
        if rest
        else f"Every changed lever ({len(ordered)})"
    )
    if not rest:
        return Table(caption, columns, rows), ""
    counts = wording.count_findings(item["finding"] for item in rest)
    others = "changed lever" if len(rest) == 1 else f"{len(rest)} changed levers"
    return Table(caption, columns, rows), f"The other {others}: {counts}."


def _deciding_reasons(item: LeverFinding) -> list[Mapping[str, Any]]:
    """Reasons of the layers that give the lever its finding."""
    layers = item.get("layers", {})
    values: Iterable[Any] = layers.values() if isinstance(layers, Mapping) else layers
    return [
        reason
        for layer in values
        if isinstance(layer, Mapping) and layer.get("finding") == item["finding"]
        for reason in layer.get("reasons", [])
    ]


def _authority(item: LeverFinding, references: References) -> str:
    reasons = [r for r in _deciding_reasons(item) if r.get("authorities")]
    cited = reasons[0]["authorities"] if reasons else item.get("authorities", [])
    if not cited:
        return words.sentence(NO_AUTHORITY)
    first = cited[0]
    record = load_authorities().by_id.get(first["id"])
    keys = [record.sources[0].key] if record else []
    text = _titled(record.title if record else "", str(first["citation"]))
    return f"{text}{references.mark(*keys)}"


def _titled(title: str, citation: str) -> str:
    """Put a title before a citation as far as it fits; the citation itself comes first."""
    room = CITATION - len(citation) - 2
    if not title or room < TITLE:
        return words.plain(citation, CITATION)
    return f"{words.plain(title, room)}, {words.plain(citation)}"


def condition(item: LeverFinding) -> str:
    """Say what must be met, what is not known, or why an action is barred or disputed."""
    finding = item["finding"]
    if not Finding(finding).is_lawful:
        because = next((str(r["because"]) for r in _deciding_reasons(item)), "")
        ways = [_way(remedy) for remedy in item.get("remedies", [])]
        way = next((text for text in ways if len(text) <= CONDITION - BECAUSE), "")
        parts = [words.plain(because, CONDITION - len(way) - 1), way]
    else:
        conditions = list(dict.fromkeys(str(text) for text in item.get("conditions", [])))
        tail = [f"(+{len(conditions) - 1} more)"] if len(conditions) > 1 else []
        missing = dict.fromkeys(words.label(name).lower() for name in item.get("missing", []))
        if missing and finding == Finding.PERMITTED_IF:
            tail.append(f"Not stated: {_named(list(missing), NAMES)}.")
        # What is not stated decides the finding, so the condition gets the room that is left.
        room = min(FIRST, CONDITION - sum(len(part) + 1 for part in tail))
        parts = [*(_stop(words.plain(text, room)) for text in conditions[:1]), *tail]
    return words.plain(" ".join(part for part in parts if part), CONDITION) or "None."


def _named(names: Sequence[str], room: int) -> str:
    """Name as many as fit, and count the rest; the first is always named."""
    text = ""
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        text = words.listed([*names[:shown], *([f"{more} more"] if more else [])])
        if len(text) <= room:
            break
    return text


def _way(remedy: Mapping[str, Any]) -> str:
    """Name a change that would lift the finding; nothing where it would stay disputed."""
    if not Finding(remedy["finding"]).is_lawful:
        return ""
    steps = words.listed([wording.inline(str(step).rstrip(".")) for step in remedy["steps"]])
    return f"A lawful way: {steps}."


def _stop(text: str) -> str:
    return text if text.endswith((".", "\N{HORIZONTAL ELLIPSIS}")) else f"{text}."
