"""From a strategy to the policy that is run: lay it out, hold it against its budget."""

from dataclasses import replace

from undercut.core.errors import StrategyError
from undercut.strategy.budget import BudgetCheck, check_budget
from undercut.strategy.document import SETTLED, SETTLES_EVERY, Strategy
from undercut.strategy.policy import Policy, lay_out


def resolve(strategy: Strategy) -> Policy:
    """Resolve a strategy to the level of every lever in every month.

    Raises
    ------
    StrategyError : a fiscal year passes the budget by the schedule alone, and the budget says that
        this is an error.

    """
    policy = lay_out(strategy)
    check = check_budget(policy)
    if check.problem and strategy.budget and strategy.budget.on_exceed == "error":
        raise StrategyError(check.problem)
    return replace(policy, warnings=tuple(remarks(policy, check)))


def remarks(policy: Policy, check: BudgetCheck) -> list[str]:
    """Say what is odd about a policy and not wrong.

    Parameters
    ----------
    policy : what it was laid out to.
    check : how it stands against its budget.

    """
    budget = policy.strategy.budget
    found = []
    if check.problem and budget and budget.on_exceed == "warn":
        found.append(str(check.problem))
    if check.triggered and check.triggered.problem:
        found.append(str(check.triggered.problem))
    for number, trigger in enumerate(policy.strategy.triggers, start=1):
        conditions = {"fires": trigger.fires, "is released": trigger.releases}
        short = [verb for verb, one in conditions.items() if one and one.months <= SETTLES_EVERY]
        if trigger.signal in SETTLED and short:
            found.append(
                f"trigger {number} {' and '.join(short)} by one reading: '{trigger.signal}' moves "
                f"only every {SETTLES_EVERY} months. "
                f"'for: {SETTLES_EVERY + 1} months' asks for a second."
            )
    return found
