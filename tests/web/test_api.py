"""The API: what it answers, what it refuses, and that nothing of one visitor reaches another."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
from starlette.testclient import TestClient

from undercut.explore.results import QUANTILES
from undercut.law import check_strategy
from undercut.strategy import load_strategy, resolve
from undercut.web.app import HEADERS, create_app
from undercut.web.bodies import BODY_CAP, to_strategy
from undercut.web.service import Service
from undercut.world.outcomes import NAMES, OBJECTIVES

POSTS = ("/api/simulate", "/api/compare", "/api/check", "/api/memo")
GETS = (
    "/api/model",
    "/api/law/map",
    "/api/casebook",
    "/api/sources",
    "/api/levers/treatment",
    "/api/evidence/treatment",
    "/openapi.json",
)


def errors(answer, status):
    assert answer.status_code == status, answer.text
    found = answer.json()["errors"]
    for error in found:
        assert set(error) == {"file", "line", "path", "message", "hint"}
    return found


def simulate(client, strategy, **more):
    return client.post("/api/simulate", json={"strategy": strategy, "futures": 128, **more})


def test_a_simulation_has_the_shape_of_a_run_and_bands_by_year(client, strategy):
    answer = simulate(client, strategy)
    assert answer.status_code == 200
    found = answer.json()
    assert {"run_id", "path", "seed", "futures", "strategies", "warnings"} <= set(found)
    assert [entry["id"] for entry in found["strategies"]] == ["baseline", "mine"]
    entry = found["strategies"][1]
    assert set(entry["outcomes"]) == set(OBJECTIVES)
    assert set(entry["outcomes"]["mx_homicides"]["change"]) == set(QUANTILES)
    assert set(found["bands"]) == set(NAMES)
    band = found["bands"]["us_overdose_deaths"]
    assert len(band["years"]) == len(band["strategy"]["q50"]) == len(band["baseline"]["q10"]) == 15


def test_yaml_text_an_object_and_a_shipped_id_say_the_same(client):
    shipped = load_strategy("demand-first")
    as_text = client.post(
        "/api/simulate?futures=128",
        content=shipped.text.encode(),
        headers={"content-type": "application/yaml"},
    ).json()
    as_object = simulate(client, yaml.load(shipped.text, yaml.BaseLoader)).json()
    as_id = simulate(client, "demand-first").json()
    assert as_text["strategies"] == as_id["strategies"] == as_object["strategies"]
    assert as_text["run_id"] == as_id["run_id"]


def test_only_the_bands_asked_for_are_sent(client, strategy):
    found = simulate(client, strategy, bands=["mx_homicides"]).json()
    assert set(found["bands"]) == {"mx_homicides"}


def test_the_law_of_a_simulation_is_the_law_of_a_check(client):
    law = simulate(client, "military-campaign").json()["law"]
    strategy = load_strategy("military-campaign")
    expected = check_strategy(strategy, resolve(strategy))
    assert law["finding"] == str(expected.finding)
    assert law["levers"] == {item.lever: str(item.finding) for item in expected.levers}
    checked = client.post("/api/check", json={"strategy": "military-campaign"}).json()
    assert checked["levers"] == json.loads(json.dumps(expected.to_json()))["levers"]


def test_consent_changes_the_outlook_of_a_lever(client, strategy):
    given = simulate(client, {**strategy, "law": {"facts": {"consent": "given"}}}).json()
    absent = simulate(client, {**strategy, "law": {"facts": {"consent": "absent"}}}).json()
    changed = [
        lever
        for lever, finding in given["law"]["outlook"].items()
        if absent["law"]["outlook"][lever] != finding
    ]
    assert "unilateral_strikes" in changed
    assert len(given["law"]["outlook"]) == 24
    entry = given["strategies"][1]["outcomes"]
    assert entry == absent["strategies"][1]["outcomes"], "facts of law never change the world"


def test_what_an_assumption_changed_is_kept_apart(client, strategy):
    free = simulate(client, strategy).json()
    held = simulate(client, strategy, assumptions={"weapons.gun_link": "stock"}).json()
    assert free["assumption_change"] == {}
    assert set(held["assumption_change"]) == set(OBJECTIVES)
    assert held["assumption_change_strategy"] == {}, "only a full answer pays for a second run"
    assert held["assumptions"] == {"weapons.gun_link": "stock"}
    wrong = errors(simulate(client, strategy, assumptions={"weapons.gun_lnk": "stock"}), 422)
    assert "Did you mean 'weapons.gun_link'?" in wrong[0]["hint"]


@pytest.mark.slow
def test_what_an_assumption_changed_is_said_of_the_strategy_too(client, strategy):
    held = simulate(client, strategy, futures=512, assumptions={"weapons.gun_link": "stock"}).json()
    assert set(held["assumption_change_strategy"]) == set(OBJECTIVES)
    low, high = (
        [
            held[name]["mx_homicides"][quantile]
            for name in ("assumption_change", "assumption_change_strategy")
        ]
        for quantile in ("q05", "q95")
    )
    assert low[1] < 0 < high[1], "the other half of the futures drew the other form"
    assert low[1] == pytest.approx(low[0], rel=0.25), "these levers touch no guns"


def test_a_comparison_is_paired_in_the_same_futures(client, strategy):
    chosen = ["demand-first", "military-campaign", strategy]
    answer = client.post("/api/compare", json={"strategies": chosen, "futures": 128})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [entry["id"] for entry in found["strategies"]] == [
        "demand-first",
        "military-campaign",
        "mine",
    ]
    shares = {(p["a"], p["b"], p["outcome"]): p["p_a_better"] for p in found["pairs"]}
    for (a, b, outcome), share in shares.items():
        assert share + shares[b, a, outcome] <= 1.0 + 1e-12
    errors(client.post("/api/compare", json={"strategies": ["demand-first"] * 2}), 422)
    errors(client.post("/api/compare", json={"strategies": ["demand-first"] * 5}), 422)


def test_a_check_names_a_budget_that_is_passed(client, strategy):
    strategy["budget"] = {"limit": "1 million USD/year", "on_exceed": "error"}
    found = client.post("/api/check", json={"strategy": strategy}).json()
    assert found["budget"]["ok"] is False
    assert "expected at most 1 million USD" in found["errors"][0]["message"]
    assert "expected at most" in errors(simulate(client, strategy), 422)[0]["message"]
    strategy["budget"]["on_exceed"] = "warn"
    assert simulate(client, strategy).status_code == 200


def test_the_law_is_asked_again_for_other_triggers_and_not_for_other_levels(strategy, monkeypatch):
    asked = []

    def check(given, policy, on):
        asked.append(given.id)
        return check_strategy(given, policy, on)

    monkeypatch.setattr("undercut.web.service.check_strategy", check)
    service = Service()

    def find(setting, level, above=40_000):
        when = {"signal": "mx_homicides", "above": above}
        levers = {"treatment": {"to": level}}
        more = {"levers": levers, "triggers": [{"when": when, "set": setting}]}
        read = to_strategy({**strategy, **more})
        return service.findings(read, resolve(read))

    for level in (1_400_000, 1_500_000):
        find({"prevention": "2 x"}, level)
    assert len(asked) == 1
    find({"unilateral_strikes": 4}, 1_400_000)
    assert len(asked) == 2
    both = [find({"prevention": "2 x"}, 1_400_000, above) for above in (40_000, 50_000)]
    assert both[0] != both[1], "the finding says under which trigger"


def test_the_law_of_another_day_can_be_asked(client):
    old = client.post("/api/check", json={"strategy": "military-campaign", "on": "2019-01-01"})
    assert old.json()["on"] == "2019-01-01"
    errors(client.post("/api/check", json={"strategy": "demand-first", "on": "tomorrow"}), 422)


@pytest.mark.parametrize(
    ("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!"), ("md", b"#")]
)
def test_a_memo_comes_in_four_forms(client, form, start):
    answer = client.post("/api/memo", json={"strategy": "demand-first", "format": form})
    assert answer.status_code == 200, answer.text
    assert answer.content.lstrip().startswith(start)
    assert f"demand-first.{form}" in answer.headers["content-disposition"]


def test_the_baseline_has_no_memo(client):
    found = errors(client.post("/api/memo", json={"strategy": "baseline"}), 422)
    assert "move a lever first" in found[0]["message"]


def test_the_map_is_labeled_and_changes_with_consent(client):
    given = client.get("/api/law/map?consent=given").json()
    absent = client.get("/api/law/map?consent=absent").json()
    assert given["cells"] != absent["cells"]
    actors = {actor["id"] for actor in given["actors"]}
    assert {cell["actor"] for cell in given["cells"]} <= actors
    for query in ("consent=maybe", "on=yesterday", "color=red", "host=%3Cb%3E", "on=1700-01-01"):
        errors(client.get(f"/api/law/map?{query}"), 422)


def test_every_lever_and_every_case_has_its_record(client):
    model = client.get("/api/model").json()
    assert len(model["levers"]) == 24
    for lever in model["levers"]:
        found = client.get(f"/api/levers/{lever['id']}").json()
        assert found["definition"]
        assert found["sources"] is not None
    cases = client.get("/api/casebook").json()["cases"]
    found = client.get(f"/api/casebook/{cases[0]['id']}").json()
    assert found["outcome_rows"]


@pytest.mark.parametrize(
    "path", ["/api/levers/treatmant", "/api/casebook/nope", "/api/evidence/nope", "/nope"]
)
def test_what_does_not_exist_is_not_found(client, path):
    errors(client.get(path), 404)


@pytest.mark.parametrize("path", GETS)
def test_records_are_json_and_take_no_other_method(client, path):
    assert client.get(path).headers["content-type"] == "application/json"
    errors(client.post(path, json={}), 405)


@pytest.mark.parametrize("path", POSTS)
def test_bodies_are_strict_and_small(client, path):
    errors(client.get(path), 405)
    errors(client.post(path, content=b"a: 1"), 415)
    for raw in (b"{", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"\xff", b"[" * 50_000, b"1" * 5_000):
        kind = {"content-type": "application/json"}
        assert errors(client.post(path, content=raw, headers=kind), 400)[0]["message"]
    errors(client.post(path, json=[]), 422)
    errors(client.post(path, json={"unknown": 1}), 422)
    large = {"strategy": "x" * BODY_CAP}
    assert "larger than" in errors(client.post(path, json=large), 413)[0]["message"]


def test_a_body_that_does_not_say_its_size_is_cut_off(client):
    def parts():
        for _ in range(200):
            yield b"x" * 1_000

    kind = {"content-type": "application/json"}
    errors(client.post("/api/simulate", content=parts(), headers=kind), 413)


@pytest.mark.parametrize(
    "change",
    [
        {"levers": {"treatmant": {"to": 1}}},
        {"levers": {"treatment": {"to": 1e300}}},
        {"levers": {"treatment": {"to": [1]}}},
        {"levers": []},
        {"to": "2039"},
        {"to": "9999-12"},
        {"title": "\u202eevil\u0000"},
        {"title": ""},
        {"strategy": "../../etc/passwd"},
        {"law": {"facts": {"consent": "perhaps"}}},
        {"law": {"host": "atlantis!"}},
        {"extra": 1},
    ],
)
def test_a_wrong_strategy_is_refused_with_its_problems(client, strategy, change):
    assert errors(simulate(client, strategy | change), 422)[0]["message"]


def test_a_text_is_a_document_and_never_a_path(client):
    for name in ("/etc/passwd", "pyproject.toml", "strategy.yaml", "&a [*a, *a]"):
        errors(simulate(client, name), 422)


def test_every_answer_carries_the_headers_of_safety(client):
    for answer in (client.get("/"), client.get("/nope"), client.get("/api/simulate")):
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert "unsafe" not in HEADERS["content-security-policy"]


def test_another_name_for_the_server_is_refused(client):
    assert client.get("/api/model", headers={"host": "evil.example"}).status_code == 400


def test_visitors_at_once_get_what_each_asked_for(client, strategy):
    def ask(step):
        levels = {"treatment": {"to": 1_350_000 + 10_000 * (step % 4)}}
        found = simulate(client, strategy | {"levers": levels, "title": f"Visitor {step}"}).json()
        return step, found["strategies"][1]

    with ThreadPoolExecutor(8) as pool:
        found = dict(pool.map(ask, range(8)))
    for step, entry in found.items():
        assert entry["title"] == f"Visitor {step}"
        assert entry["outcomes"] == found[step % 4]["outcomes"]
    assert found[1]["outcomes"] != found[2]["outcomes"]


def test_files_are_compressed_and_taken_from_the_cache_of_the_visitor(client):
    answer = client.get("/static/charts-library.js")
    assert answer.headers["content-encoding"] == "gzip"
    again = client.get(
        "/static/charts-library.js", headers={"if-none-match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    for name in ("nope.js", "..%2Fapp.py", "__init__.py"):
        assert client.get(f"/static/{name}").status_code == 404


def test_an_answer_that_takes_too_long_says_so():
    with TestClient(create_app(time_limit=0.0)) as hasty:
        found = errors(hasty.get("/api/casebook"), 503)
    assert "no answer within 0 seconds" in found[0]["message"]


def test_the_description_names_every_path(client):
    described = set(client.get("/openapi.json").json()["paths"])
    routes = {
        route.path.replace("{key:path}", "{key}")
        for route in create_app().routes
        if route.path.startswith("/api/")
    }
    assert {path.replace("{id}", "{key}") for path in described} == routes


def test_the_page_says_beforehand_what_it_will_ask_for(client):
    answer = client.get("/")
    named = [part.partition(">")[0].strip(" <") for part in answer.headers["link"].split(",")]
    for path in ("/static/main.js", "/static/charts-library.js", "/api/model"):
        assert path in named
    assert len(set(named)) == len(named)
    for path in named:
        assert client.get(path).status_code == 200
    again = client.get("/", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["link"] == answer.headers["link"]
