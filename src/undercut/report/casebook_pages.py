"""What the casebook's pages say, block by block: a list, one case, two cases side by side."""

from collections.abc import Sequence
from typing import Any

from undercut.evidence.schema import VERIFIED
from undercut.report import casebook_words as words
from undercut.report.casebook_blocks import (
    Block,
    Facts,
    Heading,
    Items,
    Page,
    Paragraph,
    Table,
)
from undercut.report.words import counted, listed

LEGEND = (
    "Outcomes: + better, = no change, ~ mixed, - worse, ? not measured; counts of outcomes on "
    "record, never proof. Grade: A strongest, D thin or recent. * provisional (after January "
    "2025). A plus after the years: no end on record."
)
HOW_TO_TRACE = (
    "From a number to its source: the bracketed number is the source below; "
    "`undercut evidence CASE.FIGURE` shows the figure with its place in the source."
)
_CONSENT_SHORT = {"not_applicable": "n/a"}


def list_page(rows: Sequence[dict[str, Any]], filters: dict[str, str]) -> Page:
    """Build the list of cases, oldest first."""
    chosen = listed([f"{name} {value}" for name, value in filters.items()])
    lines = tuple(
        (
            row["years"],
            row["id"],
            _CONSENT_SHORT.get(row["host_consent"], row["host_consent"]),
            row["military_role"],
            _tally(row["outcomes"]),
            row["grade"] + ("*" if row["provisional"] else ""),
        )
        for row in rows
    )
    columns = ("Years", "Case", "Consent", "Military", "Outcomes", "Gr")
    blocks: list[Block] = [
        Table(columns, lines, (10, 38, 9, 8, 8, 2)),
        Paragraph(LEGEND, "small"),
        Paragraph("undercut casebook ID shows a case; two ids, side by side.", "small"),
    ]
    subtitle = f"{counted(len(rows), 'case')}{f' with {chosen}' if chosen else ''}"
    return Page("Casebook of past operations", subtitle, tuple(blocks))


def _tally(outcomes: dict[str, int]) -> str:
    return " ".join(
        f"{words.SIGNS[direction]}{count}" for direction, count in outcomes.items() if count
    )


def refs(sources: Sequence[dict[str, Any]]) -> str:
    """Write source numbers, recalled ones with a question mark."""
    numbers = [f"{ref['number']}{'' if ref['verified'] else '?'}" for ref in sources]
    return f"[{', '.join(dict.fromkeys(numbers))}]"


def case_page(view: dict[str, Any]) -> Page:
    """Build the page of one case from its view."""
    blocks: list[Block] = []
    if view["provisional"]:
        blocks.append(Paragraph(words.PROVISIONAL, "warning"))
    blocks += [
        Facts(case_facts(view)),
        Heading("What it achieved, and what it did not"),
        Facts(
            (
                ("Achieved", view["gained"] or words.NOTHING_GAINED),
                ("Not achieved", view["not_gained"]),
                ("Lesson", view["lesson"]),
            )
        ),
        Heading("Outputs"),
        Paragraph(words.OUTPUT_NOTE, "small"),
        Table(
            ("What was counted", "Figure", "Period", "From"),
            tuple(
                (row["what"] + _mark(row), row["text"], row["period"], refs(row["sources"]))
                for row in view["output_rows"]
            ),
            (0, 24, 18, 8),
        ),
        Heading("Outcomes"),
        Paragraph(words.OUTCOME_NOTE, "small"),
        Table(
            ("Direction", "What changed", "Figure", "Period", "Who says so", "From"),
            tuple(
                (
                    row["direction_label"],
                    row["what"] + _mark(row),
                    row["text"] or "no figure",
                    row["period"],
                    row["attribution_label"],
                    refs(row["sources"]),
                )
                for row in view["outcome_rows"]
            ),
            (9, 0, 17, 10, 11, 6),
        ),
    ]
    if view["second_order"]:
        blocks += [
            Heading("What followed beside the aim"),
            Items(
                tuple(
                    f"{row['label']}{_mark(row)}: {row['finding']} {refs(row['sources'])}"
                    for row in view["second_order"]
                )
            ),
        ]
    blocks += _law_blocks(view)
    blocks += _related_blocks(view)
    blocks += [
        Heading("Sources"),
        Items(
            tuple(f"[{row['number']}] {row['citation']} ({row['key']})" for row in view["sources"]),
            tuple(row["url"] for row in view["sources"]),
        ),
        Paragraph(
            f"A number without a question mark was {VERIFIED}; with one, recalled. {HOW_TO_TRACE}",
            "small",
        ),
        Paragraph(f"Figures of this case: {', '.join(_keys(view))}.", "small"),
    ]
    return Page(
        view["name"], f"{view['dates']} | {view['kind_label']} | {view['id']}", tuple(blocks)
    )


def _keys(view: dict[str, Any]) -> list[str]:
    rows = [*([view["cost_row"]] if view["cost_row"] else []), *view["output_rows"]]
    return [row["key"].split(".", 1)[1] for row in [*rows, *view["outcome_rows"]]]


def _mark(row: dict[str, Any]) -> str:
    return " (provisional)" if row["provisional"] else ""


def cost_text(view: dict[str, Any]) -> str:
    """Write the cost with its period and source, or say that none was found."""
    row = view["cost_row"]
    return f"{row['text']}, {row['period']} {refs(row['sources'])}" if row else words.NO_COST


def case_facts(view: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give what stands at the head of a case."""
    return (
        ("Where", listed(view["places"])),
        ("Led by", f"{view['lead']} ({view['lead_label']})"),
        ("Military", f"{view['military_label']}. {view['military_note']}"),
        ("Host consent", view["consent_label"]),
        ("Partners", ", ".join(view["partners"]) or "none on record"),
        ("Stated aim", "; ".join(view["objectives"])),
        ("Levers", "; ".join(view["lever_labels"])),
        ("Cost", cost_text(view)),
        ("Evidence", f"grade {view['grade']}: {view['grade_meaning']}"),
    )


def authority_text(reference: dict[str, Any]) -> str:
    """Write an authority of the record with the citation of the law base."""
    if not reference["entries"]:
        return f"{reference['text']} (not in the law base)"
    entries = "; ".join(
        entry["citation"] + (f", {entry['later']}" if "later" in entry else "")
        for entry in reference["entries"]
        if entry["citation"] not in reference["text"] or "later" in entry
    )
    return f"{reference['text']}: {entries}" if entries else str(reference["text"])


def finding_words(finding: dict[str, Any]) -> tuple[str, str]:
    """Write a finding, and in brackets the layer that gives it and the authorities that decide."""
    cited = dict.fromkeys(entry["citation"] for entry in finding["authorities"][:2])
    basis = "; ".join([finding["layer_label"], *cited])
    return finding["label"], f" ({basis})"


def finding_text(finding: dict[str, Any]) -> str:
    """Write a finding in one line."""
    return "".join(finding_words(finding))


def is_unchanged(row: dict[str, Any]) -> bool:
    """Whether an act has the same finding, from the same authorities, then and now."""
    then, now = (
        (row[when]["finding"], row[when]["layer"], [a["id"] for a in row[when]["authorities"]])
        for when in ("then", "now")
    )
    return bool(then == now)


def _law_blocks(view: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = [
        Heading("Authorities and law"),
        Items(tuple(authority_text(reference) for reference in view["authorities"])),
    ]
    if not view["law"]:
        return [*blocks, Paragraph(words.NO_FACTS, "small")]
    rows = tuple(
        (
            f"{row['label']} ({row['on']})",
            finding_text(row["then"]),
            "the same" if is_unchanged(row) else finding_text(row["now"]),
        )
        for row in view["law"]
    )
    return [
        *blocks,
        Table(
            ("Act, and its day", "Finding then", f"Finding on {view['law_today']}"), rows, (0, 0, 0)
        ),
        Paragraph(
            "A decision aid, not legal advice: the most restrictive layer, on the facts that the "
            "case records; what it does not record is unknown.",
            "small",
        ),
    ]


def _related_blocks(view: dict[str, Any]) -> list[Block]:
    items = [
        f"Against it: {row['short']} ({row['years']}, grade {row['grade']}"
        f"{', provisional' if row['provisional'] else ''}): {row['lesson']} [{row['id']}]"
        for row in view["counter_examples"]
    ] + [
        f"It limits: {row['short']} ({row['years']}, grade {row['grade']}"
        f"{', provisional' if row['provisional'] else ''}): {row['lesson']} [{row['id']}]"
        for row in view["counter_example_of"]
    ]
    none = "No counter-example is on record; that is not a sign of strength."
    return [Heading("Counter-examples"), Items(tuple(items)) if items else Paragraph(none, "small")]


def compare_page(left: dict[str, Any], right: dict[str, Any]) -> Page:
    """Build two cases side by side."""
    both = (left, right)
    heads = tuple(view["short"] + (" *" if view["provisional"] else "") for view in both)
    rows: list[tuple[str, ...]] = [
        (name, first, second)
        for (name, first), (_, second) in zip(case_facts(left), case_facts(right), strict=True)
    ]
    rows.insert(0, ("When", left["dates"], right["dates"]))
    rows.insert(1, ("Kind", left["kind_label"], right["kind_label"]))
    rows += [
        ("Achieved", *(view["gained"] or words.NOTHING_GAINED for view in both)),
        ("Not achieved", *(view["not_gained"] for view in both)),
        ("Outputs", *(_joined(view["output_rows"]) for view in both)),
        ("Outcomes", *(_joined(view["outcome_rows"]) for view in both)),
        ("Beside the aim", *("; ".join(_effects(view)) or "none on record" for view in both)),
        ("Law then", *(_law_line(view, "then") for view in both)),
        ("Law today", *(_law_line(view, "now") for view in both)),
        ("Lesson", *(view["lesson"] for view in both)),
    ]
    note = "Outputs are what was counted, outcomes what changed. " + LEGEND
    blocks: list[Block] = [Table(("", *heads), tuple(rows), (14, 0, 0)), Paragraph(note, "small")]
    for view in both:
        if view["provisional"]:
            blocks.insert(0, Paragraph(f"{view['short']}: {words.PROVISIONAL}", "warning"))
    trace = "Numbers and sources: undercut casebook ID, for each."
    blocks.append(Paragraph(trace, "small"))
    return Page(
        f"{left['name']} | {right['name']}", f"{left['id']} beside {right['id']}", tuple(blocks)
    )


def _effects(view: dict[str, Any]) -> list[str]:
    return [f"{row['label']}: {row['finding']}" for row in view["second_order"]]


def _joined(rows: Sequence[dict[str, Any]]) -> str:
    parts = []
    for row in rows:
        said = f" ({row['attribution_label']})" if "attribution_label" in row else ""
        way = f"{row['direction_label']}: " if "direction_label" in row else ""
        size = f", {row['text']}" if row["text"] else ""
        parts.append(f"{way}{row['what']}{size}{said}")
    return "; ".join(parts)


def _law_line(view: dict[str, Any], when: str) -> str:
    if not view["law"]:
        return words.NO_FACTS
    return "; ".join(f"{row['label']}: {row[when]['label']}" for row in view["law"])
