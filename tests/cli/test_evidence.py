"""`evidence`: where a number comes from."""


def test_a_lever_shows_its_numbers_and_sources(undercut):
    shown = undercut("evidence", "treatment")
    assert shown.code == 0
    assert "1,350,000 (1,250,000 to 1,500,000)" in shown.out


def test_json_is_the_record(undercut):
    found = undercut("evidence", "treatment", "--json").json
    assert found["key"] == "treatment"
    assert found["kind"] == "lever"
    assert all({"key", "citation", "locator"} <= set(source) for source in found["sources"])


def test_without_a_key_it_counts_what_has_a_source(undercut):
    shown = undercut("evidence", "--json")
    assert shown.json["total"]["values"] > 10_000
    assert 0.99 < shown.json["total"]["share_traced"] <= 1
    assert "Seen:" in undercut("evidence").out


def test_a_figure_of_a_case_leads_to_its_source(undercut):
    case = undercut("evidence", "operation_martillo_2012", "--json").json
    assert case["kind"] == "case"
    figure = next(
        part for part in str(case["values"]).split("'") if part.startswith(f"{case['key']}.")
    )
    assert undercut("evidence", figure, "--json").json["sources"]


def test_what_is_on_record_about_a_lever_is_graded(undercut, tmp_path):
    assert "WHERE FINDINGS DISAGREE" in undercut("evidence", "--lever", "treatment").out
    assert undercut("evidence", "--lever", "treatmnt").err == (
        "no lever is called 'treatmnt'. Did you mean 'treatment'?\n"
    )
    made = undercut("evidence", "--lever", "treatment", "--to", tmp_path / "t.md")
    assert made.code == 0
    assert (tmp_path / "t.md").read_text(encoding="utf-8").startswith("# Evidence on treatment")
    assert undercut("evidence", "treatment", "--lever", "treatment").code == 2
