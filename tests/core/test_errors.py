"""Errors say where, what and what to try."""

from undercut.core.errors import InputError, Problem, StrategyError, nearest


def test_a_problem_reads_as_file_line_message_hint():
    problem = Problem(
        "no lever is called 'isr_queueing'.", "s.yaml", 14, hint="Did you mean 'isr_cueing'?"
    )
    expected = "s.yaml:14: no lever is called 'isr_queueing'. Did you mean 'isr_cueing'?"
    assert str(StrategyError(problem)) == expected


def test_a_problem_without_a_file_names_no_line():
    assert str(Problem("no host.", "", 1)) == "no host."


def test_an_error_carries_every_problem():
    error = InputError([Problem("one.", "a"), Problem("two.", "b", 2)])
    assert str(error) == "a: one.\nb:2: two."
    assert isinstance(error, ValueError)


def test_the_nearest_name_is_offered_or_all_are_listed():
    assert nearest("treatmnt", ["treatment", "prevention"]) == "Did you mean 'treatment'?"
    assert nearest("zzz", ["b", "a"], noun="Levers") == "Levers: a, b."
    many = [f"lever_{number}" for number in range(40)]
    found = nearest("zzz", many, noun="Levers", listing="undercut init")
    assert found.startswith("Levers, the nearest 5 of 40: ")
    assert found.count("lever_") == 5
    assert found.endswith("All: undercut init")
    assert nearest("pca", ["pca_18_usc_1385", "plcaa"]) == "Did you mean 'pca_18_usc_1385'?"
