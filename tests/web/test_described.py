"""The API keeps to its own description, whatever is sent: no fault, no answer it does not name."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from undercut.web.app import create_app

schema = schemathesis.openapi.from_asgi("/openapi.json", create_app())


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_keep_to_the_description(case):
    # A body of the right shape may still say something wrong: a strategy is a language of its own.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])
