"""Whatever stands in a file, a strategy comes out or a StrategyError that names lines."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from undercut.core.documents import parse
from undercut.core.errors import StrategyError
from undercut.evidence.catalog import load_catalog
from undercut.strategy.policy import lay_out
from undercut.strategy.reader import OPTIONAL, REQUIRED, read_strategy

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "1 x",
            "1.2 x",
            "2026-01",
            "2030-12",
            "24 months",
            "3 %",
            "4 billion USD/year",
            "1e400 x",
            "us_overdose_deaths",
            "mine",
            "nan",
            "5 kit/year",
            "1 degC",
            "error",
            "total",
            "host_consent",
            "6 months",
        ]
    )
)
KEYS = st.sampled_from(
    [
        "treatment",
        "sanctions",
        "boat_strikes",
        "to",
        "from",
        "ramp",
        "until",
        "limit",
        "on_exceed",
        "basis",
        "host",
        "facts",
        "levers",
        "us_overdose_deaths",
        "mx_homicides",
        "when",
        "set",
        "release",
        "signal",
        "above",
        "below",
        "for",
    ]
) | st.text(max_size=6)
PARTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
TRIGGERS = st.lists(
    st.dictionaries(
        st.sampled_from(["when", "set", "release"]),
        st.dictionaries(KEYS, SCALARS | PARTS, max_size=4) | PARTS,
        max_size=3,
    ),
    max_size=10,
)
DOCUMENTS = st.dictionaries(
    st.sampled_from([*REQUIRED, *OPTIONAL]) | st.text(max_size=4), PARTS | TRIGGERS, max_size=9
)


@given(DOCUMENTS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_is_read_or_refused_with_lines(content):
    text = json.dumps(content)
    try:
        document = parse(text, "s.yaml", error=StrategyError)
        strategy = read_strategy(document, load_catalog(), text=text, source="s.yaml")
    except StrategyError as failure:
        refusal = failure
    else:
        assert lay_out(strategy).values.shape[0] == len(load_catalog().levers)
        return
    assert refusal.problems
    assert all(problem.line is not None and problem.message for problem in refusal.problems)
