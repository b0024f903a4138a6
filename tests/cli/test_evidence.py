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
