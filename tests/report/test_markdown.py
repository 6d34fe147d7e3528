"""Markdown reports: golden files, and hostile names read by a real parser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from layersize.report.markdown import check as check_markdown
from layersize.report.markdown.reports import comparison_markdown, image_markdown
from layersize.report.markdown.stages import stages_markdown
from layersize.report.markdown.text import code, code_path, code_span, table
from layersize.report.style import TableStyle
from report import sample_analyses as samples
from report import sample_builds as builds
from report import sample_checks as checks
from report import sample_comparisons as comparisons

STYLE = TableStyle(width=100, color=False, ascii=False, units="si", top=10)
REPORTS: dict[str, Callable[[], str]] = {
    "hello-c": lambda: image_markdown(samples.hello_c(), "si", 10),
    "hello-c.iec": lambda: image_markdown(samples.hello_c(), "iec", 1),
    "every-cause": lambda: image_markdown(samples.every_cause(), "si", 10),
    "hostile": lambda: image_markdown(samples.hostile_image(), "si", 10),
    "empty": lambda: image_markdown(samples.empty_image(), "si", 10),
    "lines": lambda: image_markdown(samples.with_lines(), "si", 10),
    "stages": lambda: stages_markdown(builds.react_nginx(), "si"),
    "stages-single": lambda: stages_markdown(builds.single_stage(), "si"),
    "stages-hostile": lambda: stages_markdown(builds.hostile_build(), "si"),
    "check-grown": lambda: check_markdown.render(checks.grown_check(), STYLE),
    "check-verdicts": lambda: check_markdown.render(checks.every_verdict_check(), STYLE),
    "check-file": lambda: check_markdown.render(checks.file_baseline_check(), STYLE),
    "check-hostile": lambda: check_markdown.render(checks.hostile_check(), STYLE),
    "check-empty": lambda: check_markdown.render(checks.empty_check(), STYLE),
    "compare-hello": lambda: comparison_markdown([comparisons.hello_comparison()], "si", 2),
    "compare-rebuilt": lambda: comparison_markdown([comparisons.rebuilt_comparison()], "si", 10),
    "compare-hostile": lambda: comparison_markdown([comparisons.hostile_comparison()], "si", 10),
    "compare-empty": lambda: comparison_markdown([comparisons.empty_comparison()], "si", 10),
    "compare-three": lambda: comparison_markdown(
        [comparisons.hello_comparison(), comparisons.rebuilt_comparison()], "si", 10
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
