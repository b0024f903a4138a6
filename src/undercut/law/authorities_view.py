"""One authority for readers: what it says, its sources in full, and the rules that rest on it.

Start with `authority_view`.
"""

from typing import Any

from undercut.core.errors import LawError, Problem, nearest
from undercut.evidence.sources import load_sources
from undercut.law.rules import load_rules


def authority_view(name: str) -> dict[str, Any]:
    """Give an authority as plain data.

    Raises
    ------
    LawError : no authority has that id; names the nearest.

    """
    rules = load_rules()
    authority = rules.authorities.by_id.get(name)
    if authority is None:
        hint = nearest(name, rules.authorities.by_id)
        raise LawError(Problem(f"no authority is called '{name}'.", hint=hint))
    sources = load_sources()
    data = authority.model_dump(mode="json", by_alias=True)
    data["sources"] = [
        {
            **reference,
            "reference": sources[key].cite() if (key := reference["key"]) in sources else key,
        }
        for reference in data["sources"]
    ]
    data["rules"] = [rule.id for rule in rules.by_id.values() if name in rule.authority]
    return data
