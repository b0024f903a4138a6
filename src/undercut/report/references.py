"""Numbered sources of one memo: a number is given when something on the page first needs it."""

from collections.abc import Iterable, Mapping

from undercut.evidence.sources import Source
from undercut.report import words
from undercut.report.content import Reference

SHORT_TITLE = 48
"""Letters of a source's title that the page has room for."""

AUTHOR = 32
"""Letters of a source's author that the page has room for."""


class References:
    """Sources in the order in which the memo uses them.

    Parameters
    ----------
    sources : the bibliography by key.

    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}
        self._texts: dict[str, str] = {}

    def mark(self, *keys: str) -> str:
        """Brackets for sources of the bibliography, such as ` [1, 2]`; nothing for none."""
        return self._brackets(self._number(key) for key in dict.fromkeys(keys))

    def mark_text(self, text: str) -> str:
        """Brackets for a source that is a part of the evidence base and not one document."""
        self._texts[text] = text
        return self._brackets([self._number(text)])

    def _number(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _brackets(self, numbers: Iterable[int]) -> str:
        ordered = sorted(numbers)
        return f" [{', '.join(str(number) for number in ordered)}]" if ordered else ""

    def listed(self) -> tuple[Reference, ...]:
        """Every source used so far, by number."""
        return tuple(self._reference(key, number) for key, number in self._numbers.items())

    def _reference(self, key: str, number: int) -> Reference:
        if key in self._texts:
            return Reference(number, self._texts[key], self._texts[key])
        source = self._sources[key]
        author = words.plain(source.short().removesuffix(f" {source.year}"), AUTHOR)
        short = f"{author} {source.year}, {words.plain(source.title, SHORT_TITLE)}."
        url = source.url if source.url.startswith(("https://", "http://")) else ""
        return Reference(number, short.replace("….", "…"), words.plain(source.cite()), url)
