"""Rules are read strictly: what is wrong in them is said with file, line and the nearest name."""

from functools import cache
from typing import Any

import pytest
from tests.law.support import ON, load

from undercut.core.documents import Document, parse
from undercut.core.errors import LawError
from undercut.evidence.catalog import load_catalog
from undercut.law.authorities import load_authorities
from undercut.law.check import check_facts
from undercut.law.day import LawOfTheDay, law_on
from undercut.law.package import law_path, read_data
from undercut.law.rules import build_rules, load_rules
from undercut.law.vocabulary import load_vocabulary

RULE = """
topic: test
rules:
  - id: one
    layer: us_domestic
    kind: prohibition
    authority: [pca_18_usc_1385]
    when: {activity: arrest}
    finding: barred
    because: It is forbidden.
"""


def build(*topical: str, national: tuple[str, ...] = ()) -> Any:
    documents = [parse(text, f"rules{i}.yaml") for i, text in enumerate(topical)]
    hosts = [parse(text, "host.yaml") for text in national]
    return build_rules(
        documents, hosts, read_data("definitions.yaml"), load_authorities(), load_vocabulary()
    )


@cache
def without(name: str) -> LawOfTheDay:
    """Compile the law of the day without one rule."""
    topical: list[Document] = []
    national: list[Document] = []
    for kind, into in (("rules", topical), ("hosts", national)):
        for path in sorted(law_path(kind).glob("*.yaml")):
            document = read_data(kind, path.name)
            data = {
                **document.data,
                "rules": [rule for rule in document.data["rules"] if rule["id"] != name],
            }
            for rule in data["rules"]:
                if name in rule.get("defeats", []):
                    rule["defeats"] = [other for other in rule["defeats"] if other != name]
            into.append(Document(document.file, data, document.lines))
    rules = build_rules(
        topical, national, read_data("definitions.yaml"), load_authorities(), load_vocabulary()
    )
    return law_on(ON, rules)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "pca_18_usc_1385",
            "pca_18_usc_1358",
            "rules0.yaml:7: rule 'one' cites an unknown authority 'pca_18_usc_1358'. "
            "Did you mean 'pca_18_usc_1385'?",
        ),
        (
            "activity: arrest",
            "activty: arrest",
            "rules0.yaml:8: no fact is called 'activty'. Did you mean 'activity'?",
        ),
        (
            "activity: arrest",
            "activity: arest",
            "rules0.yaml:8: 'arest' is not a value of 'activity'. Did you mean 'arrest'?",
        ),
        (
            "activity: arrest",
            "miles_inside_boundary: {over: 3}",
            "rules0.yaml:8: 'miles_inside_boundary' takes one operator of: "
            "not, only, above, below, contains.",
        ),
        (
            "activity: arrest",
            "lead: {above: 3}",
            "rules0.yaml:8: 'above' does not fit 'lead'.",
        ),
        (
            "finding: barred",
            "finding: permitted",
            "rules0.yaml:9: prohibition 'one' cannot permit.",
        ),
        (
            "finding: barred",
            "finding: barred\n    defeats: [two]",
            "rules0.yaml:10: rule 'one' defeats an unknown rule 'two'.",
        ),
        (
            "finding: barred",
            "finding: contested",
            "rules0.yaml:4: rule 'one' is contested: say by whom ('disputed').",
        ),
        ("because:", "becuase:", "rules0.yaml:10: unknown key 'becuase'."),
    ],
)
def test_a_fault_in_a_rule_is_said_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(LawError) as failure:
        build(RULE.replace(old, new))
    assert message in str(failure.value)


def test_rules_that_defeat_each_other_in_a_circle_are_refused() -> None:
    circle = RULE.replace("finding: barred", "finding: barred\n    defeats: [two]")
    other = RULE.replace("id: one", "id: two").replace(
        "finding: barred", "finding: barred\n    defeats: [one]"
    )
    with pytest.raises(LawError, match=r"in a circle: (one > two > one|two > one > two)"):
        build(circle, other)


def test_a_rule_given_twice_is_refused() -> None:
    with pytest.raises(LawError, match=r"rules1\.yaml:4: rule 'one' is given twice"):
        build(RULE, RULE)


def test_every_problem_of_all_files_is_said_at_once() -> None:
    with pytest.raises(LawError) as failure:
        build(
            RULE.replace("activity: arrest", "x: 1"),
            RULE.replace("id: one", "id: two").replace("pca_18_usc_1385", "nothing"),
        )
    assert len(failure.value.problems) == 2


def test_a_new_host_needs_data_only() -> None:
    host = RULE.replace("topic: test", "host: peru\nlabel: Peru\ncoverage: A test.").replace(
        "layer: us_domestic", "layer: host_state"
    )
    rules = build(national=(host,))
    assert rules.hosts["peru"].label == "Peru"
    assert rules.by_id["one"].when["host_state"] == "peru"


def test_every_authority_is_used_by_a_rule_or_marked_background() -> None:
    rules = load_rules()
    used = {name for rule in rules.by_id.values() for name in rule.authority}
    idle = [
        name for name, a in rules.authorities.by_id.items() if name not in used and not a.background
    ]
    assert idle == []


def test_every_rule_is_reached_by_a_case_or_an_action_of_the_catalog() -> None:
    reached = {
        reason.rule
        for case in load("cases.yaml") + load("constructed.yaml")
        for layer in case.assess().layers.values()
        for reason in layer.reasons
    }
    for lever in load_catalog().levers.values():
        for record in (*lever.actions, *lever.contrast):
            layers = check_facts(record.facts, ON, remedies=False).layers
            reached |= {reason.rule for layer in layers.values() for reason in layer.reasons}
    assert sorted(set(load_rules().by_id) - reached) == []


def test_every_source_of_an_authority_is_in_the_bibliography() -> None:
    from undercut.evidence.sources import load_sources

    keys = {s.key for a in load_authorities().by_id.values() for s in a.sources}
    assert sorted(keys - set(load_sources())) == []


def test_the_scope_of_every_authority_is_in_words_of_the_vocabulary() -> None:
    vocabulary = load_vocabulary()
    wider = {
        "actor": {"all_us_government"},
        "place": {"any", "foreign_flag_vessel", "stateless_vessel"},
    }
    for authority in load_authorities().by_id.values():
        for name, words in (
            ("actor", authority.actors),
            ("place", authority.places),
            ("activity", authority.activities),
        ):
            known = set(map(str, vocabulary.values(name))) | wider.get(name, set())
            assert set(words) <= known, f"{authority.id}: {set(words) - known}"


def test_every_condition_is_one_whole_sentence() -> None:
    rules = load_rules()
    texts = [
        (name, text)
        for name, rule in rules.by_id.items()
        for text in (*rule.conditions, rule.because)
    ]
    texts += [
        (name, text)
        for name, authority in rules.authorities.by_id.items()
        for text in (*authority.conditions, *authority.exceptions, *authority.disputed)
    ]
    broken = [
        (name, text) for name, text in texts if text[0].islower() or not text.strip().endswith(".")
    ]
    assert broken == []
