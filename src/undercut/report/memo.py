"""The memo: one page about one strategy of a finished run, as PDF, Word, HTML or Markdown.

Start with `write_memo`. The file's suffix chooses the form; all four say the same.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from undercut.core.errors import InputError, Problem
from undercut.core.files import write_atomically
from undercut.report.charts import warm_up
from undercut.report.compose import memo_content
from undercut.report.content import MemoContent
from undercut.report.inputs import FinishedRun
from undercut.report.markdown import markdown
from undercut.report.typeset import pdf
from undercut.report.web_page import html
from undercut.report.word import docx

Renderer = Callable[[MemoContent], bytes | str]

RENDERERS: dict[str, Renderer] = {
    ".pdf": pdf,
    ".docx": docx,
    ".html": html,
    ".md": markdown,
}
"""How a memo is written, by the suffix of its file."""


def write_memo(run: FinishedRun, strategy_id: str, target: Path) -> Path:
    """Write the memo of one strategy of a run.

    Parameters
    ----------
    run : a finished run.
    strategy_id : which strategy; not the baseline.
    target : file to write, ending in .pdf, .docx, .html or .md.

    Returns
    -------
    The file written.

    Raises
    ------
    InputError : the suffix is none of these, or the run has no such strategy.
    RunError : the file cannot be written.

    """
    suffix = target.suffix.lower()
    if suffix not in RENDERERS:
        known = ", ".join(RENDERERS)
        found = f"'{target.suffix}'" if target.suffix else "no suffix"
        raise InputError(
            Problem(f"a memo cannot be written as {found}; expected one of {known}.", str(target))
        )
    # The chart engine takes a third of a second to start: it does so while the content is built.
    starting = threading.Thread(target=warm_up, daemon=True)
    if suffix != ".md":
        starting.start()
    content = memo_content(run, strategy_id)
    if suffix != ".md":
        starting.join()
    write_atomically(target, RENDERERS[suffix](content))
    return target
