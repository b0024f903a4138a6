"""Write the generated parts of docs/model: parameter tables and figures.

    python benchmarks/model_docs.py [--only tables|figures] [--futures 256]

Tables come from the data alone; figures from runs of the whole world under the priors.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from undercut.evidence.parameters import Parameter, load_parameters
from undercut.world.loop import SECTORS

DOCS = Path(__file__).parents[1] / "docs" / "model"

HEAD = """# Parameters of {sector}

Generated from the data by `python benchmarks/model_docs.py`; do not edit.
[The sector](../{sector}.md), [figures](../figures/README.md#{sector}), [all sectors](../README.md).

*Kind*: measured and derived values rest on a source; fitted ones on a rough fit, not a posterior;
judged ones on the rationale that stands in the data file; an alternative is a choice between rival
forms, drawn once a future. Ranges in words hold 90 % of draws. A star marks a source that was seen,
in a copy, an abstract or the press, seldom in the document itself. `undercut evidence KEY` prints
everything about one.

| parameter | what it is | unit | kind | value or prior | sources |
|---|---|---|---|---|---|
"""


def table(sector: str) -> str:
    """One sector's page of parameters, in Markdown."""
    rows = "".join(f"| {' | '.join(_row(p))} |\n" for p in _of(sector))
    return HEAD.format(sector=sector) + rows


def tables() -> Iterator[tuple[Path, str]]:
    """Every generated page of parameters: where it stands, and its text."""
    for sector in SECTORS:
        yield DOCS / "parameters" / f"{sector}.md", table(sector)


def _of(sector: str) -> Iterable[Parameter]:
    return (p for p in load_parameters().values() if p.sector == sector)


def _row(parameter: Parameter) -> tuple[str, ...]:
    value = parameter.at()
    named = {source.key: source.verified for v in parameter.values for source in v.sources}
    series = f"series {value.observed.series}" if value.observed else ""
    cited = ", ".join(f"{key}{'*' if seen else ''}" for key, seen in named.items())
    what = parameter.label + (f", by {parameter.index}" if parameter.index else "")
    cells = (
        f"`{parameter.field}`",
        what,
        parameter.unit,
        parameter.kind,
        value.describe(),
        cited or series or "-",
    )
    return tuple(cell.replace("|", "\\|").replace("\n", " ") for cell in cells)


def _write_figures(futures: int) -> None:
    import figures

    pages = figures.draw_all(futures)
    for name, text in pages:
        (DOCS / "figures" / name).write_text(text, encoding="utf-8")
        print(f"docs/model/figures/{name}: {len(text) // 1024} KiB")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--only", choices=["tables", "figures"])
    options.add_argument("--futures", type=int, default=256)
    chosen = options.parse_args()
    if chosen.only != "figures":
        for path, text in tables():
            path.write_text(text, encoding="utf-8")
            print(f"docs/model/parameters/{path.name}: {len(text.splitlines())} lines")
    if chosen.only != "tables":
        _write_figures(chosen.futures)


if __name__ == "__main__":
    main()
