"""Markdown reports: golden files, and hostile names read by a real parser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from layersize.report.formats import render
from layersize.report.markdown.text import code, code_path, code_span, table
from layersize.report.style import OutputStyle
from report import sample_analyses as samples
from report import sample_builds as builds
from report import sample_checks as checks
from report import sample_comparisons as comparisons


def markdown(kind: str, result: object, *, units: str = "si", top: int = 10) -> str:
    style = OutputStyle(width=100, color=False, ascii=False, units=units, top=top)
    return render(kind, "markdown", result, style)


REPORTS: dict[str, Callable[[], str]] = {
    "hello-c": lambda: markdown("image", samples.hello_c()),
    "hello-c.iec": lambda: markdown("image", samples.hello_c(), units="iec", top=1),
    "every-cause": lambda: markdown("image", samples.every_cause()),
    "hostile": lambda: markdown("image", samples.hostile_image()),
    "empty": lambda: markdown("image", samples.empty_image()),
    "lines": lambda: markdown("image", samples.with_lines()),
    "stages": lambda: markdown("stages", builds.react_nginx()),
    "stages-single": lambda: markdown("stages", builds.single_stage()),
    "stages-hostile": lambda: markdown("stages", builds.hostile_build()),
    "check-grown": lambda: markdown("check", checks.grown_check()),
    "check-verdicts": lambda: markdown("check", checks.every_verdict_check()),
    "check-file": lambda: markdown("check", checks.file_baseline_check()),
    "check-findings": lambda: markdown("check", checks.findings_check()),
    "check-findings-hostile": lambda: markdown("check", checks.hostile_findings_check()),
    "check-hostile": lambda: markdown("check", checks.hostile_check()),
    "check-empty": lambda: markdown("check", checks.empty_check()),
    "compare-hello": lambda: markdown("comparison", [comparisons.hello_comparison()], top=2),
    "compare-many": lambda: markdown("comparison", [comparisons.many_comparison()]),
    "compare-rebuilt": lambda: markdown("comparison", [comparisons.rebuilt_comparison()]),
    "compare-hostile": lambda: markdown("comparison", [comparisons.hostile_comparison()]),
    "compare-empty": lambda: markdown("comparison", [comparisons.empty_comparison()]),
    "packages": lambda: markdown("packages", samples.hello_c(), top=2),
    "packages-hostile": lambda: markdown("packages", samples.hostile_image()),
    "packages-empty": lambda: markdown("packages", samples.empty_image()),
    "package-changes": lambda: markdown(
        "package-changes", [comparisons.rebuilt_comparison(), comparisons.hello_comparison()], top=3
    ),
    "compare-three": lambda: markdown(
        "comparison", [comparisons.hello_comparison(), comparisons.rebuilt_comparison()]
    ),
}
_OUR_HTML = re.compile(
    r"</?details>|<summary>[\w ]+</summary>|<!-- layersize check: [\w./:@+-]+ -->|\n"
)
_AS_GITHUB = MarkdownIt("gfm-like")
_TEMPTING = st.text(
    st.sampled_from(list("\\|`<>[]()!@#*_~:/\n\r\t \x1b\u202e-=&;aw.h\ud800")), max_size=60
)


@pytest.mark.parametrize("name", REPORTS)
def test_golden(name: str, matches_golden: Callable[[str, str], None]) -> None:
    matches_golden(f"{name}.md", REPORTS[name]())


@pytest.mark.parametrize("name", REPORTS)
def test_no_markup_comes_from_names(name: str) -> None:
    for token in all_tokens(REPORTS[name]()):
        assert token.type not in {"link_open", "image", "html_inline", "fence"}
        if token.type == "html_block":
            assert _OUR_HTML.sub("", token.content) == ""
        if token.type == "text":
            assert "octocat" not in token.content
            assert "evil" not in token.content


@given(_TEMPTING | st.text())
def test_any_name_is_one_cell_with_one_code_span(name: str) -> None:
    cells = [code(name), code_path(name.encode("utf-8", "surrogatepass"))]
    lines = table(["a", "b", "c"], [[*cells, "end"]], "lrl")
    tokens = all_tokens("\n".join(lines))
    assert sum(token.type == "td_open" for token in tokens) == 3
    expected = {"code_inline", "text"} if any(cells) else {"text"}
    body = [token for token in tokens if token.type == "inline"][3:]
    kinds = {child.type for token in body for child in token.children or []}
    assert kinds <= expected
    assert [token.content for token in body][2] == "end"


@given(_TEMPTING | st.text())
def test_any_name_is_a_code_span_in_a_heading(name: str) -> None:
    tokens = all_tokens(f"### {code_span(name)} end")
    assert [token.type for token in tokens if token.type.endswith("open")] == ["heading_open"]
    inline = next(token for token in tokens if token.type == "inline")
    kinds = [child.type for child in inline.children or []]
    assert kinds in (["code_inline", "text"], ["text"])


def all_tokens(text: str) -> list[Token]:
    """Blocks and what is inside them."""
    tokens = _AS_GITHUB.parse(text)
    return tokens + [child for token in tokens for child in token.children or []]
