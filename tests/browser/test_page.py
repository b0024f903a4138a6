"""The page in a real browser: what a visitor does, and what they see."""

import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from undercut.evidence.catalog import load_catalog

LEVERS = load_catalog().levers
TABS = ("Simulate", "Compare", "Law", "Evidence")


def test_the_first_view_says_what_it_shows(arrive):
    visitor = arrive()
    page = visitor.open()
    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator(".lever")).to_have_count(len(LEVERS))
    expect(page.locator(".fan svg").first).to_be_visible()
    for text in visitor.headline():
        assert "80% band" in text
        assert "as at baseline" in text
    expect(page.locator("#status")).to_contain_text("512 futures")
    expect(page.locator("#status")).to_contain_text("not fitted")
    box = page.locator("main").bounding_box()
    assert box["y"] + box["height"] <= 900 + 1, "the first view fits one screen"


def test_every_lever_moves_by_keyboard_and_stands_in_the_link(arrive):
    visitor = arrive()
    page = visitor.open()
    for lever in LEVERS.values():
        slider = page.get_by_role("slider", name=lever.label, exact=True)
        before = slider.get_attribute("aria-valuetext")
        assert "baseline" in before
        slider.press("ArrowRight")
        slider.press("ArrowRight")
        assert slider.get_attribute("aria-valuetext") != before, lever.id
    visitor.rest()
    for lever in LEVERS:
        assert lever in visitor.link()
    assert len(visitor.link()) <= 2000
    expect(page.locator(".lever.moved")).to_have_count(len(LEVERS))


def test_128_futures_answer_while_a_lever_moves_and_512_when_it_rests(arrive):
    visitor = arrive()
    page = visitor.open()
    box = page.locator("#lever-treatment").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    page.mouse.down()
    for share in (0.5, 0.6, 0.7, 0.8):
        page.mouse.move(box["x"] + box["width"] * share, middle)
        expect(page.locator("html")).to_have_attribute("data-futures", "128")
    page.mouse.up()
    visitor.rest()
    expect(page.locator("html")).to_have_attribute("data-futures", "512")
    assert {drawn["futures"] for drawn in page.evaluate("window.drawn")} == {128, 512}


def test_badges_follow_the_consent_of_the_host(arrive):
    visitor = arrive()
    page = visitor.open()
    badge = page.locator("[data-lever=unilateral_strikes] .badge")
    page.get_by_label("Consent of the host").first.select_option("given")
    visitor.rest()
    given = badge.inner_text()
    page.get_by_label("Consent of the host").first.select_option("absent")
    visitor.rest()
    expect(badge).not_to_have_text(given)
    visitor.set("unilateral_strikes", 18)
    expect(page.locator("[data-lever=unilateral_strikes] .badge")).to_have_class(
        re.compile("barred")
    )
    expect(page.locator(".law-head").first).to_contain_text("unlawful as written")


def test_a_link_restores_everything_for_a_new_visitor(arrive):
    first = arrive()
    page = first.open()
    page.get_by_label("Start from a strategy").select_option("support-not-supplant")
    first.rest()
    first.set("treatment", 2_000_000)
    page.get_by_label("Chart 2 shows").select_option("host_consent")
    page.get_by_label("Consent of the host").first.select_option("given")
    page.get_by_label("Title of the strategy").fill("Ours: 100% & más?")
    page.keyboard.press("Enter")
    first.rest()
    assert len(first.link()) <= 2000
    second = arrive()
    other = second.open(first.link())
    assert second.headline() == first.headline()
    assert second.link() == first.link()
    expect(other.get_by_label("Title of the strategy")).to_have_value("Ours: 100% & más?")
    expect(other.get_by_label("Chart 2 shows")).to_have_value("host_consent")
    assert other.locator("#lever-treatment").input_value() == "2000000"


def test_undo_and_redo_walk_through_what_was_set(arrive):
    visitor = arrive()
    page = visitor.open()
    start = visitor.link()
    visitor.set("treatment", 2_000_000)
    after = visitor.link()
    visitor.set("isr_cueing", 2_000)
    page.get_by_role("button", name="Undo").click()
    visitor.rest()
    assert visitor.link() == after
    page.keyboard.press("Control+z")
    visitor.rest()
    assert visitor.link() == start
    expect(page.locator(".lever.moved")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    visitor.rest()
    assert visitor.link() == after
    page.get_by_role("button", name="Redo").click()
    visitor.rest()
    expect(page.locator(".lever.moved")).to_have_count(2)


def test_a_memo_downloads_and_opens(arrive, tmp_path):
    visitor = arrive()
    page = visitor.open()
    visitor.set("treatment", 2_000_000)
    with page.expect_download() as waiting:
        page.get_by_label("Save or share").select_option("pdf")
    target = tmp_path / "memo.pdf"
    waiting.value.save_as(target)
    pages = PdfReader(target).pages
    assert len(pages) == 1
    assert "Treatment" in pages[0].extract_text()


def test_the_strategy_downloads_as_a_file_that_the_command_line_reads(arrive, tmp_path):
    from undercut.strategy import load_strategy, resolve

    visitor = arrive()
    page = visitor.open()
    page.get_by_label("Title of the strategy").fill('A "quoted": title # and more')
    page.keyboard.press("Enter")
    visitor.set("treatment", 2_000_000)
    with page.expect_download() as waiting:
        page.get_by_label("Save or share").select_option("yaml")
    target = tmp_path / "strategy.yaml"
    waiting.value.save_as(target)
    strategy = load_strategy(target)
    assert strategy.title == 'A "quoted": title # and more'
    assert resolve(strategy).changed == ["treatment"]


def test_the_page_works_without_a_mouse(arrive):
    visitor = arrive()
    page = visitor.open()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the results")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Simulate")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#view-compare")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    name = page.get_by_role("button", name="Treatment: details", exact=True)
    name.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Treatment: details")
    expect(drawer).to_be_visible()
    expect(drawer.get_by_text("Key dynamics")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(name).to_be_focused()
    slider = page.locator("#lever-treatment")
    slider.focus()
    page.keyboard.press("End")
    visitor.rest()
    expect(slider).to_have_attribute("aria-valuetext", re.compile("3 M patients"))
    fan = page.locator(".fan").first
    fan.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".fan-tip").first).to_contain_text("2025")


def test_the_drawer_sets_level_start_build_up_and_end(arrive):
    visitor = arrive()
    page = visitor.open()
    page.get_by_role("button", name="Lethal strikes on boats: details").click()
    drawer = page.get_by_role("dialog", name="Lethal strikes on boats: details")
    for heading in ("What it is", "Evidence", "Costs", "Authorities", "Past cases", "Limits"):
        expect(drawer.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    drawer.get_by_label("Level, strikes a year").fill("20")
    drawer.get_by_label("From").fill("2027-03")
    drawer.get_by_label("Until (optional)").fill("2030-06")
    drawer.get_by_label("Months to build up").fill("9")
    drawer.get_by_label("Months to build up").press("Tab")
    visitor.rest()
    assert "boat_strikes~20~2027-03~9~2030-06" in visitor.link()
    drawer.get_by_role("button", name="Back to baseline").click()
    visitor.rest()
    assert "boat_strikes" not in visitor.link()


def test_the_law_is_shown_for_the_strategy_and_as_a_map(arrive):
    visitor = arrive()
    page = visitor.open()
    page.get_by_label("Start from a strategy").select_option("military-campaign")
    visitor.rest()
    visitor.tab("Law")
    finding = page.locator(".finding[data-lever=unilateral_strikes]")
    expect(finding.locator("summary .badge")).to_have_text("Not lawful")
    finding.locator("summary").click()
    expect(finding.get_by_text("What would change it")).to_be_visible()
    cells = page.locator("button.cell")
    expect(cells.nth(100)).to_be_attached()
    absent = cells.all_inner_texts()
    page.locator(".law").get_by_label("Consent of the host").select_option("given")
    expect(page.locator(".law .small", has_text="consent given")).to_be_visible()
    assert cells.all_inner_texts() != absent
    cells.nth(3).click()
    expect(page.locator(".cell-detail")).to_contain_text("Decided in")


def test_evidence_holds_cases_sources_and_weaknesses(arrive):
    visitor = arrive()
    page = visitor.open()
    visitor.tab("Evidence")
    page.locator("button.case", has_text="Plan Colombia").click()
    expect(page.locator(".case-detail")).to_contain_text("Outcomes, and who says so")
    page.locator(".filters").get_by_label("Lever").select_option("treatment")
    expect(page.locator(".case-list [role=status]")).not_to_contain_text("77 cases")
    page.get_by_role("button", name="Lessons").click()
    expect(page.get_by_text("Against:").first).to_be_visible()
    page.get_by_role("button", name="Sources").click()
    page.get_by_label("Key of a number to trace").fill("treatment")
    page.keyboard.press("Enter")
    expect(page.locator(".trace")).to_contain_text("Stands in")
    page.get_by_label("Key of a number to trace").fill("no_such_key_at_all")
    page.keyboard.press("Enter")
    expect(page.locator(".trace .error")).to_be_visible()
    page.get_by_role("button", name="Weaknesses", exact=True).first.click()
    expect(page.get_by_role("heading", name="What is not modeled")).to_be_visible()
    expect(page.locator(".prose table tbody tr").first).to_be_visible()
    assert "|" not in page.locator(".prose").inner_text()
    visitor.said = [text for text in visitor.said if "404" not in text]


def test_a_budget_that_is_passed_is_said(arrive):
    visitor = arrive()
    page = visitor.open()
    visitor.set("treatment", 2_000_000)
    field = page.get_by_label("Yearly limit, billion USD")
    field.fill("0.5")
    field.press("Tab")
    visitor.rest()
    expect(page.locator(".limit")).to_contain_text("passed")


def test_contributions_are_computed_at_rest(arrive):
    visitor = arrive()
    page = visitor.open()
    visitor.set("treatment", 2_000_000)
    visitor.set("harm_reduction", 9_000_000)
    expect(page.locator(".movers li")).to_have_count(2)


def test_a_first_visit_is_explained_once(arrive):
    visitor = arrive(first_visit=True)
    page = visitor.open()
    tour = page.get_by_role("dialog", name="Introduction")
    for step in range(1, 5):
        expect(tour).to_contain_text(f"{step} of 4")
        tour.locator(".primary").click()
    expect(tour).to_be_hidden()
    page.reload()
    visitor.rest()
    expect(tour).to_be_hidden()


def test_terms_explain_themselves_on_hover_and_focus(arrive):
    page = arrive().open()
    page.locator(".card .term", has_text="80% band").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("middle 80 of 100 futures")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    page.locator("#status .term", has_text="not fitted").focus()
    expect(page.get_by_role("tooltip")).to_contain_text("drawn from priors")


def test_every_term_of_the_glossary_explains_itself_somewhere(arrive):
    visitor = arrive()
    page = visitor.open()
    tips = set()

    def gather():
        tips.update(
            page.evaluate("[...document.querySelectorAll('[data-tip]')].map((x) => x.dataset.tip)")
        )

    expect(page.locator("#view-simulate .small .term", has_text="lever")).to_be_visible()
    gather()
    page.get_by_label("Start from a strategy").select_option("military-campaign")
    visitor.rest()
    page.get_by_role("button", name="Assumptions").click()
    page.get_by_label("Which guns drive deaths in Mexico").select_option("stock")
    page.keyboard.press("Escape")
    visitor.rest()
    gather()
    page.get_by_role("button", name="Treatment: details", exact=True).click()
    expect(page.get_by_text("Key dynamics")).to_be_visible()
    gather()
    page.keyboard.press("Escape")
    visitor.tab("Compare")
    expect(page.locator(".compare .term", has_text="median")).to_be_visible()
    gather()
    glossary = page.evaluate("async () => (await import('/static/words.js')).GLOSSARY")
    silent = [word for word, text in glossary.items() if not any(text in tip for tip in tips)]
    assert silent == []


def test_the_theme_is_kept(arrive):
    visitor = arrive(color_scheme="light")
    page = visitor.open()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.rest()


def test_a_phone_shows_everything_without_scrolling_sideways(arrive):
    visitor = arrive(viewport={"width": 390, "height": 844}, has_touch=True)
    page = visitor.open()
    visitor.set("treatment", 2_000_000)
    for name in TABS:
        visitor.tab(name)
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        if name == "Compare":
            expect(page.locator(".compare thead th").first).to_be_visible()
        if name == "Law":
            expect(page.locator("button.cell").first).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{name} is {wide} pixels wide"


def test_a_phone_keeps_the_headline_in_sight_while_a_lever_moves(arrive):
    visitor = arrive(viewport={"width": 390, "height": 844}, has_touch=True)
    page = visitor.open()
    page.locator("#lever-unilateral_strikes").scroll_into_view_if_needed()
    card = page.locator(".card").first.bounding_box()
    slider = page.locator("#lever-unilateral_strikes").bounding_box()
    assert 0 <= card["y"] < 40
    assert card["y"] + card["height"] <= slider["y"], "the card must not cover the lever"


def test_paper_shows_title_settings_and_light_inks_whatever_the_theme(arrive):
    visitor = arrive(color_scheme="dark")
    page = visitor.open("v=1&t=Ours&l=treatment~2000000&a=weapons.gun_link~stock")
    page.evaluate(
        "window.print = () => { window.printed = document.documentElement.dataset.theme; }"
    )
    page.get_by_label("Save or share").select_option("print")
    page.wait_for_function("window.printed")
    assert page.evaluate("window.printed") == "light"
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(media="print")
    expect(page.locator(".print-title")).to_have_text("Ours")
    settings = page.locator("section.print-only")
    expect(settings).to_contain_text("2 M patients (baseline 1.35 M)")
    expect(settings).to_contain_text("Which guns drive deaths in Mexico: all guns in use")
    expect(page.locator(".levers")).to_be_hidden()


@pytest.mark.parametrize(
    "fragment",
    ["t=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "t=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"],
)
def test_a_title_in_a_link_stays_text(arrive, fragment):
    visitor = arrive()
    visitor.page.on("dialog", lambda dialog: visitor.said.append(dialog.message))
    page = visitor.open(f"v=1&{fragment}&l=treatment~2000000")
    title = page.get_by_label("Title of the strategy").input_value()
    assert title.startswith(("<img", '"><script'))
    expect(page.locator(".legend").first).to_contain_text(title)
    assert page.locator("img, body script").count() == 0
    visitor.tab("Compare")
    expect(page.get_by_role("region", name="Table of strategies")).to_contain_text(title)


def test_what_a_link_should_not_hold_is_left_out_and_named(arrive):
    visitor = arrive()
    page = visitor.open(
        "v=9&l=treatmant~5!treatment~1e99!__proto__~1&o=fame&c=x~y&f=consent~maybe&tab=nope"
    )
    expect(page.locator("#banner")).to_contain_text("treatmant")
    expect(page.locator("#banner")).to_contain_text("version 9")
    expect(page.locator(".lever.moved")).to_have_count(1)


def test_two_visitors_at_once_keep_apart(arrive):
    one, two = arrive(), arrive()
    one.open()
    two.open()
    one.page.locator("#lever-treatment").fill("2500000")
    two.page.locator("#lever-harm_reduction").fill("12000000")
    one.rest()
    two.rest()
    expect(one.page.locator(".lever.moved")).to_have_count(1)
    expect(two.page.locator(".lever.moved")).to_have_count(1)
    assert one.headline() != two.headline()
    assert "harm_reduction" not in one.link()


def test_a_restart_of_the_server_is_survived_with_a_clear_message(arrive, own_server):
    server = own_server()
    visitor = arrive(url=server.url, quiet=False)
    page = visitor.open()
    server.stop()
    page.locator("#lever-treatment").fill("2000000")
    expect(page.locator("#banner")).to_contain_text("The server does not answer")
    own_server()
    visitor.rest()
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator(".card-change").first).not_to_have_text("as at baseline")
