"""The description of the API, in OpenAPI 3.1. Start with `description`."""

from importlib.metadata import version
from typing import Any

from undercut.law.legalmap import CONSENTS
from undercut.web.bodies import CheckBody, CompareBody, MemoBody, SimulateBody
from undercut.web.service import FORMATS

_ERRORS = {
    "400": "The request cannot be read.",
    "404": "There is no such record.",
    "405": "The path takes another method.",
    "413": "The body is too large.",
    "415": "The body is of another type.",
    "422": "The request says something that it must not; every problem is named.",
    "503": "Too busy, or over the time limit.",
}


def description() -> dict[str, Any]:
    """Build the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Undercut",
            "version": version("undercut"),
            "summary": "Strategies, the law and a simulated world, as JSON.",
            "description": "An answer is a function of the request, the data and the day. "
            "A strategy is its document as an object, its YAML text, or the id of one that ships.",
        },
        "paths": {
            "/api/model": _get("Levers, outcomes, alternatives, strategies, words."),
            "/api/simulate": _post(
                "Simulate a strategy beside the baseline: `run --json` with bands by year.",
                "SimulateBody",
            ),
            "/api/compare": _post(
                "Hold up to four strategies against each other on the same futures.",
                "CompareBody",
            ),
            "/api/check": _post("Hold a strategy against its budget and the law.", "CheckBody"),
            "/api/memo": _post(
                "Write the memo of a strategy.", "MemoBody", list(dict.fromkeys(FORMATS.values()))
            ),
            "/api/law/map": _get(
                "What each actor may do where.",
                [
                    _query("host", {"type": "string"}, "Host state; mexico when left out."),
                    _query("consent", {"enum": list(CONSENTS)}, "Consent of the host."),
                    _query("on", {"type": "string"}, "Day whose law is read, YYYY-MM-DD; today."),
                ],
            ),
            "/api/casebook": _get("Past operations in a line each, and lessons."),
            "/api/casebook/{id}": _get("One past operation.", [_path("id", "Id of a case.")]),
            "/api/levers/{id}": _get("All that is known of a lever.", [_path("id", "Its id.")]),
            "/api/sources": _get("Every source in a line."),
            "/api/evidence/{key}": _get(
                "Where a number comes from.",
                [_path("key", "Key of a parameter, lever, finding, series, source or case.")],
            ),
        },
        "components": {
            "schemas": {
                **{
                    model.__name__: model.model_json_schema()
                    for model in (SimulateBody, CompareBody, CheckBody, MemoBody)
                },
                "Errors": _ERROR_SCHEMA,
            },
            "responses": {
                status: {
                    "description": text,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Errors"}}
                    },
                }
                for status, text in _ERRORS.items()
            },
        },
    }


_ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["file", "line", "path", "message", "hint"],
                "properties": {
                    "file": {"type": "string"},
                    "line": {"type": ["integer", "null"]},
                    "path": {"type": "string"},
                    "message": {"type": "string"},
                    "hint": {"type": "string"},
                },
            },
        }
    },
}


def _get(summary: str, parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "get": {
            "summary": summary,
            "parameters": parameters or [],
            "responses": {"200": _json(), **_failures("404", "405", "422", "503")},
        }
    }


def _post(summary: str, schema: str, kinds: list[str] | None = None) -> dict[str, Any]:
    found = {
        "description": "The answer.",
        "content": {kind: {"schema": {"type": "string"}} for kind in kinds or []},
    }
    return {
        "post": {
            "summary": summary,
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}
                },
            },
            "responses": {
                "200": found if kinds else _json(),
                **_failures("400", "405", "413", "415", "422", "503"),
            },
        }
    }


def _json() -> dict[str, Any]:
    return {
        "description": "The answer.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }


def _failures(*statuses: str) -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _query(name: str, schema: dict[str, Any], says: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": says}


def _path(name: str, says: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": 200}
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": says}
