"""The generated parts of docs/model show the data; its pages lead to each other."""

import importlib
import re
from pathlib import Path

import pytest

from undercut.evidence.parameters import load_parameters
from undercut.world.loop import SECTORS

DOCS = Path(__file__).parents[2] / "docs"
MODEL = DOCS / "model"


def test_parameter_tables_are_those_of_the_data():
    generator = importlib.import_module("model_docs")
    for path, text in generator.tables():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} is stale: run `python benchmarks/model_docs.py --only tables`"
        )


def test_every_parameter_of_the_world_stands_in_one_table():
    generator = importlib.import_module("model_docs")
    shown = set()
    for path, text in generator.tables():
        fields = re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)
        assert len(fields) == len(set(fields)), path.name
        shown |= {f"{path.stem}.{field}" for field in fields}
    world = {f"{name}.{field}" for name, sector in SECTORS.items() for field in sector._fields}
    assert world <= shown
    assert shown == {key for key, p in load_parameters().items() if p.sector in SECTORS}


@pytest.mark.parametrize("sector", SECTORS)
def test_a_sector_page_leads_to_its_parameters_and_figures(sector):
    text = (MODEL / f"{sector}.md").read_text(encoding="utf-8")
    assert f"(parameters/{sector}.md)" in text
    if sector != "outcomes":
        assert f"(figures/README.md#{sector})" in text
        figures = (MODEL / "figures" / "README.md").read_text(encoding="utf-8")
        assert f"\n## {sector.capitalize()}\n" in figures


def test_every_figure_is_shown_with_words_and_every_file_is_a_figure():
    text = (MODEL / "figures" / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^]]+)\]\(([\w-]+\.svg)\)", text)
    assert {name for _, name in shown} == {path.name for path in (MODEL / "figures").glob("*.svg")}
    assert all(len(words) > 40 for words, _ in shown)


def test_figures_are_light():
    for path in (MODEL / "figures").glob("*.svg"):
        assert path.stat().st_size < 200_000, path.name


def test_the_readme_names_every_sector_and_every_switch():
    text = (MODEL / "README.md").read_text(encoding="utf-8")
    for sector in SECTORS:
        assert f"({sector}.md)" in text
        assert f"(parameters/{sector}.md)" in text
    for key, parameter in load_parameters().items():
        assert (f"`{key}`" in text) == (parameter.kind == "alternative"), key


@pytest.mark.parametrize("page", ["model/README.md", "model/figures/README.md", "experiments.md"])
def test_relative_links_lead_somewhere(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert ((DOCS / page).parent / target).exists(), f"{page} links to {target}"
