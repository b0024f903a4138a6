"""`undercut init`: a strategy to start from."""

from pathlib import Path
from typing import Annotated

import typer

from undercut.cli import screen

NAME = "strategy.yaml"


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder to write into.")] = Path(),
    examples: Annotated[
        bool, typer.Option("--examples", help="Copy the shipped strategies as well.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over files that are there.")
    ] = False,
    json: screen.Json = False,
    quiet: screen.Quiet = False,
) -> None:
    """Write a commented strategy to start from.

    Files that are there stay as they are, unless --force is given.
    """
    from undercut.core.errors import InputError, Problem
    from undercut.core.files import write_atomically
    from undercut.strategy import load_strategy, shipped, template

    blocker = next((path for path in (folder, *folder.parents) if path.is_file()), None)
    if blocker is not None:
        hint = f"Name a folder to write {NAME} into, or none to write it here."
        raise InputError(Problem("is a file, not a folder.", str(blocker), hint=hint))
    files = {folder / NAME: template()}
    if examples:
        files |= {folder / f"{name}.yaml": load_strategy(name).text for name in shipped()}
    there = [path for path in files if path.exists()]
    if there and not force:
        hint = "Use --force to write over it."
        raise InputError([Problem("is there already.", str(path), hint=hint) for path in there])
    for path, text in files.items():
        write_atomically(path, text)
    if json:
        screen.print_json({"files": [str(path) for path in files]})
        return
    for path in files:
        screen.say(str(path))
    screen.note(f"Next: undercut check {folder / NAME}", quiet=quiet)
