"""Instructions as BuildKit's own parser finds them: the package `dockerfile` wraps it."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layersize.dockerfile.reader import read_dockerfile
from layersize.errors import LayersizeError

dockerfile = pytest.importorskip("dockerfile", reason="it has no wheel for this machine")
if not hasattr(dockerfile, "parse_string"):  # the folder of these tests has the same name
    pytest.skip("the package dockerfile is not installed", allow_module_level=True)

SOUND = [
    "FROM a\nRUN b\n",
    "from a as b\n",
    "FROM a\r\nRUN x \\\r\n y\r\n",
    "RUN a \\\n  b \\\n\n  # comment\n#comment\n\tc\nRUN d",
    "RUN a \\\\\nRUN b\n",
    "RUN a \\ \t\n b",
    "RUN a \\\n \\\n b",
    "RUN a \\",
    "RUN a \\\n\n\n",
    "\\\nRUN x\n",
    "RUN a\\\nFROM b",
    "RUN a # no comment\n",
    "# escape=`\nRUN a\\b `\n c\\\nRUN d",
    "  # Escape = `  \nRUN a`\n b",
    "\ufeff# escape=`\nRUN a`\n b",
    "# syntax=docker/dockerfile:1\n# escape=`\nRUN a`\n b",
    "#syntax=x\n#foo=bar\n#escape=`\nRUN a`\nRUN b",
    "#!/usr/bin/env x\n# escape=`\nRUN a`\nRUN b",
    "# comment\n# escape=`\nRUN a`\nRUN b",
    "\n# escape=`\nRUN a`\nRUN b",
    "RUN <<EOF\na\n  b\n\nEOF\nRUN c",
    "RUN <<EOF cat\nRUN not one\nEOF\nRUN c",
    "RUN <<-EOF\n\ta\n\tEOF\nRUN c",
    "RUN <<-EOF\n  a\n EOF\nEOF\nRUN c",
    'RUN cat <<"E F" > /x\na\nE F\nRUN c',
    "RUN cat <<E\\ F\na\nE F\nRUN c",
    "RUN <<A <<'B'\na\nA\nb\nB\nRUN c",
    "COPY <<a.txt <<-b.txt /x/\na\na.txt\n\tb\n\tb.txt\n",
    "ADD a b <<E c\nz\nE\n",
    "RUN 3<<EOF cat\nx\nEOF",
    "RUN cat <<<x\nRUN b",
    "RUN a<<E\nRUN b",
    'RUN "a <<E\nRUN b',
    "RUN 'a <<E' <<F\nx\nF\nRUN b",
    "RUN a \\\n <<E\nx \\\nE\nRUN b",
    "CMD cat <<E\nRUN b",
    'RUN ["cat", "<<E"]\nRUN b',
    'RUN ["a",\\\n "b"]\n',
    'COPY ["a b", "c"]',
    "COPY [a, b] c",
    "COPY --from=x --chown='1 2' --chmod=\"7'7\" a b\\ c",
    "COPY --a\\ b=c d e",
    "COPY --x='a\\'b c",
    "RUN --mount=type=cache,target=/x --network=none a --b",
    "RUN --mount type=cache a",
    "RUN -- a --b",
    "RUN --a -- --b c",
    "RUN\ta",
    "RUN a\u00a0",
    "\u00a0RUN a",
    "RUN",
    "ONBUILD COPY --from=a b c",
    "onbuild run a \\\n b",
    "ENV a=b c='d e' \\\n f=g",
    "LABEL a=b",
    "ARG a=b c",
    "HEALTHCHECK --interval=5s CMD a",
    'SHELL ["a", "-c"]\nRUN b',
]
UNSOUND = [
    "",
    "\n# only a comment\n",
    "# escape=x\nRUN a",
    "# escape=\\\n# escape=\\\nRUN a",
    "# syntax=a\n# syntax=b\nRUN a",
    "RUN <<E\nx\n",
    "FROM a\nCOPY <<A <<B c\nA\n",
]


class Found(NamedTuple):
    name: str
    text: str
    first_line: int
    last_line: int
    flags: tuple[str, ...]
    heredocs: tuple[tuple[str, str], ...]


def ours(text: str) -> list[Found]:
    return [
        Found(
            step.name,
            step.text,
            step.first_line,
            step.last_line,
            step.flags,
            tuple((heredoc.name, heredoc.content) for heredoc in step.heredocs),
        )
        for step in read_dockerfile(text.encode(), "Dockerfile").instructions
    ]


def theirs(text: str) -> list[Found]:
    """Where there are heredocs, `original` has their lines as well."""
    return [
        Found(
            step.cmd.upper(),
            step.original.split("\n")[0] if step.heredocs else step.original,
            step.start_line,
            step.end_line,
            step.flags,
            tuple((heredoc.name, heredoc.content) for heredoc in step.heredocs),
        )
        for step in dockerfile.parse_string(text)
    ]


@pytest.mark.parametrize("text", SOUND)
def test_the_same_instructions(text: str) -> None:
    assert ours(text) == theirs(text)


@pytest.mark.parametrize("text", UNSOUND)
def test_the_same_refusals(text: str) -> None:
    with pytest.raises(dockerfile.GoParseError):
        theirs(text)
    with pytest.raises(LayersizeError) as refusal:
        ours(text)
    assert refusal.value.where.startswith("Dockerfile")


_NAMES = ("FROM", "RUN", "COPY", "add", "Cmd", "WORKDIR", "USER", "ONBUILD RUN", "EXPOSE")
_WORDS = st.text(st.sampled_from("ab\\` '\"\t#=-$"), max_size=6) | st.sampled_from(
    ["<<E", "<<-E", "<<'E'", '<<"E F"', "--from=a", "--x", "--", '["a", "b"]', "&&", "# b", "\\\\"]
)
_ENDS = st.sampled_from(["", "", "", " \\", "\\", " `", "\\ \t", "\r"])
_BETWEEN = st.sampled_from(["", "  ", "# comment", "\t# comment", "E", "\tE", "E F", " E"])


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    """Lines of instructions, and between them what may go on, end, or mean nothing."""
    lines = draw(
        st.lists(st.sampled_from(["# escape=`", "# syntax=a", "#a=b", "", "# c"]), max_size=2)
    )
    for _ in range(draw(st.integers(1, 5))):
        words = " ".join(draw(st.lists(_WORDS, max_size=5)))
        lines.append(f"{draw(st.sampled_from(_NAMES))} {words}{draw(_ENDS)}")
        lines += draw(st.lists(_BETWEEN, max_size=3))
    return "\n".join(lines) + draw(st.sampled_from(["", "\n"]))


@settings(max_examples=500, deadline=None)
@given(dockerfiles())
@example("RUN \\\n<<E\nE\n")
def test_the_same_of_anything(text: str) -> None:
    """Ours refuses unknown instructions at once; theirs leaves that to the next step."""
    try:
        expected = theirs(text)
    except (dockerfile.GoParseError, AttributeError):  # the latter: a line of nothing
        expected = None
    try:
        found = ours(text)
    except LayersizeError as refusal:
        if "unknown instruction" in str(refusal):
            line = int(refusal.where.rpartition(":")[2])
            assert expected is None or any(
                step.first_line == line and step.name not in KNOWN for step in expected
            )
        else:
            assert expected is None
        return
    assert [step if step.name != "ONBUILD" else step._replace(heredocs=()) for step in found] == (
        expected
    ), "theirs does not tell the heredocs of a trigger"


KNOWN = {name.upper().partition(" ")[0] for name in _NAMES}
