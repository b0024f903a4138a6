"""Two effects kept apart: what was assumed, what the strategy did; small changes read as small."""

from playwright.sync_api import expect

WORDS = """async ([name, args]) => (await import('/static/words.js'))[name](...args)"""


def test_what_an_assumption_did_is_said_apart_from_what_the_strategy_did(arrive):
    visitor = arrive()
    page = visitor.open()
    visitor.set("treatment", 2_000_000)
    free = page.locator(".card-change").first.inner_text()
    page.get_by_role("button", name="Assumptions").click()
    dialog = page.get_by_role("dialog", name="Assumptions")
    dialog.get_by_label("How far an added patient counts in lives saved").select_option(index=2)
    visitor.rest()
    page.keyboard.press("Escape")
    apart = page.get_by_role("region", name="What the assumptions changed")
    rows = apart.locator("tbody tr")
    expect(rows).to_have_count(3)
    assert [row.partition("\t")[0] for row in rows.all_inner_texts()] == [
        "Assumption, on the baseline",
        "Assumption, on the strategy",
        "Strategy, assumption held",
    ]
    expect(rows.nth(0).locator("td").first).to_have_text("0 0")
    expect(rows.nth(1).locator("td").first).not_to_have_text("0 0")
    held = page.locator(".card-change").first.inner_text()
    assert held != free
    said = rows.nth(2).locator("td").first.inner_text()
    assert said.split()[0] == held.split()[0], "the table and the card say the same change"
    expect(page.get_by_role("button", name="Assumptions (1)")).to_be_visible()
    dialog_button = page.get_by_role("button", name="Assumptions (1)")
    dialog_button.click()
    page.get_by_role("button", name="Let every future draw").click()
    page.keyboard.press("Escape")
    visitor.rest()
    expect(apart).to_be_hidden()


def test_without_a_strategy_only_the_assumption_is_said(arrive):
    visitor = arrive()
    page = visitor.open("v=1&a=weapons.gun_link~stock")
    rows = page.get_by_role("region", name="What the assumptions changed").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(page.locator(".card-change").first).to_have_text("as at baseline")


def test_facts_of_law_say_what_they_changed_and_leave_the_results_alone(arrive):
    visitor = arrive()
    page = visitor.open("v=1&l=eradication~40000!treatment~2000000")
    before = visitor.headline()
    visitor.tab("Law")
    effect = page.locator(".facts-effect")
    expect(effect).to_contain_text("Nothing is assumed yet")
    page.locator(".law").get_by_label("Consent of the host").select_option("absent")
    expect(effect).to_contain_text("What these facts changed: Eradication")
    expect(effect).to_contain_text("not lawful")
    expect(effect).to_contain_text("The other finding stands")
    visitor.tab("Simulate")
    visitor.rest()
    assert visitor.headline() == before


def test_a_change_that_is_nothing_beside_its_level_reads_as_nothing(arrive):
    page = arrive().open()
    cases = {
        ("change", 2.0e-7, 1.1): "about 0",
        ("change", -5.0, 75_000): "about 0",
        ("change", -56.0, 35_000): "\N{MINUS SIGN}56",
        ("change", 0.0, 1.1): "0",
        ("changes", -4.0, 2.0, 75_000): "about 0",
        ("changes", -4_123.0, 2.0, 75_000): "\N{MINUS SIGN}4,100 to 0",
        ("nearly", 0.0017, 1.0): "about 0",
        ("nearly", 0.59, 1.0): "0.59",
        ("number", 1_234_567.0): "1.2 million",
        ("signed", 0.0123): "+0.012",
        ("unplaced", "strategy.yaml:7: the limit is passed."): "The limit is passed.",
        ("unplaced", "my-strategy: no end date."): "No end date.",
        (
            "unplaced",
            "Boats (disputed); against it: art. 2",
        ): "Boats (disputed); against it: art. 2",
    }
    for (name, *args), said in cases.items():
        assert page.evaluate(WORDS, [name, args]) == said, (name, args)


def test_page_and_memo_call_the_same_change_nothing(arrive):
    from undercut.report.wording import NEGLIGIBLE

    page = arrive().open()
    for share, speck in ((0.99, True), (1.01, False)):
        assert page.evaluate(WORDS, ["isSpeck", [share * NEGLIGIBLE * 1000, 1000]]) is speck


def test_a_lever_that_moves_an_objective_by_nothing_says_so(arrive):
    visitor = arrive()
    page = visitor.open("v=1&l=aml_enforcement~340&o=network_capability")
    card = page.locator("[data-outcome=network_capability] .card-change")
    expect(card).to_have_text("hardly changes")
    expect(page.locator(".movers li b")).to_have_text("about 0")
