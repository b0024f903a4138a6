"""`init` writes a strategy to start from and never writes over one."""

from undercut.strategy import load_strategy, shipped, template


def test_it_writes_a_strategy_that_can_be_checked(undercut, tmp_path):
    shown = undercut("init", "plans")
    assert (shown.code, shown.out) == (0, "plans/strategy.yaml\n")
    assert "undercut check plans/strategy.yaml" in shown.err
    assert load_strategy(tmp_path / "plans" / "strategy.yaml").id == "my-strategy"


def test_without_a_folder_it_writes_here(undercut, tmp_path):
    assert undercut("init", "--json").json == {"files": ["strategy.yaml"]}
    assert (tmp_path / "strategy.yaml").read_text(encoding="utf-8") == template()


def test_it_never_writes_over_a_file_without_force(undercut, tmp_path):
    (tmp_path / "strategy.yaml").write_text("mine\n", encoding="utf-8")
    shown = undercut("init")
    assert shown.code == 2
    assert shown.err == "strategy.yaml: is there already. Use --force to write over it.\n"
    assert (tmp_path / "strategy.yaml").read_text(encoding="utf-8") == "mine\n"
    assert undercut("init", "--force").code == 0
    assert (tmp_path / "strategy.yaml").read_text(encoding="utf-8") == template()


def test_a_clash_writes_none_of_the_files(undercut, tmp_path):
    (tmp_path / "baseline.yaml").write_text("mine\n", encoding="utf-8")
    assert undercut("init", "--examples").code == 2
    assert not (tmp_path / "strategy.yaml").exists()


def test_examples_are_the_shipped_strategies(undercut, tmp_path):
    undercut("init", "--examples")
    for name in shipped():
        assert load_strategy(tmp_path / f"{name}.yaml").id == name


def test_a_file_in_place_of_the_folder_is_said(undercut, tmp_path):
    (tmp_path / "plans").write_text("a file\n", encoding="utf-8")
    for folder in ("plans", "plans/more"):
        shown = undercut("init", folder, "--force")
        assert shown.code == 2
        assert shown.err == (
            "plans: is a file, not a folder. "
            "Name a folder to write strategy.yaml into, or none to write it here.\n"
        )
    assert (tmp_path / "plans").read_text(encoding="utf-8") == "a file\n"
