"""Every worked example is answered within its tolerance, or its keys stand in not_offered.toml with a reason."""

import ast
import json
import tomllib
from pathlib import Path

import pytest

from tests.conformance.answers import answer

HERE = Path(__file__).parent
EXAMPLES = json.loads((HERE / "worked_examples.json").read_text(encoding="utf-8"))["examples"]
LATER = set(tomllib.loads((HERE / "later.toml").read_text(encoding="utf-8"))["families"])
REJECTED = tomllib.loads((HERE / "not_offered.toml").read_text(encoding="utf-8"))["not_offered"]
NOW = [example for example in EXAMPLES if example["id"].split(".")[0] not in LATER]


def rejected(example_id: str) -> set[str]:
    return {key for entry in REJECTED for name in entry["examples"] for key in entry["keys"]
            if example_id == name or example_id.startswith(name + ".")}  # fmt: skip


def same(found: object, wanted: object, tol: float) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            key in found and same(found[key], value, tol) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(found) == len(wanted)
            and all(same(f, w, tol) for f, w in zip(found, wanted, strict=True))
        )
    if isinstance(wanted, bool) or wanted is None or isinstance(wanted, str):
        return found == wanted
    return isinstance(found, int | float) and not isinstance(found, bool) and abs(found - wanted) <= tol


def without(wanted: dict[str, object], keys: set[str], prefix: str = "") -> dict[str, object]:
    kept = {}
    for key, value in wanted.items():
        if "*" in keys or prefix + key in keys:
            continue
        kept[key] = without(value, keys, f"{prefix}{key}.") if isinstance(value, dict) else value
    return kept


@pytest.mark.parametrize("example", NOW, ids=lambda example: example["id"])
def test_every_expected_key_is_answered_or_rejected(example):
    wanted = without(example["expected"], rejected(example["id"]))
    found = answer(example["id"], example["inputs"]) if wanted else {}

    missing = {
        key: (found.get(key), value) for key, value in wanted.items() if not same(found.get(key), value, example["tol"])
    }

    assert not missing


def test_what_is_not_offered_exists_and_has_a_reason():
    ids = {example["id"] for example in EXAMPLES}
    for entry in REJECTED:
        assert len(entry["reason"]) > 40
        assert all(any(found == name or found.startswith(name + ".") for found in ids) for name in entry["examples"])


def test_the_examples_are_those_of_the_methods(cases):
    theirs = json.loads((cases.parent / "worked_examples.json").read_text(encoding="utf-8"))

    assert json.loads((HERE / "worked_examples.json").read_text(encoding="utf-8")) == theirs


@pytest.mark.parametrize("name", ["answers", "shapes", "by_store", "by_numbers", "by_raters"])
def test_answers_work_nothing_out(name):
    """No number and no arithmetic: these files map names and call the product."""
    tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            assert isinstance(node.op, ast.BitOr) or _texts(node), ast.dump(node)[:200]
        if isinstance(node, ast.AugAssign):
            assert isinstance(node.op, ast.BitOr)
        assert not isinstance(node, ast.UnaryOp) or isinstance(node.op, ast.Not)
        assert not isinstance(node, ast.Constant) or type(node.value) not in (int, float, complex)


def _texts(node: ast.BinOp) -> bool:
    """Whether this is a + that joins texts."""
    return isinstance(node.op, ast.Add) and any(
        (isinstance(side, ast.Constant) and isinstance(side.value, str)) or isinstance(side, ast.JoinedStr)
        for side in (node.left, node.right)
    )
