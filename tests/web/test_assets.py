"""What the page is made of."""

from undercut.web.assets import Asset, load_assets, modules


def script(text):
    return Asset.of(text.encode(), "text/javascript")


def test_modules_are_found_through_each_other_once_and_in_circles():
    assets = {
        "a.js": script('import { b } from "./b.js";\nimport {\n  c,\n  d,\n} from "./c.js";\n'),
        "b.js": script('export { a } from "./a.js";\nconst url = "./e.js";\n'),
        "c.js": script('import "./d.js";\n/** @typedef {import("./types.js").State} State */\n'),
        "d.js": script('import x from "elsewhere";\nimport y from "./gone.js";\n'),
        "e.js": script(""),
        "types.js": script(""),
    }
    assert modules(assets, "a.js") == ["a.js", "b.js", "c.js", "d.js"]


def test_every_script_of_the_page_is_found():
    assets = load_assets()
    scripts = {name for name in assets if name.endswith(".js")}
    typed = {name for name in scripts if b"@typedef" in assets[name].content}
    assert scripts - set(modules(assets, "main.js")) <= typed, "a script that nothing imports"
