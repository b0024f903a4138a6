"""Work that leaves much memory behind, done in a process of its own that fills a cache and ends.

Start with `compile_apart`. Compiling the world takes about 800 MB, of which a server would keep
150; a server that finds the program in the cache takes none of it. Where a process of its own does
not come to its end, or there is no cache to fill, nothing is lost: the server does the work itself.

    python -m undercut.web.apart program 180
    python -m undercut.web.apart charts
"""

import contextlib
import hashlib
import os
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path

import platformdirs

from undercut.core.errors import RunError
from undercut.core.files import write_atomically
from undercut.core.source import source_hash
from undercut.evidence.package import data_hash

LIMIT = 300.0
"""Seconds that a process may take before it is given up."""

_one_at_a_time = threading.Lock()


def cache_folder(name: str) -> Path:
    """Folder of the user's cache for one kind of thing."""
    root = os.environ.get("UNDERCUT_CACHE", platformdirs.user_cache_dir("undercut"))
    return Path(root) / name


def fill(task: str, *words: str) -> bool:
    """Run a task in a process of its own; say whether it came to its end."""
    if not sys.executable:
        return False
    command = [sys.executable, "-m", "undercut.web.apart", task, *words]
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=LIMIT, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def compile_apart(months: int, answering: bool) -> None:
    """See that the cache holds a program, where there is a cache.

    A mark says that this code and these data were compiled before, so that only the first start
    after a change takes a process more. Where the program is gone again, the server compiles it.

    Parameters
    ----------
    months : how many the program runs.
    answering : whether it is the one for strategies with triggers.

    """
    if not _is_writable(cache_folder("compiled")):
        return
    words = [str(months), *(["answering"] if answering else [])]
    mark = cache_folder("marks") / "-".join([_fingerprint(), *words])
    with _one_at_a_time:
        if not mark.exists() and fill("program", *words):
            with contextlib.suppress(RunError):
                write_atomically(mark, b"")


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _fingerprint() -> str:
    """Everything that a compiled program depends on, but for the processor."""
    parts = (source_hash(), data_hash(), version("jax"), version("jaxlib"))
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


def main(words: list[str]) -> None:
    """Do one task, as the process that `fill` starts."""
    match words:
        case ["program", months, *answering]:
            from undercut.explore.live import compile_program

            compile_program(int(months), answering=bool(answering))
        case ["charts"]:
            from undercut.web.assets import keep_chart_library

            keep_chart_library()
        case _:
            sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
