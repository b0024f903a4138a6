"""From a strategy to the policy that is run: lay it out, hold it against its budget."""

from dataclasses import replace

from undercut.core.errors import StrategyError
from undercut.strategy.budget import check_budget
from undercut.strategy.document import Strategy
from undercut.strategy.policy import Policy, lay_out


def resolve(strategy: Strategy) -> Policy:
    """Resolve a strategy to the level of every lever in every month.

    Raises
    ------
    StrategyError : a fiscal year passes the budget, and the budget says that this is an error.

    """
    policy = lay_out(strategy)
    problem = check_budget(policy).problem
    if problem is None:
        return policy
    if strategy.budget and strategy.budget.on_exceed == "error":
        raise StrategyError(problem)
    return replace(policy, warnings=(str(problem),))
