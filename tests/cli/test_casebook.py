"""`undercut casebook`: what it prints and writes, and what it refuses."""

import csv
import json

import pytest
import typer

from undercut.cli.casebook import casebook
from undercut.core.errors import UndercutError


@pytest.fixture
def run(capsys):
    """Run the command as the command line does; returns exit code, output and errors."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(casebook)

    def call(*arguments):
        try:
            app(list(map(str, arguments)), standalone_mode=False)
            code = 0
        except UndercutError as failure:
            code = failure.exit_code
            print(failure)  # noqa: T201 - stands for what main prints
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


def test_the_list_fits_80_columns_and_holds_every_case(run):
    code, out, _ = run()
    assert code == 0
    assert "77 cases" in out
    assert "operation_martillo_2012" in out
    assert max(map(len, out.splitlines())) <= 80


def test_filters_narrow_the_list(run):
    code, out, _ = run(
        "--lever", "maritime_interdiction", "--kind", "maritime_interdiction", "--consent", "given",
        "--grade", "C", "--from", "2010", "--to", "2019-12", "--json",
    )  # fmt: skip
    assert code == 0
    assert [row["id"] for row in json.loads(out)] == ["operation_martillo_2012"]


def test_a_filter_without_a_match_gives_an_empty_list(run):
    code, out, _ = run("--lever", "asset_forfeiture", "--json")
    assert (code, json.loads(out)) == (0, [])
    assert "0 cases with lever asset_forfeiture" in run("--lever", "asset_forfeiture")[1]


def test_one_case_is_shown_in_full(run):
    code, out, _ = run("operation_martillo_2012", "--on", "2026-06-30")
    assert code == 0
    for part in ("OUTPUTS", "OUTCOMES", "AUTHORITIES AND LAW", "COUNTER-EXAMPLES", "SOURCES"):
        assert f"\n{part}\n" in out
    assert "Finding on 2026-06-30" in " ".join(out.split())


def test_two_cases_stand_side_by_side(run):
    code, out, _ = run("operation_martillo_2012", "operation_anvil_2012")
    assert code == 0
    assert any(
        "Operation Martillo" in line and "Operation Anvil" in line for line in out.split("\n")
    )
    both = json.loads(run("operation_martillo_2012", "operation_anvil_2012", "--json")[1])
    assert [view["id"] for view in both] == ["operation_martillo_2012", "operation_anvil_2012"]


@pytest.mark.parametrize(
    ("arguments", "endings"),
    [
        ((), ("csv", "md", "html", "json")),
        (("--timeline",), ("pdf", "html", "csv")),
        (("--timeline", "--kind", "strike"), ("pdf",)),
        (("--selection", "joint"), ("pdf", "html", "md", "csv")),
        (("--lessons",), ("md", "html", "csv", "json")),
        (("operation_martillo_2012",), ("pdf", "html", "md", "csv", "json")),
        (("operation_martillo_2012", "operation_anvil_2012"), ("html", "md", "csv")),
    ],
)
def test_what_is_shown_can_be_written(run, tmp_path, arguments, endings):
    starts = {"pdf": b"%PDF", "html": b"<!doctype html>", "md": b"# "}
    for ending in endings:
        target = tmp_path / "new" / f"page.{ending}"
        code, out, err = run(*arguments, "--to", target)
        assert (code, out) == (0, "")
        assert f"Wrote {target}." in " ".join(err.split("\n"))
        made = target.read_bytes()
        assert made.startswith(starts.get(ending, made[:1]))
        if ending == "json":
            json.loads(made)
        if ending == "csv":
            assert len(list(csv.reader(made.decode().splitlines()))) > 2


def test_quiet_writes_without_a_word(run, tmp_path):
    assert run("--to", tmp_path / "a.csv", "--quiet") == (0, "", "")


def test_a_date_and_a_file_may_both_follow_to(run, tmp_path):
    code, _, _ = run("--to", "1975", "--to", tmp_path / "early.csv")
    assert code == 0
    rows = list(csv.DictReader((tmp_path / "early.csv").read_text().splitlines()))
    assert {int(row["start"][:4]) for row in rows} == {1969, 1971, 1975}


def test_the_same_request_gives_the_same_bytes(run, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        run("operation_martillo_2012", "--on", "2026-06-30", "--to", tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_timeline_selection_and_lessons_print_as_text(run):
    for arguments in (("--timeline",), ("--selection", "joint"), ("--lessons",)):
        code, out, _ = run(*arguments)
        assert code == 0
        assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("operation_martilo_2012",),
            "no case is called 'operation_martilo_2012'. Did you mean 'operation_martillo_2012'?",
        ),
        (("--lever", "isr_queueing"), "no lever is called 'isr_queueing'. Did you mean"),
        (("--kind", "strik"), "no case has kind 'strik'. Did you mean 'strike'?"),
        (("--consent", "maybe"), "Expected: absent, contested, given, not_applicable."),
        (("--grade", "E"), "no case has grade 'E'. Expected: A, B, C, D."),
        (("--from", "1800"), "--from: '1800' lies outside 1960 to 2100."),
        (("--from", "last year"), "--from: 'last year' is not a date; expected YYYY"),
        (("--to", "2999"), "--to: '2999' lies outside 1960 to 2100."),
        (("--from", "2010", "--to", "2005"), "the span ends (2005) before it starts (2010)."),
        (("--on", "today"), "'today' is not a date; expected YYYY-MM-DD"),
        (("--selection", "jont"), "no selection is called 'jont'. Did you mean 'joint'?"),
        (("a", "b", "c"), "3 cases are given; two at most stand side by side."),
        (("a", "--lessons"), "a case and --lessons cannot be asked for together."),
        (("a", "--timeline"), "a case and --timeline cannot be asked for together."),
        (("a", "--grade", "A"), "a case takes no filter; found --grade."),
        (("--timeline", "--lever", "asset_forfeiture"), "no case meets these filters"),
        (("--to", "a.csv", "--to", "b.csv"), "--to takes one date and one file at most."),
    ],
)
def test_each_wrong_request_is_refused_with_exit_code_2(run, arguments, said):
    code, out, _ = run(*arguments)
    assert code == 2
    assert said in out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("list.docx", "a list of cases cannot be written as '.docx'. Endings: .csv, .html"),
        ("list.pdf", "a list of cases cannot be written as '.pdf'."),
        ("list", "a list of cases cannot be written as 'list'."),
    ],
)
def test_an_unknown_file_type_is_refused(run, tmp_path, name, said):
    code, out, _ = run("--to", tmp_path / name)
    assert code == 2
    assert said in out
    assert not list(tmp_path.iterdir())


def test_a_folder_or_an_unwritable_target_is_refused(run, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    code, out, _ = run("--to", tmp_path / "folder.csv")
    assert (code, "this is a folder, expected a file." in out) == (2, True)
    (tmp_path / "file").write_text("here")
    code, out, _ = run("--to", tmp_path / "file" / "a.csv")
    assert (code, "cannot be written" in out) == (2, True)
