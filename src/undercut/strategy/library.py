"""Strategies by name or path, those that ship with the package, and the one to start from.

Start with `load_strategy`.
"""

from pathlib import Path

from undercut.core.documents import Document, read
from undercut.core.errors import Problem, StrategyError, nearest
from undercut.evidence.catalog import Lever, load_catalog
from undercut.evidence.package import data_files, data_path
from undercut.strategy.document import BASELINE, Strategy
from undercut.strategy.extending import SUFFIXES, compose
from undercut.strategy.reader import read_strategy


def shipped() -> list[str]:
    """Ids of the strategies that ship with the package, the baseline first."""
    folder = data_path("strategies")
    names = [
        path.stem for path in data_files("strategies", suffix=".yaml") if path.parent == folder
    ]
    return sorted(names, key=lambda name: (name != BASELINE, name))


def load_strategy(name: str | Path) -> Strategy:
    """Read a strategy.

    Parameters
    ----------
    name : a shipped id, or the path of a file. A shipped id goes before a file of that name; write
        `./NAME` for the file.

    Raises
    ------
    StrategyError : there is no such strategy, or its file is wrong; names every problem.

    """
    if name in shipped():
        path = data_path("strategies", f"{name}.yaml")
        return _load(path, shown=f"{name}.yaml", source=str(name))
    path = Path(name)
    is_path = isinstance(name, Path) or path.name != name or path.suffix in SUFFIXES
    if not is_path and not path.is_file():
        hint = nearest(str(name), shipped(), noun="Shipped strategies")
        message = f"no strategy is called '{name}', and there is no such file."
        raise StrategyError(Problem(message, hint=hint))
    return _load(path, shown=str(name), source=str(name))


def _load(path: Path, *, shown: str, source: str) -> Strategy:
    document = read(path, name=shown, error=StrategyError)
    text = path.read_text(encoding="utf-8-sig")
    files = {name: data_path("strategies", f"{name}.yaml") for name in shipped()}
    document, text = compose(document, text, path, files, _check)
    return read_strategy(document, load_catalog(), text=text, source=source)


def _check(document: Document, text: str) -> None:
    read_strategy(document, load_catalog(), text=text, source=document.file)


def template() -> str:
    """Write a commented strategy to start from, with every lever of the catalog as a comment."""
    text = data_path("strategies", "template", "strategy.yaml").read_text(encoding="utf-8")
    catalog = load_catalog()
    lines = []
    for family in catalog.families:
        lines.append(f"  # {family}")
        lines += [_suggestion(lever) for lever in catalog.of_family(family)]
    return text.replace("  # LEVERS", "\n".join(lines))


def _suggestion(lever: Lever) -> str:
    level = "1 x" if lever.baseline.value else f"0 {lever.unit}"
    setting = f"  # {lever.id}: {{to: {level}}}"
    reach = f"{lever.range.min:,.10g} to {lever.range.max:,.10g}"
    return f"{setting:<48} # {lever.baseline.value:,.10g} {lever.unit} in 2024; {reach}"
