"""What strategy and world must agree on, though neither imports the other."""

from undercut.strategy.document import MOST_SETTINGS, MOST_TRIGGERS, SIGNALS
from undercut.world import outcomes, triggers


def test_every_signal_is_a_measure_of_the_world_in_the_same_unit():
    units = {measure.name: measure.unit for measure in outcomes.MEASURES}
    assert {name: units.get(name) for name in SIGNALS} == dict(SIGNALS)


def test_every_objective_and_every_risk_of_a_month_is_a_signal():
    assert {*outcomes.OBJECTIVES, *outcomes.RISKS} <= set(SIGNALS)


def test_the_world_holds_as_many_triggers_and_settings_as_a_strategy_may_have():
    assert (triggers.MOST_TRIGGERS, triggers.MOST_SETTINGS) == (MOST_TRIGGERS, MOST_SETTINGS)
