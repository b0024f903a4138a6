"""Triggers as they are written: what they say, and the exact words for what is wrong with them."""

import pytest

from undercut.core.errors import StrategyError
from undercut.strategy import load_strategy, resolve
from undercut.strategy.document import MOST_SETTINGS, MOST_TRIGGERS, Condition, Setting, Trigger

HEAD = """\
strategy: mine
title: Mine
objective: us_overdose_deaths
from: 2025-01
to: 2034-12
levers:
  multilateral_pressure: {to: 40}
"""
GOOD = f"""\
{HEAD}\
triggers:
  - when: {{signal: host_consent, below: 0.35, for: 6 months}}
    set: {{multilateral_pressure: 15}}
    release: {{above: 0.5, for: 12 months}}
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file into the working folder, so that messages show its bare name."""
    monkeypatch.chdir(tmp_path)

    def _write(text):
        (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
        return "s.yaml"

    return _write


def messages(name):
    with pytest.raises(StrategyError) as caught:
        load_strategy(name)
    return str(caught.value).splitlines()


def trigger(write, old="", new=""):
    assert old in GOOD
    (found,) = load_strategy(write(GOOD.replace(old, new))).triggers
    return found


def test_a_trigger_is_read_with_the_usual_ramp_of_its_lever(write):
    assert trigger(write) == Trigger(
        "host_consent",
        Condition(above=False, threshold=0.35, months=6),
        Condition(above=True, threshold=0.5, months=12),
        (Setting("multilateral_pressure", 15.0, ramp=6, written="15"),),
    )


def test_without_a_release_it_latches_and_without_for_one_month_is_enough(write):
    latching = trigger(write, "    release: {above: 0.5, for: 12 months}\n")
    assert latching.releases is None
    assert trigger(write, ", for: 6 months").fires.months == 1


def test_settings_say_how_far_and_how_fast_and_keep_their_order(write):
    found = trigger(
        write,
        "{multilateral_pressure: 15}",
        "{treatment: 1.2 x, boat_strikes: {to: 0 strike/year, ramp: 0 months}, "
        "prevention: {to: 4_000_000, ramp: 2 years}}",
    )
    assert [(s.lever, s.level, s.ramp, s.written) for s in found.settings] == [
        ("treatment", 1_620_000.0, 24, "1.2 x"),
        ("boat_strikes", 0.0, 0, "0 strike/year"),
        ("prevention", 4_000_000.0, 24, "4_000_000"),
    ]


@pytest.mark.parametrize(
    ("signal", "written", "threshold"),
    [
        ("us_overdose_deaths", "90_000", 90_000.0),
        ("us_overdose_deaths", "90 thousand death/year", 90_000.0),
        ("mx_homicides", "3_000 death/month", 36_000.0),
        ("seizures", "400_000 kg/year", 400.0),
        ("domestic_backlash", "40 %", 0.4),
        ("organizations", "250 organization", 250.0),
    ],
)
def test_a_threshold_is_a_bare_number_or_carries_a_unit_that_fits(
    write, signal, written, threshold
):
    found = trigger(
        write,
        "{signal: host_consent, below: 0.35, for: 6 months}\n"
        "    set: {multilateral_pressure: 15}\n    release: {above: 0.5, for: 12 months}",
        f"{{signal: {signal}, above: {written}}}\n    set: {{treatment: 1.2 x}}",
    )
    assert found.fires == Condition(above=True, threshold=pytest.approx(threshold), months=1)


def test_a_strategy_may_consist_of_triggers_alone_and_give_reasons_for_them(write):
    text = GOOD.replace("  multilateral_pressure: {to: 40}\n", "")
    strategy = load_strategy(write(text + "because: {multilateral_pressure: It eases.}\n"))
    policy = resolve(strategy)
    assert strategy.levers == {}
    assert (policy.values == policy.baseline[:, None]).all()
    assert policy.triggered == {"multilateral_pressure": (15.0,)}
    assert (policy.scheduled, policy.changed) == ([], [])


def test_a_lever_that_only_a_trigger_moves_counts_as_changed(write):
    settings = "{treatment: 1.2 x, boat_strikes: 5, prevention: 1 x}"
    policy = resolve(load_strategy(write(GOOD.replace("{multilateral_pressure: 15}", settings))))
    assert policy.scheduled == ["multilateral_pressure"]
    assert policy.changed == ["boat_strikes", "treatment", "multilateral_pressure"]
    assert policy.triggered == {
        "boat_strikes": (5.0,),
        "treatment": (1_620_000.0,),
        "prevention": (2_000_000.0,),
    }


def test_no_triggers_is_no_mistake(write):
    for text in ("", "triggers:\n", "triggers: []\n"):
        assert load_strategy(write(HEAD + text)).triggers == ()


SUCH = "Expected such as {signal: host_consent, below: 0.35, for: 6 months}."
MISTAKES = {
    "a mapping of triggers": (
        (GOOD[GOOD.index("triggers") :], "triggers: {when: now}\n"),
        "s.yaml:8: 'triggers' holds a mapping. Expected a list of {when: ..., set: ...}.",
    ),
    "a trigger that is none": (
        (GOOD[GOOD.index("  - when") :], "  - host_consent\n"),
        "s.yaml:9: item 1 of 'triggers' holds 'host_consent'. "
        "Expected a mapping with 'when', 'set', 'release'.",
    ),
    "unknown key": (
        ("release:", "relase:"),
        "s.yaml:11: unknown key 'relase'. Did you mean 'release'?",
    ),
    "unknown key of a condition": (
        ("0.5, for", "0.5, fro"),
        "s.yaml:11: unknown key 'fro'. Did you mean 'for'?",
    ),
    "unknown key of a setting": (
        ("sure: 15", "sure: {to: 15, rmap: 3 months}"),
        "s.yaml:10: unknown key 'rmap'. Did you mean 'ramp'?",
    ),
    "no when": (
        ("- when: {signal: host_consent, below: 0.35, for: 6 months}\n    set", "- set"),
        "s.yaml:9: 'when' is missing.",
    ),
    "no set": (("    set: {multilateral_pressure: 15}\n", ""), "s.yaml:9: 'set' is missing."),
    "an empty set": (
        ("{multilateral_pressure: 15}", "{}"),
        "s.yaml:10: 'set' sets no lever. Expected such as {treatment: 1.2 x}.",
    ),
    "a set that is no mapping": (
        ("{multilateral_pressure: 15}", "15"),
        "s.yaml:10: 'set' holds '15'. Expected a mapping.",
    ),
    "a lever set to nothing": (
        ("sure: 15", "sure: "),
        "s.yaml:10: 'multilateral_pressure' is set to nothing. Expected such as 1.2 x.",
    ),
    "no level": (("sure: 15", "sure: {ramp: 3 months}"), "s.yaml:10: 'to' is missing."),
    "a ramp without a unit": (
        ("sure: 15", "sure: {to: 15, ramp: 3}"),
        "s.yaml:10: '3' has no unit; expected a length of time, such as '24 months'.",
    ),
    "misspelt signal": (
        ("host_consent", "host_consnt"),
        "s.yaml:9: no signal is called 'host_consnt'. Did you mean 'host_consent'?",
    ),
    "unknown signal": (
        ("host_consent", "weather"),
        "s.yaml:9: no signal is called 'weather'. Signals, the nearest 5 of 14:",
    ),
    "no signal": (("signal: host_consent, ", ""), "s.yaml:9: 'signal' is missing."),
    "a signal known too late": (
        ("host_consent", "reversals"),
        "s.yaml:9: 'reversals' is known only after a run, so no trigger can watch it.",
    ),
    "misspelt lever": (
        ("{multilateral_pressure", "{multilateral_presure"),
        "s.yaml:10: no lever is called 'multilateral_presure'. "
        "Did you mean 'multilateral_pressure'?",
    ),
    "a level out of range": (
        ("sure: 15", "sure: 150"),
        "s.yaml:10: '150' is 150 percent_conditioned, out of range; "
        "expected 0 to 100 percent_conditioned.",
    ),
    "a level with the wrong unit": (
        ("sure: 15", "sure: {to: 15 kit}"),
        "s.yaml:10: '15 kit' has the wrong unit; expected 'N percent_conditioned' or 'N x'.",
    ),
    "both sides": (
        ("below: 0.35", "below: 0.35, above: 0.9"),
        "s.yaml:9: both 'above' and 'below' are given; expected one of them.",
    ),
    "neither side": (
        ("below: 0.35, ", ""),
        f"s.yaml:9: neither 'above' nor 'below' is given; expected one of them. {SUCH}",
    ),
    "a release without a side": (
        ("above: 0.5, ", ""),
        "s.yaml:11: neither 'above' nor 'below' is given; expected one of them. ",
    ),
    "an empty release": (
        ("release: {above: 0.5, for: 12 months}", "release:"),
        "s.yaml:11: 'release' holds nothing. Expected such as {above: 0.5, for: 12 months}; "
        "without it the trigger stays on.",
    ),
    "a release on the firing side": (
        ("above: 0.5", "above: 0.3"),
        "s.yaml:11: 0.3 lies where the trigger fires (below 0.35), so it would be released at "
        "once; expected at least 0.35.",
    ),
    "a release to the same side": (
        ("above: 0.5", "below: 0.5"),
        "s.yaml:11: the trigger fires below 0.35, so it cannot be released below a threshold; "
        "expected 'above'.",
    ),
    "no month": (
        ("6 months", "0 months"),
        "s.yaml:9: '0 months' is not a whole number of months from 1 to 240.",
    ),
    "fewer than no months": (
        ("12 months", "-3 months"),
        "s.yaml:11: '-3 months' is not a whole number of months from 1 to 240.",
    ),
    "a length of time without a unit": (
        ("6 months", "6"),
        "s.yaml:9: '6' has no unit; expected a length of time, such as '24 months'.",
    ),
    "a threshold with the wrong unit": (
        ("0.35", "0.35 death/year"),
        "s.yaml:9: '0.35 death/year' has the wrong unit; expected a bare number.",
    ),
    "a threshold that is no number": (
        ("0.35", "low"),
        "s.yaml:9: 'low' does not start with a number; expected a bare number.",
    ),
    "a threshold below zero": (
        ("0.35", "-1"),
        "s.yaml:9: '-1' is below zero, where no signal lies.",
    ),
    "a share over one": (
        ("0.35", "35"),
        "s.yaml:9: '35' is out of range; 'host_consent' lies between 0 and 1.",
    ),
    "a threshold that nothing passes": (
        ("0.35", "0"),
        "s.yaml:9: 'host_consent' never lies below 0, so nothing would happen.",
    ),
    "a release that never comes": (
        ("above: 0.5", "above: 1"),
        "s.yaml:11: 'host_consent' never lies above 1, so nothing would happen.",
    ),
    "a flow in another unit": (
        ("signal: host_consent, below: 0.35", "signal: mx_homicides, below: 20_000 person"),
        "s.yaml:9: '20_000 person' has the wrong unit; expected 'N death/year'.",
    ),
    "a baseline that is none": (
        (
            HEAD,
            HEAD.replace("mine", "baseline").replace("\n  multilateral_pressure: {to: 40}", " {}"),
        ),
        "s.yaml:7: the strategy 'baseline' sets no lever: it is the reference of every run. "
        "Give the strategy another id.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_what_was_expected(write, mistake):
    (old, new), expected = MISTAKES[mistake]
    assert old in GOOD
    found = messages(write(GOOD.replace(old, new)))
    assert found[0].startswith(expected)
    if expected.endswith((".", "?")):
        assert found == [expected]


def test_a_falling_release_is_held_apart_as_a_rising_one(write):
    when = "{signal: mx_homicides, above: 30_000}"
    text = GOOD.replace("{signal: host_consent, below: 0.35, for: 6 months}", when)
    below = "release: {below: %s}"
    text = text.replace("release: {above: 0.5, for: 12 months}", below)
    assert load_strategy(write(text % "30_000")).triggers[0].releases.threshold == 30_000.0
    assert messages(write(text % "31_000")) == [
        "s.yaml:11: 31,000 lies where the trigger fires (above 30,000), so it would be released "
        "at once; expected at most 30,000."
    ]


ONE = "  - when: {signal: seizures, above: %d}\n    set: {%s}\n"


def test_at_most_so_many_triggers_and_settings(write):
    many = [ONE % (place + 1, "treatment: 1.1 x, prevention: 1.1 x") for place in range(9)]
    assert MOST_SETTINGS == 2 * MOST_TRIGGERS
    most = load_strategy(write(HEAD + "triggers:\n" + "".join(many[:8])))
    assert len(most.triggers) == MOST_TRIGGERS
    assert messages(write(HEAD + "triggers:\n" + "".join(many))) == [
        "s.yaml:8: there are 9 triggers; expected at most 8."
    ]
    many[0] = ONE % (1, "treatment: 1.1 x, prevention: 1.1 x, sanctions: 1.1 x")
    assert messages(write(HEAD + "triggers:\n" + "".join(many[:8]))) == [
        "s.yaml:8: the triggers set 17 levers in all; expected at most 16."
    ]


def test_all_mistakes_of_all_triggers_are_found_at_once(write):
    text = GOOD + ONE.replace("%d", "-1").replace("%s", "treatmnt: 1 x")
    text = text.replace("below: 0.35", "below: soon").replace("sure: 15", "sure: 1000")
    assert [line.split(":")[1] for line in messages(write(text))] == ["9", "10", "12", "13"]
