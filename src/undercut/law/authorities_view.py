"""One authority for readers: what it says, its sources in full, and the rules that rest on it.

Start with `authority_view`; `index_view` lists what can be asked for.
"""

from typing import Any

from undercut.core.errors import LawError, Problem, nearest
from undercut.evidence.sources import load_sources
from undercut.law.rules import load_rules
from undercut.law.vocabulary import LISTING, load_vocabulary


def index_view() -> dict[str, Any]:
    """Give every authority with its citation, and every fact with what it says, as plain data."""
    return {
        "authorities": [
            {"id": authority.id, "citation": authority.citation}
            for authority in load_rules().authorities.by_id.values()
        ],
        "facts": [fact_view(name) for name in load_vocabulary().fields],
    }


def fact_view(name: str) -> dict[str, Any]:
    """Give a fact of the vocabulary as plain data: what it says, and its values if it has any."""
    vocabulary = load_vocabulary()
    entry = vocabulary.fields[name]
    values = (*entry.values, *(vocabulary.states if entry.kind == "country" else ()))
    return {"fact": name, "kind": entry.kind, "says": entry.says, "values": list(values)}


def authority_view(name: str) -> dict[str, Any]:
    """Give an authority as plain data.

    Raises
    ------
    LawError : no authority has that id; names the nearest.

    """
    rules = load_rules()
    known = rules.authorities.by_id
    authority = known.get(name)
    if authority is None:
        hint = nearest(name, known, noun="Authorities", listing=LISTING)
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
