"""What each output of a check is held to: its public schema, or a strict reader."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from jsonschema import Draft4Validator, Draft202012Validator
from markdown_it import MarkdownIt
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from xmlschema import XMLSchema

from report.workflow_commands import read_commands

SCHEMAS = Path(__file__).parents[1] / "schemas"
_MARKER = re.compile(r"<!-- layersize check: [\w./:@+-]+ -->")
_OUR_HTML = re.compile(rf"</?details>|<summary>[\w ]+</summary>|{_MARKER.pattern}|\n")
_AS_GITHUB = MarkdownIt("gfm-like")


def validate_markdown(text: str) -> None:
    """A marker, headings, and no markup but the renderer's own."""
    marker, heading, *_ = text.split("\n")
    if not _MARKER.fullmatch(marker) or not heading.startswith("### "):
        raise ValueError("no marker, or no heading after it")
    tokens = _AS_GITHUB.parse(text)
    tokens += [child for token in tokens for child in token.children or []]
    for token in tokens:
        if token.type in {"link_open", "image", "html_inline", "fence", "code_block"}:
            raise ValueError(f"active markup: {token.content or token.attrs}")
        if token.type == "html_block" and _OUR_HTML.sub("", token.content):
            raise ValueError(f"HTML: {token.content}")
        if token.type == "text" and re.search(r"(?<!\w)@\w", token.content):
            raise ValueError(f"a mention: {token.content}")


def validate_github(text: str) -> None:
    read_commands(text)


def validate_gitlab_metrics(text: str) -> None:
    """The parser reads it, and GitLab's own, which splits lines as a shell does, sees the same."""
    samples = [
        sample for family in text_string_to_metric_families(text) for sample in family.samples
    ]
    seen = [
        words
        for line in text.split("\n")
        if (words := shlex.split(re.sub("#.*$", "", line), comments=False))
    ]
    if [float(words[-1]) for words in seen] != [sample.value for sample in samples]:
        raise ValueError("GitLab would see other values")
    if len({words[0] for words in seen}) != len(samples) or any(len(row) != 2 for row in seen):
        raise ValueError("GitLab would see other names")


def validate_gitlab_codequality(text: str) -> None:
    """Its schema, and no two findings with the same fingerprint."""
    schema = json.loads((SCHEMAS / "gitlab-codequality.schema.json").read_text(encoding="utf-8"))
    findings = json.loads(text)
    Draft202012Validator(schema).validate(findings)
    if len({finding["fingerprint"] for finding in findings}) != len(findings):
        raise ValueError("a fingerprint twice")


def validate_junit(text: str) -> None:
    """Its schema, and counts that are those of the elements."""
    _junit_schema().validate(text)
    document = ElementTree.fromstring(text.encode())  # noqa: S314 - of our own making
    for element in (document, *document.findall("testsuite")):
        for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            if int(element.attrib[count]) != len(list(element.iter(tag))):
                raise ValueError(f"{count} of {element.tag} is wrong")


def validate_sarif(text: str) -> None:
    """Its schema, and rule indexes that name the rule."""
    schema = json.loads((SCHEMAS / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
    log = json.loads(text)
    Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER).validate(log)
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        for result in run["results"]:
            if rules[result["ruleIndex"]] != result["ruleId"]:
                raise ValueError("ruleIndex is of another rule")


VALIDATORS = {
    "markdown": validate_markdown,
    "github": validate_github,
    "gitlab-metrics": validate_gitlab_metrics,
    "gitlab-codequality": validate_gitlab_codequality,
    "junit": validate_junit,
    "sarif": validate_sarif,
}


@cache
def _junit_schema() -> XMLSchema:
    return XMLSchema(str(SCHEMAS / "junit-10.xsd"))
