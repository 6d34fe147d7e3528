"""JSON reports: golden files, the schemas, and the encoder against the standard one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from layersize.accounting.result import Cause, ShadowedFile
from layersize.report.json import check as check_json
from layersize.report.json import trend as trend_json
from layersize.report.json.image import comparison_json, image_json
from layersize.report.json.stages import stages_json
from layersize.report.style import TableStyle
from report import sample_analyses as samples
from report import sample_builds as builds
from report import sample_checks as checks
from report import sample_comparisons as comparisons
from report import sample_trends as trends

STYLE = TableStyle(width=100, color=False, ascii=False, units="si", top=10)
REPORTS: dict[str, Callable[[], str]] = {
    "hello-c": lambda: image_json(samples.hello_c()),
    "every-cause": lambda: image_json(samples.every_cause()),
    "hostile": lambda: image_json(samples.hostile_image()),
    "empty": lambda: image_json(samples.empty_image()),
    "lines": lambda: image_json(samples.with_lines()),
    "stages": lambda: stages_json(builds.react_nginx()),
    "stages-hostile": lambda: stages_json(builds.hostile_build()),
    "check-grown": lambda: check_json.render(checks.grown_check(), STYLE),
    "check-verdicts": lambda: check_json.render(checks.every_verdict_check(), STYLE),
    "check-file": lambda: check_json.render(checks.file_baseline_check(), STYLE),
    "check-hostile": lambda: check_json.render(checks.hostile_check(), STYLE),
    "check-empty": lambda: check_json.render(checks.empty_check(), STYLE),
    "trend-grown": lambda: trend_json.render(trends.grown(), STYLE),
    "trend-hostile": lambda: trend_json.render(trends.hostile(), STYLE),
    "trend-none": lambda: trend_json.render(trends.no_runs(), STYLE),
    "compare-hello": lambda: comparison_json([comparisons.hello_comparison()]),
    "compare-rebuilt": lambda: comparison_json([comparisons.rebuilt_comparison()]),
    "compare-hostile": lambda: comparison_json([comparisons.hostile_comparison()]),
    "compare-empty": lambda: comparison_json([comparisons.empty_comparison()]),
    "compare-three": lambda: comparison_json(
        [comparisons.hello_comparison(), comparisons.rebuilt_comparison()]
    ),
}
IMAGE_KEYS = "format_version kind image dockerfile layers pairs shadowed biggest warnings"
STAGES_KEYS = "format_version kind dockerfile platform engine shipped left_behind stages"
CHECK_KEYS = "format_version kind verdict config budgets"
COMPARISON_KEYS = "format_version kind base other delta shared marginal layers paths"


def validator(report: dict[str, Any]) -> Draft202012Validator:
    """By the schema of the report's kind."""
    file = files("layersize.schemas") / f"{report['kind']}.schema.json"
    return Draft202012Validator(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", REPORTS)
def test_golden(name: str, matches_golden: Callable[[str, str], None]) -> None:
    matches_golden(f"{name}.json", REPORTS[name]())


@pytest.mark.parametrize("name", REPORTS)
def test_text_is_what_the_standard_encoder_writes(name: str) -> None:
    text = REPORTS[name]()
    assert text == json.dumps(json.loads(text), indent=2) + "\n"
    assert text.isascii()


@pytest.mark.parametrize("name", REPORTS)
def test_report_keeps_its_schema(name: str) -> None:
    report = json.loads(REPORTS[name]())
    validator(report).validate(report)


@pytest.mark.parametrize(
    "kind",
    ["image", "comparison", "comparisons", "stages", "check", "baseline", "history", "trend"],
)
def test_schema_is_a_schema(kind: str) -> None:
    file = files("layersize.schemas") / f"{kind}.schema.json"
    Draft202012Validator.check_schema(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "name",
    [
        "every-cause",
        "compare-hello",
        "compare-three",
        "stages",
        "check-grown",
        "check-verdicts",
        "trend-grown",
    ],
)
def test_schema_requires_every_key_and_its_type(name: str) -> None:
    report = json.loads(REPORTS[name]())
    keeps = validator(report).is_valid
    assert keeps(report)
    assert list(places(report))
    for place in places(report):
        without, wrong = copy.deepcopy(report), copy.deepcopy(report)
        del parent(without, place)[place[-1]]
        was = parent(wrong, place)[place[-1]]
        parent(wrong, place)[place[-1]] = "true" if isinstance(was, bool) else True
        assert not keeps(without), f"{place} may be missing"
        assert not keeps(wrong), f"{place} may be of any type"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("hello-c", IMAGE_KEYS),
        ("compare-hello", COMPARISON_KEYS),
        ("compare-three", "format_version kind comparisons"),
        ("stages", STAGES_KEYS),
        ("check-grown", CHECK_KEYS),
        ("trend-grown", "format_version kind file series"),
    ],
)
def test_key_order(name: str, keys: str) -> None:
    assert " ".join(json.loads(REPORTS[name]())) == keys


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"usr/bin/perl", "usr/bin/perl"),
        ("caf\u00e9/\u9879\u76ee".encode(), "caf\u00e9/\u9879\u76ee"),
        (b"caf\xe9", "caf\\xe9"),
        (b"caf\\xe9", "caf\\\\xe9"),
        (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
        (b'"\n\x1b', '"\n\x1b'),
    ],
)
def test_paths(path: bytes, shown: str) -> None:
    file = ShadowedFile(
        path=path, content_bytes=1, added_in=0, hidden_in=1, cause=Cause.METADATA_ONLY
    )
    report = json.loads(image_json(replace(samples.hello_c(), shadowed=(file,))))
    assert report["shadowed"] == [
        {"path": shown, "bytes": 1, "added_in": 0, "hidden_in": 1, "cause": "metadata-only"}
    ]


def test_lone_surrogates_stay_readable_for_strict_readers() -> None:
    image = samples.facts(reference="caf\udce9.tar")
    report = json.loads(image_json(samples.analysis(image)))
    assert report["image"]["reference"] == "caf\\udce9.tar"


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where each key of each kind of object stands: of a list, the first item is enough."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield (*above, key)
            yield from places(member, (*above, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*above, 0))


def parent(report: Any, place: tuple[Any, ...]) -> Any:
    """The object that a place stands in."""
    for step in place[:-1]:
        report = report[step]
    return report
