"""What extends another holds both, contradicts nothing in silence, and reaches no other folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercut.core.documents import parse
from undercut.core.errors import StrategyError
from undercut.strategy import load_strategy, resolve
from undercut.strategy.extending import COUNT_CAP, DEPTH_CAP, _write

WHOLE = """\
strategy: {name}
title: The title of {name}
objective: us_overdose_deaths
from: 2025-01
to: 2039-12
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write files into the working folder, so that messages show their bare names."""
    monkeypatch.chdir(tmp_path)

    def _write(name, *lines, whole=True):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        head = WHOLE.format(name=path.stem) if whole else f"strategy: {path.stem}\ntitle: T\n"
        path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        return name

    return _write


def messages(name):
    with pytest.raises(StrategyError) as caught:
        load_strategy(name)
    return str(caught.value).splitlines()


def test_it_takes_over_what_it_does_not_say_and_keeps_its_own_name(write):
    write("mine.yaml", "extends: demand-first", "levers:", "  eradication: {to: 0}", whole=False)
    mine, base = load_strategy("mine.yaml"), load_strategy("demand-first")
    assert (mine.id, mine.title) == ("mine", "T")
    assert mine.levers == {**base.levers, "eradication": mine.levers["eradication"]}
    same = ("objective", "grid", "law", "budget", "discount", "because")
    assert all(getattr(mine, name) == getattr(base, name) for name in same)


def test_several_are_joined_with_their_facts_and_reasons(write):
    write("a.yaml", "levers: {treatment: {to: 1.1 x}}", "because: {treatment: A.}",
          "law: {facts: {consent: given}}")  # fmt: skip
    write("sub/b.yaml", "levers: {prevention: {to: 1.2 x}}", "law: {facts: {lead: host_police}}",
          "discount: 2 %")  # fmt: skip
    write("mine.yaml", "extends: [a.yaml, sub/b.yaml]", "law: {host: peru}", whole=False)
    mine = load_strategy("mine.yaml")
    assert list(mine.levers) == ["treatment", "prevention"]
    assert mine.law.facts == {"consent": "given", "lead": "host_police"}
    assert (mine.law.host, mine.discount, mine.because) == ("peru", 0.02, {"treatment": "A."})


def test_the_text_of_one_that_extends_says_all_of_it_by_itself(write, tmp_path):
    write("a.yaml", "levers: {treatment: {to: 1_620_000, from: 2026-01}}",
          "because: {treatment: 'On: yes, 3 %'}")  # fmt: skip
    write("mine.yaml", "extends: a.yaml", "levers: {prevention: {to: 1.2 x}}", whole=False)
    mine = load_strategy("mine.yaml")
    apart = tmp_path / "elsewhere" / "mine.yaml"
    apart.parent.mkdir()
    apart.write_text(mine.text, encoding="utf-8")
    again = load_strategy(apart)
    assert "extends:" not in mine.text
    assert (again.levers, again.because) == (mine.levers, mine.because)
    assert (resolve(again).values == resolve(mine).values).all()


def test_a_conflict_names_both_lines_and_all_come_at_once(write):
    write("a.yaml", "levers:", "  treatment: {to: 1.1 x}", "law: {facts: {consent: given}}")
    write("mine.yaml", "extends: a.yaml", "to: 2034-12", "levers:", "  treatment: {to: 1.2 x}",
          "law: {facts: {consent: absent}}", whole=False)  # fmt: skip
    hint = "A strategy and those that it extends must not differ; say it in one of them."
    assert messages("mine.yaml") == [
        f"mine.yaml:4: 'to' is '2034-12' here and '2039-12' in a.yaml:5. {hint}",
        f"mine.yaml:6: 'levers.treatment' is 'to: 1.2 x' here and 'to: 1.1 x' in a.yaml:7. {hint}",
        f"mine.yaml:7: 'law.facts.consent' is 'absent' here and 'given' in a.yaml:8. {hint}",
    ]


def test_two_that_are_extended_may_conflict_too(write):
    write("a.yaml", "levers: {treatment: {to: 1.1 x}}")
    write("b.yaml", "levers: {treatment: {to: 1.3 x}}")
    write("mine.yaml", "extends: [a.yaml, b.yaml]", whole=False)
    (message,) = messages("mine.yaml")
    assert message.startswith("b.yaml:6: 'levers.treatment' is 'to: 1.3 x' here and 'to: 1.1 x' in")
    assert "a.yaml:6" in message


def test_saying_the_same_twice_is_no_conflict(write):
    write("a.yaml", "levers: {treatment: {to: 1.1 x}}")
    write("b.yaml", "extends: a.yaml", "levers: {prevention: {to: 1.1 x}}", whole=False)
    write("mine.yaml", "extends: [a.yaml, b.yaml]", "levers: {treatment: {to: 1.1 x}}")
    assert set(load_strategy("mine.yaml").levers) == {"treatment", "prevention"}


def test_a_fault_is_said_where_it_stands(write):
    write("a.yaml", "levers: {treatmnt: {to: 1.1 x}}")
    write("mine.yaml", "extends: a.yaml", whole=False)
    assert messages("mine.yaml") == [
        "a.yaml:6: no lever is called 'treatmnt'. Did you mean 'treatment'?"
    ]
    write("a.yaml", "levers: {treatment: {to: 1.1 x, until: 2039-01}}")
    write("mine.yaml", "extends: a.yaml", "because: {prevention: Why.}", whole=False)
    assert messages("mine.yaml") == [
        "mine.yaml:4: lever 'prevention' has a reason and no setting under 'levers' or 'triggers'."
    ]


EASE = "- {when: {signal: host_consent, below: %s}, set: {multilateral_pressure: 15}}"


def test_triggers_add_up_and_the_own_ones_come_last(write, tmp_path):
    write("c.yaml", "levers: {}", "triggers:", f"  {EASE % 0.1}")
    write("a.yaml", "extends: c.yaml", "levers: {}", "triggers:", f"  {EASE % 0.2}")
    write("b.yaml", "extends: c.yaml", "levers: {}")
    write("mine.yaml", "extends: [a.yaml, b.yaml]", "triggers:", f"  {EASE % 0.3}", whole=False)
    mine = load_strategy("mine.yaml")
    assert [trigger.fires.threshold for trigger in mine.triggers] == [0.1, 0.2, 0.3]
    (tmp_path / "joined.yaml").write_text(mine.text, encoding="utf-8")
    assert load_strategy("joined.yaml").triggers == mine.triggers


def test_a_fault_in_a_trigger_is_said_where_it_stands(write):
    write("a.yaml", "levers: {}", "triggers:", f"  {EASE % 0.1}", f"  {EASE % 0.2}")
    write("mine.yaml", "extends: a.yaml", "triggers:", f"  {EASE % 0.3}", f"  {EASE % 35}",
          whole=False)  # fmt: skip
    assert messages("mine.yaml") == [
        "mine.yaml:6: '35' is out of range; 'host_consent' lies between 0 and 1."
    ]
    write("mine.yaml", "extends: a.yaml", "triggers: {}", whole=False)
    assert messages("mine.yaml") == [
        "mine.yaml:4: 'triggers' holds a mapping. Expected a list of {when: ..., set: ...}."
    ]


def test_too_many_triggers_in_all_name_both_documents(write):
    def many(first, count):
        return [f"  {EASE % (0.1 + 0.01 * (first + place))}" for place in range(count)]

    write("a.yaml", "levers: {}", "triggers:", *many(0, 5))
    write("mine.yaml", "extends: a.yaml", "triggers:", *many(5, 4), whole=False)
    assert messages("mine.yaml") == [
        "mine.yaml:5: 4 triggers here and 5 in a.yaml:8; expected at most 8 in all."
    ]
    write("mine.yaml", "extends: a.yaml", "triggers:", *many(5, 3), whole=False)
    assert len(load_strategy("mine.yaml").triggers) == 8


def test_too_many_settings_in_all_name_both_documents(write):
    lever = "treatment prevention sanctions extradition eradication rule_of_law network_arrests"
    wide = "{" + ", ".join(f"{name}: 1.01 x" for name in lever.split()) + "}"
    row = "  - {when: {signal: seizures, above: %d}, set: %s}"
    write("a.yaml", "levers: {}", "triggers:", row % (1, wide), row % (2, wide))
    write("b.yaml", "levers: {}", "triggers:", row % (3, wide))
    write("mine.yaml", "extends: [a.yaml, b.yaml]", whole=False)
    assert messages("mine.yaml") == [
        "b.yaml:8: 7 settings of triggers here and 14 in a.yaml:8; expected at most 16 in all."
    ]


def test_a_circle_is_named(write):
    write("a.yaml", "extends: b.yaml", "levers: {}")
    write("b.yaml", "extends: a.yaml", "levers: {}")
    assert messages("a.yaml") == [
        "b.yaml:6: a strategy cannot extend itself: a.yaml > b.yaml > a.yaml."
    ]


def test_depth_and_number_are_bounded(write):
    write("s0.yaml", "levers: {}")
    for number in range(1, DEPTH_CAP + 2):
        write(f"s{number}.yaml", f"extends: s{number - 1}.yaml", "levers: {}")
    assert load_strategy(f"s{DEPTH_CAP}.yaml").levers == {}
    assert "too many strategies are extended" in messages(f"s{DEPTH_CAP + 1}.yaml")[0]
    many = ", ".join(["s0.yaml"] * (COUNT_CAP + 1))
    write("wide.yaml", f"extends: [{many}]", "levers: {}")
    assert "too many strategies are extended" in messages("wide.yaml")[0]


@pytest.mark.parametrize(
    "name",
    ["../outside.yaml", "/etc/passwd.yaml", "sub/../../outside.yaml", "link.yaml", "a\\\\b.yaml"],
)
def test_no_file_outside_the_folder_is_read(write, tmp_path, name):
    (tmp_path.parent / "outside.yaml").write_text("secret: 1\n", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path.parent / "outside.yaml")
    write("mine.yaml", f'extends: "{name}"', whole=False)
    (message,) = messages("mine.yaml")
    assert message.startswith("mine.yaml:3: ")
    assert "expected the id of a shipped strategy, or a file in the folder" in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "demnd-first",
            "no shipped strategy is called 'demnd-first'. Did you mean 'demand-first'?",
        ),
        ("none.yaml", "there is no file 'none.yaml'."),
        (f"{'a' * 400}.yaml", "there is no file '"),
        ("[]", "'extends' names no strategy."),
        ("[7]", "'7' is not a strategy; expected an id or a file."),
        ("{a: b}", "a mapping is not a strategy; expected an id or a file."),
        ('"a\\u0000.yaml"', "is not a strategy; expected an id or a file."),
    ],
)
def test_what_cannot_be_extended_is_said_with_its_line(write, written, said):
    write("mine.yaml", f"extends: {written}", whole=False)
    (message,) = messages("mine.yaml")
    assert message.startswith("mine.yaml:3: ")
    assert said in message


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)


@given(
    st.dictionaries(
        WORDS,
        WORDS | st.integers() | st.booleans() | st.none() | st.dictionaries(WORDS, WORDS),
        min_size=1,
    )
)
def test_what_is_written_reads_back_as_it_was(data):
    assert parse(_write(data), "s.yaml").data == data
