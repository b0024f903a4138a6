"""axe-core finds nothing on any view, in either theme; every control has a name."""

import json
import re
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import expect

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
    (found) => ({
        rule: found.id,
        help: found.help,
        where: found.nodes.slice(0, 5).map((node) => node.target.join(' ')),
        why: found.nodes[0].failureSummary,
    })
)"""


def violations(page):
    page.evaluate(AXE)
    return page.evaluate(RUN)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_is_clean(arrive, theme):
    # The policy of the page would refuse the checker's own script.
    visitor = arrive(color_scheme=theme, bypass_csp=True, reduced_motion="reduce")
    page = visitor.open()
    page.get_by_label("Start from a strategy").select_option("military-campaign")
    visitor.rest()
    page.get_by_role("button", name="Assumptions").click()
    page.get_by_label("Which guns drive deaths in Mexico").select_option("stock")
    found = {"assumptions": violations(page)}
    page.keyboard.press("Escape")
    visitor.rest()
    expect(page.locator(".movers li").first).to_be_visible()
    expect(page.locator(".apart tbody tr")).to_have_count(3)
    found["simulate"] = violations(page)
    page.get_by_role("button", name="Treatment: details", exact=True).click()
    expect(page.get_by_text("Key dynamics")).to_be_visible()
    found["drawer"] = violations(page)
    page.keyboard.press("Escape")
    page.get_by_label("Save or share").select_option("keep")
    expect(page.locator(".compare thead th")).to_have_count(9)
    expect(page.locator(".kept-title")).to_be_visible()
    found["compare"] = violations(page)
    visitor.tab("Law")
    expect(page.locator("button.cell").first).to_be_visible()
    page.locator(".finding summary").first.click()
    found["law"] = violations(page)
    visitor.tab("Evidence")
    page.locator("button.case").first.click()
    expect(page.locator(".verdict")).to_be_visible()
    found["evidence"] = violations(page)
    for part in ("Lessons", "Sources", "Weaknesses"):
        page.locator("button.segment", has_text=part).click()
        expect(page.locator("button.segment", has_text=part)).to_have_attribute(
            "aria-pressed", "true"
        )
        found[part] = violations(page)
    wrong = {name: list_ for name, list_ in found.items() if list_}
    assert not wrong, json.dumps(wrong, indent=1)


def test_a_phone_is_clean(arrive):
    visitor = arrive(viewport={"width": 390, "height": 844}, bypass_csp=True)
    page = visitor.open("v=1&l=treatment~2000000&k1=treatment~2500000****More&x=mine~k1")
    found = {"Simulate": violations(page)}
    visitor.tab("Compare")
    expect(page.locator(".compare thead th").first).to_be_visible()
    found["Compare"] = violations(page)
    visitor.tab("Law")
    expect(page.locator("button.cell").first).to_be_visible()
    found["Law"] = violations(page)
    visitor.tab("Evidence")
    expect(page.locator("button.case").first).to_be_visible()
    found["Evidence"] = violations(page)
    assert not any(found.values()), json.dumps(found, indent=1)


def test_a_screen_reader_hears_names_levels_and_results(arrive):
    visitor = arrive()
    page = visitor.open("v=1&l=treatment~2000000")
    slider = page.get_by_role("slider", name="Treatment", exact=True)
    expect(slider).to_have_attribute("aria-valuetext", "2 M patients, 1.5 times baseline")
    chart = page.locator(".fan").first
    expect(chart).to_have_attribute("aria-label", re.compile("2039: median .* 80% band"))
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, [role=img], [role=region]')]
            .filter((one) => one.offsetParent && !(one.getAttribute('aria-label')
                || one.textContent.trim() || one.labels?.length))
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert unnamed == []
