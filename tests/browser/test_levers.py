"""The drawer of a lever: one template of ten parts, filled for all of them, in plain words."""

import re

import pytest
from playwright.sync_api import expect

from undercut.evidence.catalog import load_catalog
from undercut.web.model import lever

LEVERS = load_catalog().levers
PARTS = [
    "What it is",
    "Examples",
    "Key dynamics",
    "Evidence",
    "Costs",
    "Authorities",
    "Past cases",
    "Co-benefits",
    "Who bears the harms",
    "Limits",
]
BROKEN = re.compile(r"(?<!\ban )\b(undefined|null|NaN|\[object)(?! finding)")
FORMULA = re.compile(r"[=*^_\[\]<>]|\bexp\(|\bmin\(|_[a-z]\b")


def test_every_drawer_has_the_same_ten_parts_with_something_in_each(arrive):
    visitor = arrive()
    page = visitor.open()
    for one in LEVERS.values():
        page.get_by_role("button", name=f"{one.label}: details", exact=True).click()
        drawer = page.get_by_role("dialog", name=f"{one.label}: details")
        expect(drawer.get_by_role("heading", name="Limits", exact=True)).to_be_visible()
        blocks = drawer.locator("section.block")
        assert blocks.locator("h3").all_inner_texts() == PARTS, one.id
        for place, part in enumerate(PARTS):
            text = blocks.nth(place).inner_text().removeprefix(part).strip()
            assert len(text) > 15, (one.id, part)
            assert not BROKEN.search(text), (one.id, part)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("name", LEVERS)
def test_what_a_lever_moves_is_said_without_formulas(name):
    texts = [
        text
        for item in lever(name)["dynamics"]
        for text in (item["quantity"], item["form"], item["sign"])
    ]
    for text in [
        *texts,
        *lever(name)["examples"],
        lever(name)["co_benefits"],
        lever(name)["harms"],
    ]:
        assert not FORMULA.search(text), text
        assert len(text) < 260, text


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_names_every_sector_of_the_world_that_reads_it(name):
    from importlib import import_module

    named = {item["sector"] for item in lever(name)["dynamics"]}
    readers = {
        sector
        for sector, inputs in {
            "justice": "JusticeInputs",
            "money": "MoneyInputs",
            "organizations": "OrganizationsInputs",
            "people": "PeopleInputs",
            "politics": "PoliticsInputs",
            "routes": "RoutesInputs",
            "supply": "SupplyInputs",
            "weapons": "WeaponsInputs",
        }.items()
        if name in getattr(import_module(f"undercut.world.{sector}"), inputs)._fields
    }
    assert readers <= named, (
        f"{name} acts on {sorted(readers - named)}, which the drawer leaves out"
    )
