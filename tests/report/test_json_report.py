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
from layersize.report.formats import render
from layersize.report.style import OutputStyle
from report import sample_analyses as samples
from report import sample_builds as builds
from report import sample_checks as checks
from report import sample_comparisons as comparisons
from report import sample_files as lists
from report import sample_histories as histories
from report import sample_trends as trends

STYLE = OutputStyle(width=100, color=False, ascii=False, units="si", top=10)


def as_json(kind: str, result: object) -> str:
    return render(kind, "json", result, STYLE)


REPORTS: dict[str, Callable[[], str]] = {
    "hello-c": lambda: as_json("image", samples.hello_c()),
    "every-cause": lambda: as_json("image", samples.every_cause()),
    "hostile": lambda: as_json("image", samples.hostile_image()),
    "empty": lambda: as_json("image", samples.empty_image()),
    "lines": lambda: as_json("image", samples.with_lines()),
    "stages": lambda: as_json("stages", builds.react_nginx()),
    "stages-hostile": lambda: as_json("stages", builds.hostile_build()),
    "check-grown": lambda: as_json("check", checks.grown_check()),
    "check-verdicts": lambda: as_json("check", checks.every_verdict_check()),
    "check-file": lambda: as_json("check", checks.file_baseline_check()),
    "check-findings": lambda: as_json("check", checks.findings_check()),
    "check-hostile": lambda: as_json("check", checks.hostile_check()),
    "check-empty": lambda: as_json("check", checks.empty_check()),
    "trend-grown": lambda: as_json("trend", trends.grown()),
    "trend-hostile": lambda: as_json("trend", trends.hostile()),
    "trend-none": lambda: as_json("trend", trends.no_runs()),
    "why-every": lambda: as_json("why", histories.every_change()),
    "why-link": lambda: as_json("why", histories.other_name()),
    "why-hostile": lambda: as_json("why", histories.hostile()),
    "files-every-kind": lambda: as_json("files", lists.every_kind()),
    "files-hostile": lambda: as_json("files", lists.hostile()),
    "files-nothing": lambda: as_json("files", lists.nothing_found()),
    "files-by-directory": lambda: as_json("files", lists.by_directory()),
    "compare-hello": lambda: as_json("comparison", [comparisons.hello_comparison()]),
    "compare-many": lambda: as_json("comparison", [comparisons.many_comparison()]),
    "compare-rebuilt": lambda: as_json("comparison", [comparisons.rebuilt_comparison()]),
    "compare-hostile": lambda: as_json("comparison", [comparisons.hostile_comparison()]),
    "compare-empty": lambda: as_json("comparison", [comparisons.empty_comparison()]),
    "compare-three": lambda: as_json(
        "comparison", [comparisons.hello_comparison(), comparisons.rebuilt_comparison()]
    ),
}
IMAGE_KEYS = (
    "format_version kind image dockerfile layers pairs shadowed biggest folders extensions warnings"
    " base findings finding_bytes safe_finding_bytes packages"
)
STAGES_KEYS = "format_version kind dockerfile platform engine shipped left_behind stages"
CHECK_KEYS = "format_version kind verdict config budgets"
WHY_KEYS = (
    "format_version kind image path live_bytes hidden_bytes package counted_at"
    " saved_if_left_out_bytes links events"
)
COMPARISON_KEYS = (
    "format_version kind base other delta shared marginal layers paths folded extensions"
    " findings packages"
)


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
    [
        "image",
        "comparison",
        "comparisons",
        "stages",
        "check",
        "baseline",
        "history",
        "trend",
        "files",
        "why",
    ],
)
def test_schema_is_a_schema(kind: str) -> None:
    file = files("layersize.schemas") / f"{kind}.schema.json"
    Draft202012Validator.check_schema(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "name",
    [
        "every-cause",
        "hello-c",
        "compare-hello",
        "compare-three",
        "stages",
        "check-grown",
        "check-verdicts",
        "check-findings",
        "trend-grown",
        "files-every-kind",
        "files-by-directory",
        "why-every",
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
        ("files-every-kind", "format_version kind image files"),
        ("files-by-directory", "format_version kind image groups"),
        ("why-every", WHY_KEYS),
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
    report = json.loads(as_json("image", replace(samples.hello_c(), shadowed=(file,))))
    assert report["shadowed"] == [
        {"path": shown, "bytes": 1, "added_in": 0, "hidden_in": 1, "cause": "metadata-only"}
    ]


def test_lone_surrogates_stay_readable_for_strict_readers() -> None:
    image = samples.facts(reference="caf\udce9.tar")
    report = json.loads(as_json("image", samples.analysis(image)))
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
