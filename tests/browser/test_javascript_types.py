"""The page's comments are type-checked: the files pass, and the check would notice a wrong type."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPILER = Path(sys.prefix) / "typescript/node_modules/typescript/bin/tsc"
STATIC = ROOT / "src/undercut/web/static"


@pytest.fixture(scope="module")
def check():
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}")
    if node is None or not COMPILER.exists():
        said = "Node or TypeScript is missing (`make lint` installs both); types were not checked"
        if os.environ.get("UNDERCUT_BROWSER") == "required":
            pytest.fail(said)
        pytest.skip(said)

    def run(project):
        command = [node, str(COMPILER), "--project", str(project), "--pretty", "false"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    return run


def test_the_page_passes_the_type_checker(check):
    done = check(ROOT / "tsconfig.json")
    assert done.returncode == 0, done.stdout


def test_the_type_checker_notices_a_wrong_type(check, tmp_path):
    for path in STATIC.glob("*.js"):
        shutil.copy(path, tmp_path)
    planted = (tmp_path / "words.js").read_text(encoding="utf-8")
    planted += "\n/** @type {number} */\nexport const wrong = label('not a number');\n"
    (tmp_path / "words.js").write_text(planted, encoding="utf-8")
    options = json.loads((ROOT / "tsconfig.json").read_text(encoding="utf-8"))
    project = tmp_path / "tsconfig.json"
    project.write_text(json.dumps({**options, "include": ["*.js"]}), encoding="utf-8")
    done = check(project)
    assert done.returncode != 0
    assert "words.js" in done.stdout
    assert "not assignable to type 'number'" in done.stdout


def test_every_file_of_the_page_is_checked_and_short():
    for path in STATIC.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert "@ts-nocheck" not in text, path.name
        assert "@ts-ignore" not in text, path.name
        assert text.count("\n") <= 500, path.name
