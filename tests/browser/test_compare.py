"""Own and shipped strategies side by side: kept, named, in the link, removed, undone."""

import re

from playwright.sync_api import expect

KEPT = "k1=treatment~2500000****Care%20for%20all&k2=boat_strikes~40!isr_cueing~2000****Boats"


def table(page):
    return page.get_by_role("region", name="Table of strategies")


def columns(page):
    return table(page).locator("thead th").all_inner_texts()[1:]


def test_strategies_are_compared_on_the_same_futures(arrive):
    visitor = arrive()
    page = visitor.open()
    visitor.set("treatment", 2_000_000)
    visitor.tab("Compare")
    expect(table(page).locator("thead th")).to_have_count(5)
    expect(table(page)).to_contain_text("My strategy")
    expect(table(page).locator(".badge.barred")).to_have_count(1)
    expect(page.locator(".compare .fan svg").first).to_be_visible()
    page.get_by_role("checkbox", name="Interdiction only").uncheck()
    expect(table(page).locator("thead th")).to_have_count(4)
    assert "interdiction-only" not in visitor.link()


def test_what_the_levers_show_is_kept_named_and_compared_with_what_they_show_next(arrive):
    visitor = arrive()
    page = visitor.open()
    visitor.set("treatment", 2_000_000)
    page.get_by_label("Save or share").select_option("keep")
    expect(page.locator("#view-compare")).to_be_visible()
    expect(page.locator(".said")).to_contain_text("Military campaign gave way")
    name = page.get_by_label("Title of kept strategy My strategy")
    name.fill("Care first")
    name.press("Tab")
    visitor.tab("Simulate")
    visitor.set("boat_strikes", 40)
    visitor.tab("Compare")
    expect(table(page).locator("thead")).to_contain_text("Care first")
    assert columns(page) == ["My strategy", "Demand first", "Interdiction only", "Care first"]
    for part in ("The law", "Present value", "US overdose deaths", "better in", "Host consent"):
        expect(table(page)).to_contain_text(part)
    expect(table(page).locator(".change-strip")).to_have_count(12)
    shares = page.get_by_role("region", name="Shares of futures, pair by pair")
    expect(shares.locator("tbody tr")).to_have_count(4)
    expect(page.locator(".compare .fan")).to_have_attribute(
        "aria-label", re.compile("Care first in 2039: median")
    )


def test_kept_strategies_stand_in_the_link_of_a_new_visitor(arrive):
    visitor = arrive()
    page = visitor.open(f"v=1&l=treatment~2000000&{KEPT}&x=k1~k2~mine&tab=compare")
    expect(table(page).locator("thead th")).to_have_count(4)
    assert columns(page) == ["Care for all", "Boats", "My strategy"]
    assert len(visitor.link()) <= 2000
    again = arrive()
    other = again.open(visitor.link())
    expect(table(other).locator("thead th")).to_have_count(4)
    assert table(other).inner_text() == table(page).inner_text()


def test_a_kept_strategy_is_removed_and_undo_brings_it_back(arrive):
    visitor = arrive()
    page = visitor.open(f"v=1&l=treatment~2000000&{KEPT}&x=k1~k2~mine&tab=compare")
    expect(table(page).locator("thead th")).to_have_count(4)
    page.get_by_role("button", name="Remove Boats").click()
    expect(table(page).locator("thead th")).to_have_count(3)
    assert "k2=" not in visitor.link()
    page.get_by_role("button", name="Undo").click()
    expect(table(page).locator("thead th")).to_have_count(4)
    assert "boat_strikes~40" in visitor.link()
    page.get_by_role("button", name="Redo").click()
    expect(table(page).locator("thead th")).to_have_count(3)


def test_a_kept_strategy_goes_back_on_the_levers(arrive):
    visitor = arrive()
    page = visitor.open(f"v=1&l=treatment~2000000&{KEPT}&x=k1~k2~mine&tab=compare")
    page.get_by_role("button", name="Put Boats on the levers").click()
    visitor.tab("Simulate")
    visitor.rest()
    expect(page.locator(".lever.moved")).to_have_count(2)
    assert page.locator("#lever-boat_strikes").input_value() == "40"
    expect(page.get_by_label("Title of the strategy")).to_have_value("Boats")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".lever.moved")).to_have_count(1)


def test_a_fifth_strategy_is_not_kept_and_baseline_is_none(arrive):
    visitor = arrive()
    page = visitor.open("v=1&tab=compare")
    page.get_by_role("button", name="Keep a copy").click()
    expect(page.locator(".said")).to_contain_text("at baseline")
    visitor.tab("Simulate")
    visitor.set("treatment", 2_000_000)
    visitor.tab("Compare")
    for _ in range(5):
        page.get_by_role("button", name="Keep a copy").click()
    expect(page.locator(".said")).to_contain_text("4 strategies are kept already")
    titles = page.locator(".kept-title")
    expect(titles).to_have_count(4)
    names = [titles.nth(place).input_value() for place in range(4)]
    assert names == ["My strategy", "My strategy (2)", "My strategy (3)", "My strategy (4)"]
    expect(table(page).locator("thead th")).to_have_count(5)


def test_the_title_of_a_kept_strategy_stays_text(arrive):
    visitor = arrive()
    visitor.page.on("dialog", lambda dialog: visitor.said.append(dialog.message))
    title = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E*%26%3D"
    page = visitor.open(f"v=1&k1=treatment~2000000****{title}&x=k1&tab=compare")
    expect(table(page)).to_contain_text("<img src=x onerror=alert(1)>*&=")
    assert page.locator("img").count() == 0


def test_a_damaged_kept_strategy_is_named_and_the_rest_stands(arrive):
    visitor = arrive()
    page = visitor.open(
        "v=1&k1=treatmant~5!isr_cueing~900***consent~maybe*X&k9=treatment~2&tab=compare"
    )
    expect(page.locator("#banner")).to_contain_text("treatmant")
    expect(page.locator("#banner")).to_contain_text("consent")
    expect(page.locator(".kept-title")).to_have_count(1)
