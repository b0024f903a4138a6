"""The memo of a run: the right things in the right words, on one page, whatever was run."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from pypdf import PdfReader

from undercut.core.errors import InputError, RunError
from undercut.evidence.catalog import load_catalog
from undercut.report.compose import memo_content
from undercut.report.content import MemoContent, Point, Reference, Table
from undercut.report.memo import RENDERERS, write_memo
from undercut.strategy import load_strategy, shipped

STRATEGIES = [name for name in shipped() if name != "baseline"]
ALL_VERDICTS = ("barred", "contested", "permitted_if", "permitted")
WORSE = {"us_overdose_deaths": (82_000.0, 0.05, 0.02)}


def texts(memo: MemoContent) -> list[str]:
    """Every text of a memo that may carry a bracket."""
    found: list[str] = [memo.chart.caption]
    for field in fields(memo):
        value = getattr(memo, field.name)
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            if isinstance(part, Table):
                found += [part.caption, *(cell for row in part.rows for cell in row)]
            elif isinstance(part, Point):
                found.append(part.text)
            elif isinstance(part, str) and field.name != "further":
                found.append(part)
    return found


def document(tmp_path: Path, title: str, levers: str, objective: str = "mx_homicides") -> Path:
    path = tmp_path / "mine.yaml"
    quoted = title.replace("'", "''")
    path.write_text(
        f"strategy: mine\ntitle: '{quoted}'\nobjective: {objective}\nfrom: 2025-01\nto: 2039-12\n"
        f"levers:{levers}\n",
        encoding="utf-8",
    )
    return path


def every_lever(title: str, tmp_path: Path) -> Path:
    lines = [
        f"\n  {name}: {{to: {(lever.baseline.value + lever.range.max) / 2:.0f}, "
        f"from: 2026-{1 + index % 12:02d}}}"
        for index, (name, lever) in enumerate(load_catalog().levers.items())
    ]
    return document(tmp_path, title, "".join(lines))


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_memo_of_every_shipped_strategy_is_one_page(name, make_run, tmp_path):
    target = write_memo(make_run(name, ALL_VERDICTS), name, tmp_path / "memo.pdf")
    assert len(PdfReader(target).pages) == 1


@pytest.mark.parametrize(
    "title",
    [
        "A plan of every lever",
        "#panic() <script>alert(1)</script> *b* $x$",
        "W" * 190,
        "a plan that goes on " * 9,
    ],
)
def test_a_memo_of_24_levers_with_long_texts_is_one_page(title, make_run, tmp_path):
    path = every_lever(title, tmp_path)
    row = "  - when: {signal: killed_by_force, above: %d, for: 24 months}\n    set: {%s}\n"
    settings = "recruitment_prevention: 1.1 x, gun_trafficking_enforcement: 1.1 x"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("triggers:\n" + "".join(row % (1000 + n, settings) for n in range(8)))
    run = make_run(
        path,
        ALL_VERDICTS,
        cost={"us_federal": 1.36e11, "mixed": 1.65e10, "host": 3.1e10},
        command="undercut run " + "/a/long/path/to/a/strategy.yaml " * 40 + "--futures 256",
    )
    memo = memo_content(run, "mine")
    assert len(memo.authorities.rows) == 4
    assert "other 20 changed levers" in memo.other_authorities
    target = write_memo(run, "mine", tmp_path / "memo.pdf")
    assert len(PdfReader(target).pages) == 1


def test_a_memo_of_no_lever_says_so_and_is_one_page(make_run, tmp_path):
    path = document(tmp_path, "Nothing", " {}")
    still = {name: (level, 0.0, 0.0) for name, (level, _, _) in make_run(path).levels.items()}
    run = make_run(path, levels=still, cost={})
    memo = memo_content(run, "mine")
    assert memo.bottom_line[0].startswith("In none of 256 futures does this strategy change")
    assert memo.asks[1].text == "Nothing to decide: every lever stays at baseline."
    assert memo.other_authorities == "No lever is changed, so no authority is needed."
    assert "9 risks do not change in any future." in memo.other_risks
    assert len(PdfReader(write_memo(run, "mine", tmp_path / "memo.pdf")).pages) == 1


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_bracket_has_a_source_and_every_source_a_bracket(name, make_run):
    memo = memo_content(make_run(name, ALL_VERDICTS), name)
    brackets = re.findall(r"\[([\d, ]+)\]", " ".join(texts(memo)))
    used = {int(number) for found in brackets for number in found.split(",")}
    assert used == {reference.number for reference in memo.sources}
    assert [reference.number for reference in memo.sources] == list(range(1, len(memo.sources) + 1))
    assert all(isinstance(reference, Reference) for reference in memo.sources)


def test_the_cost_that_the_budget_is_held_against_stands_below_the_drawn_one(make_run):
    rows = memo_content(make_run("demand-first"), "demand-first").cost.rows
    assert rows[-1] == ("At central unit costs", "$2.7 billion")


def test_a_barred_strategy_carries_its_mark_in_the_title_of_every_form(make_run, tmp_path):
    run = make_run("military-campaign", ALL_VERDICTS)
    memo = memo_content(run, "military-campaign")
    assert memo.marked_title == "Military campaign (unlawful as written)"
    for suffix in (".html", ".md"):
        text = write_memo(run, "military-campaign", tmp_path / f"m{suffix}").read_text("utf-8")
        assert "unlawful as written" in text
    assert "Nobody can lawfully approve" in memo.asks[1].text


def test_a_lawful_strategy_carries_no_mark(make_run):
    memo = memo_content(make_run("demand-first"), "demand-first")
    assert memo.marked_title == "Demand first"


def test_a_worse_strategy_is_called_worse(make_run):
    run = make_run("demand-first")
    run.levels |= WORSE
    first = memo_content(run, "demand-first").bottom_line[0]
    assert "almost certainly raises US overdose deaths" in first
    assert "above a baseline of" in first


def test_authorities_show_only_changed_levers_most_restrictive_first(make_run):
    memo = memo_content(make_run("support-not-supplant", ALL_VERDICTS), "support-not-supplant")
    changed = memo.authorities
    assert [row[1] for row in changed.rows] == ["Not lawful"] * 4
    assert changed.caption == "The 4 most restrictive of 18 changed levers"
    counts = [int(n) for n in re.findall(r"(\d+) (?:not|disp|law)", memo.other_authorities)]
    assert sum(counts) == 14


def test_what_the_run_does_not_hold_is_said_to_be_not_computed(make_run):
    memo = memo_content(make_run("demand-first"), "demand-first")
    assert memo.contributions == "Contribution of each lever: not computed."
    assert [p.text for p in memo.metrics if p.label == "Signposts"] == ["not computed."]


def test_the_small_print_names_run_command_judgment_and_days(make_run):
    memo = memo_content(make_run("demand-first"), "demand-first")
    basis = {point.label: point.text for point in memo.basis}
    assert basis["Rebuild"].startswith("undercut run support-not-supplant")
    assert "prior draws, not fitted" in basis["Futures"]
    assert "parameters" in basis["Futures"]
    assert "3f9a12bc77de" in basis["Numbers"]
    assert memo.standing[2:] == ("Law as of 2025-11-24", "Data as of 2024")
    assert "Precedents" in basis


def test_no_table_has_more_than_five_rows_and_no_id_is_shown(make_run):
    memo = memo_content(make_run("support-not-supplant", ALL_VERDICTS), "support-not-supplant")
    for table in (memo.objectives, memo.cost, memo.authorities, memo.risks):
        assert len(table.rows) <= 5
    shown = " ".join(texts(memo)).replace(memo.command, "")
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b", shown)


def test_risks_come_with_their_probability_likeliest_first(make_run):
    memo = memo_content(make_run("demand-first"), "demand-first")
    shares = [int(row[-1].split("%")[0].split()[-1]) for row in memo.risks.rows]
    assert shares == sorted(shares, reverse=True)
    assert all(row[-1].endswith(")") for row in memo.risks.rows)


def test_end_dates_and_endless_force_are_named(make_run, tmp_path):
    levers = (
        "\n  boat_strikes: {to: 20, from: 2026-01, until: 2028-12, ramp: 1 months}"
        "\n  unilateral_strikes: {to: 5, from: 2026-01}"
    )
    memo = memo_content(make_run(document(tmp_path, "Force", levers)), "mine")
    text = next(point.text for point in memo.metrics if point.label == "End dates")
    assert "Back at baseline: lethal strikes on boats in January 2029." in text
    assert "Force without an end date: unilateral strikes on land." in text


def test_the_observed_level_stands_beside_the_model_with_its_source(make_run):
    memo = memo_content(make_run("demand-first"), "demand-first")
    assert memo.objectives.rows[0][1].startswith("79,000 [")
    assert memo.objectives.rows[2][1] == "1.0"


@pytest.mark.parametrize("suffix", [".txt", "", ".PDFX"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(suffix, make_run, tmp_path):
    with pytest.raises(InputError, match=r"expected one of \.pdf, \.docx, \.html, \.md"):
        write_memo(make_run("demand-first"), "demand-first", tmp_path / f"memo{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", RENDERERS)
def test_a_memo_is_written_whole_and_nothing_else_is(suffix, make_run, tmp_path):
    folder = tmp_path / "new"
    target = write_memo(make_run("demand-first"), "demand-first", folder / f"m{suffix.upper()}")
    assert list(folder.iterdir()) == [target]
    assert target.stat().st_size > 1_000


def test_a_place_that_cannot_be_written_is_a_run_error(make_run, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be written"):
        write_memo(make_run("demand-first"), "demand-first", tmp_path / "file" / "memo.md")


def test_a_memo_is_about_a_strategy_and_not_the_baseline(make_run, tmp_path):
    run = make_run("demand-first")
    with pytest.raises(InputError, match=r"not about the baseline\. The run has: demand-first"):
        write_memo(run, "baseline", tmp_path / "memo.md")
    with pytest.raises(InputError, match="Did you mean 'demand-first'"):
        write_memo(run, "demand-frist", tmp_path / "memo.md")


def test_the_objective_of_the_strategy_leads_its_memo(make_run):
    name = "institutions-first"
    assert load_strategy(name).objective_names == ["mx_homicides"]
    memo = memo_content(make_run(name), name)
    assert "homicides in Mexico: better in" in memo.bottom_line[0]
    assert memo.chart.caption.startswith("Homicides in Mexico")
