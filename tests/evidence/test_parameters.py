"""Parameters: schema, draws, observations."""

import shutil
from datetime import date
from itertools import count

import numpy as np
import pytest

from undercut.core import units
from undercut.core.errors import EvidenceError
from undercut.evidence.package import data_path
from undercut.evidence.parameters import load_parameters

GOOD = """people.hazard:
  label: Fatal overdose rate
  unit: death/person/year
  kind: judged
  rationale: By analogy.
  values:
    - prior: {family: lognormal, low90: 0.003, high90: 0.009}
"""
U = np.array([0.05, 0.5, 0.95])


@pytest.fixture
def load(tmp_path):
    """Load one text as the file of the people sector; corridors, regions, series as packaged."""
    roots = count()

    def make(text: str):
        root = tmp_path / str(next(roots))
        (root / "parameters").mkdir(parents=True)
        (root / "parameters" / "people.yaml").write_text(text)
        (root / "series").mkdir()
        for part in ("corridors.yaml", "regions.yaml", "series/mx_homicides.csv"):
            shutil.copy(data_path(part), root / part)
        return load_parameters(root)

    return make


def one(load, values: str, head: str = "", kind: str = "judged"):
    text = (
        f"people.x:\n  label: X\n  unit: '1'\n  kind: {kind}\n  rationale: Because.\n{head}"
        f"  values:\n    - {values}\n"
    )
    return load(text)["people.x"]


def test_every_packaged_parameter_has_a_unit_that_parses_and_finite_draws():
    for key, parameter in load_parameters().items():
        units.parse(parameter.unit)
        size = parameter.elements
        u = np.broadcast_to(U, (size or 1, 3))
        drawn = parameter.quantile(u)
        assert drawn.shape == ((3,) if size is None else (size, 3)), key
        assert drawn.dtype == np.float64
        assert np.isfinite(drawn).all(), key


def test_every_packaged_prior_meets_its_stated_quantiles():
    for key, parameter in load_parameters().items():
        prior = parameter.at().prior
        if prior is None or prior.low90 is None or prior.min is not None or prior.max is not None:
            continue
        drawn = parameter.quantile(np.broadcast_to(U, (parameter.elements or 1, 3)))
        low, high = np.asarray(prior.low90), np.asarray(prior.high90)
        np.testing.assert_allclose(drawn[..., 0], low, rtol=1e-6, err_msg=key)
        np.testing.assert_allclose(drawn[..., 2], high, rtol=1e-6, err_msg=key)


def test_a_parameter_knows_its_key_sector_and_field(load):
    parameter = load(GOOD)["people.hazard"]
    assert (parameter.key, parameter.sector, parameter.field) == (
        "people.hazard",
        "people",
        "hazard",
    )
    assert parameter.draws == 1
    np.testing.assert_allclose(parameter.quantile(U)[[0, 2]], [0.003, 0.009])


def test_a_point_value_is_the_same_in_every_future(load):
    parameter = one(load, "value: 12")
    assert parameter.draws == 0
    assert parameter.quantile(U).tolist() == [12, 12, 12]


def test_a_list_of_points_fills_its_axis(load):
    parameter = one(load, "value: [1, 2, 3, 4]", "  index: drug\n")
    assert parameter.elements == 4
    assert parameter.quantile(U).tolist() == [[n] * 3 for n in (1, 2, 3, 4)]


def test_an_axis_that_the_data_does_not_name_takes_its_length_from_the_list(load):
    parameter = one(load, "value: [1, 2, 3]", "  index: channel\n")
    assert parameter.elements == 3


def test_elements_of_a_scalar_prior_are_drawn_apart(load):
    parameter = one(load, "prior: {family: uniform, low: 0, high: 1}", "  index: drug\n")
    assert parameter.draws == 4
    u = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]])
    np.testing.assert_allclose(parameter.quantile(u), u)


def test_a_common_draw_puts_all_elements_at_the_same_quantile(load):
    prior = "prior: {family: uniform, low: [0, 0, 0, 0], high: [1, 2, 3, 4], common: true}"
    parameter = one(load, prior, "  index: drug\n")
    assert parameter.draws == 1
    expected = np.array([[1], [2], [3], [4]]) * np.array([0.1, 0.2])
    np.testing.assert_allclose(parameter.quantile(np.array([0.1, 0.2])), expected)
    u = np.array([[0.1, 0.2], [0.9, 0.9], [0.9, 0.9], [0.9, 0.9]])
    np.testing.assert_allclose(parameter.quantile(u), expected)


def test_an_observation_is_the_series_times_scale(load):
    parameter = one(
        load,
        "observed: {series: homicides_inegi, place: Mexico, period: '2024', scale: 0.5}",
    )
    assert parameter.draws == 0
    assert parameter.quantile(U).tolist() == [16_775] * 3


def test_the_error_of_an_observation_is_lognormal(load):
    parameter = one(
        load,
        "observed: {series: homicides_inegi, place: Mexico, period: '2024', error: 0.03}",
    )
    z = 1.6448536269514722
    expected = 33_550 * np.exp(0.03 * np.array([-z, 0, z]))
    np.testing.assert_allclose(parameter.quantile(U), expected, rtol=1e-9)


def test_places_are_added_up(load):
    series = "series: homicides_inegi_state_known_age, period: '2024'"
    both = one(load, f"observed: {{{series}, place: [Chihuahua, Durango]}}").quantile(U)
    by_region = one(load, f"observed: {{{series}, places: region}}", "  index: region\n")
    assert by_region.quantile(U).shape == (6, 3)
    assert by_region.quantile(U)[1].tolist() == both.tolist()


def test_an_alternative_is_drawn_as_the_code_of_its_option(load):
    parameter = one(load, "options: {a: 0.5, b: 0.25, c: 0.25}", kind="alternative")
    assert parameter.options == ("a", "b", "c")
    drawn = parameter.quantile(np.array([0.1, 0.49, 0.51, 0.74, 0.76, 0.99]))
    assert drawn.tolist() == [0, 0, 1, 1, 2, 2]


def test_the_last_value_before_the_start_holds(load):
    parameter = one(
        load, "{from: 2000-01-01, value: 1}\n    - {from: 2024-12-01, value: 2}\n    - "
        "{from: 2025-01-01, value: 3}"
    )  # fmt: skip
    assert parameter.quantile(U)[0] == 2
    assert parameter.quantile(U, date(2010, 1, 1))[0] == 1


def test_a_parameter_that_has_ended_has_no_value(load):
    parameter = one(load, "{from: 2000-01-01, value: 1}\n    - {from: 2020-01-01, value: null}")
    with pytest.raises(EvidenceError, match=r"parameter 'people\.x' has no value on 2024-12-31"):
        parameter.quantile(U)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  unit: death/person/year\n", "", 1, "'unit' is missing."),
        ("unit: death/person/year", "unit: deths/person", 3, "'deths/person' is not a unit"),
        ("unit: death/person/year", "unit: 1", 3, "a unit must be a text in quotes, found 1."),
        ("kind: judged", "kind: guess", 4, "'guess' is not valid for 'kind'."),
        ("  rationale: By analogy.\n", "", 1, "kind 'judged' needs a rationale."),
        ("kind: judged", "kind: measured", 1, "kind 'measured' needs sources for every value."),
        ("  label:", "  lable:", 2, "unknown key 'lable'."),
        ("family: lognormal", "family: weibull", 7, "'weibull' is not valid for 'family'."),
        ("low90: 0.003, ", "", 7, "a lognormal prior needs 'low90'."),
        ("low90: 0.003", "low90: 0.03", 7, "'low90' must lie below 'high90'."),
        ("low90: 0.003", "low90: [0.003, 0.004]", 1, "lists need an 'index'."),
        (
            "- prior",
            "- value: 1\n      prior",
            7,
            "give exactly one of value, prior, observed, options; found value and prior.",
        ),
        (
            "prior: {family: lognormal, low90: 0.003, high90: 0.009}",
            "from: 2000-01-01",
            7,
            "give exactly one of value, prior, observed, options; found none.",
        ),
        ("- prior", "- from: 2000\n      prior", 7, "'2000' is not a date; expected YYYY-MM-DD."),
        (
            "prior: {family: lognormal, low90: 0.003, high90: 0.009}",
            "options: {a: 0.5, b: 0.5}",
            1,
            "'options' belong to kind 'alternative', and only to it.",
        ),
        (
            "prior: {family: lognormal, low90: 0.003, high90: 0.009}",
            "observed: {series: s, period: '2020'}",
            7,
            "give either 'place' or 'places'.",
        ),
        (
            "prior: {family: lognormal, low90: 0.003, high90: 0.009}",
            "observed: {series: s, place: 3, period: '2020'}",
            7,
            "'place' must be a name or a list of names, found 3.",
        ),
        (
            "people.hazard",
            "market.hazard",
            1,
            "'market.hazard' stands in the file of sector 'people'.",
        ),
        (
            "people.hazard",
            "hazard",
            1,
            "'hazard' is not a parameter's key; expected sector.field in lower snake case.",
        ),
    ],
)
def test_a_bad_parameter_is_refused_with_its_line(load, old, new, line, message):
    assert old in GOOD
    with pytest.raises(EvidenceError) as failure:
        load(GOOD.replace(old, new))
    texts = [str(problem) for problem in failure.value.problems]
    assert any(t.startswith(f"data/parameters/people.yaml:{line}: {message}") for t in texts), texts


def test_weights_of_options_add_up_to_one(load):
    with pytest.raises(EvidenceError, match=r"the weights of 'options' add up to 0\.9, not 1"):
        one(load, "options: {a: 0.5, b: 0.4}", kind="alternative")


def test_a_list_as_long_as_no_axis_is_refused(load):
    with pytest.raises(EvidenceError) as failure:
        one(load, "value: [1, 2, 3]", "  index: drug\n")
    assert str(failure.value) == (
        "data/parameters/people.yaml:8: 3 elements, but 'drug' has 4: "
        "cocaine, heroin, fentanyl, methamphetamine."
    )


def test_dates_out_of_order_are_refused(load):
    with pytest.raises(EvidenceError, match="'values' must be in the order of their dates"):
        one(load, "{from: 2010-01-01, value: 1}\n    - {from: 2000-01-01, value: 2}")


def test_a_duplicate_key_names_both_lines(load):
    with pytest.raises(EvidenceError) as failure:
        load(GOOD + GOOD)
    assert str(failure.value) == (
        "data/parameters/people.yaml:8: key 'people.hazard' is given twice (first in line 1)."
    )


def test_draws_past_the_elements_are_left_alone(load):
    parameter = one(load, "prior: {family: uniform, low: 0, high: 1}", "  index: drug\n")
    u = np.random.default_rng(0).uniform(size=(12, 5))
    assert parameter.quantile(u).tolist() == parameter.quantile(u[:4]).tolist()
