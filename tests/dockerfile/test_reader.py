"""What a Dockerfile's text alone tells; against BuildKit, see test_against_buildkit.py."""

from __future__ import annotations

from contextlib import suppress

import pytest

from layersize.dockerfile.instruction import Instruction, trigger
from layersize.dockerfile.reader import read_dockerfile
from layersize.errors import LayersizeError
from support.work import assert_linear

WHOLE = b"""\
# syntax=docker/dockerfile:1
# escape=`

from golang:1.23 AS build
RUN --mount=type=cache,target=/root/.cache,From=deps `
    # the comment is no part of it

    go build `
      -o app
copy <<EOF <<-"END" /etc/
a = 1
EOF
\tb = 2
\tEND
ONBUILD RUN --mount=from=tools make
CMD ["app", "--serve"]
"""


def only(text: str) -> Instruction:
    (instruction,) = read_dockerfile(text.encode(), "Dockerfile").instructions
    return instruction


def test_a_whole_file() -> None:
    dockerfile = read_dockerfile(WHOLE, "Dockerfile")
    assert dockerfile.syntax == "docker/dockerfile:1"
    assert dockerfile.escape == "`"
    told = [(step.name, step.first_line, step.last_line) for step in dockerfile.instructions]
    assert told == [
        ("FROM", 4, 4),
        ("RUN", 5, 9),
        ("COPY", 10, 14),
        ("ONBUILD", 15, 15),
        ("CMD", 16, 16),
    ]
    run, copy = dockerfile.instructions[1:3]
    assert " ".join(run.arguments.split()) == "go build -o app"
    assert run.mounts() == [{"type": "cache", "target": "/root/.cache", "from": "deps"}]
    assert [heredoc.content for heredoc in copy.heredocs] == ["a = 1\n", "\tb = 2\n"]
    assert [heredoc.strips_tabs for heredoc in copy.heredocs] == [False, True]


def test_onbuild_is_one_instruction_and_tells_its_trigger() -> None:
    later = trigger(only("ONBUILD copy --from=a b c"))
    assert later is not None
    assert (later.name, later.flag("from"), later.words) == ("COPY", "a", ["b", "c"])
    assert trigger(only("COPY b c")) is None


def test_words_of_both_forms() -> None:
    assert only('COPY ["a b", "c"]').words == ["a b", "c"]
    assert only("COPY a\t b  c").words == ["a", "b", "c"]
    assert only("COPY [a, b] c").words == ["[a,", "b]", "c"]
    assert only("RUN [1]").json_words is None


def test_mounts_with_commas_in_quotes() -> None:
    run = only("RUN --mount='type=bind,\"source=a,b\",from=c' --mount=type=tmpfs,target=/x ls")
    assert run.mounts() == [
        {"type": "bind", "source": "a,b", "from": "c"},
        {"type": "tmpfs", "target": "/x"},
    ]


def test_the_directive_that_newer_builders_know() -> None:
    dockerfile = read_dockerfile(b"# check=skip=all\n# escape=`\nRUN a`\n b", "Dockerfile")
    assert len(dockerfile.instructions) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"", "app/Dockerfile: holds no instruction; is it a Dockerfile?"),
        (b"FROM a\nRUNN b", "app/Dockerfile:2: unknown instruction 'RUNN'; check the spelling"),
        (
            b"FROM a\n\nRUN <<EOF\nb\n",
            "app/Dockerfile:3: the heredoc 'EOF' does not end; a line EOF ends it",
        ),
        (b"# escape=x\n", "app/Dockerfile:1: 'x' can't be the escape character; it is \\ or `"),
        (b"#escape=`\n#escape=`\n", "app/Dockerfile:2: a second escape directive; remove one"),
        (b"r" * 99, f"app/Dockerfile:1: unknown instruction '{'R' * 30}'; check"),
        (b"\x7fELF\x01\n", "app/Dockerfile:1: unknown instruction '\\x7fELF\\x01'"),
    ],
)
def test_errors_are_one_line_with_file_and_line(text: bytes, line: str) -> None:
    with pytest.raises(LayersizeError) as error:
        read_dockerfile(text, "app/Dockerfile")
    assert str(error.value).startswith(line)


@pytest.mark.parametrize(
    ("begin", "repeated", "end"),
    [
        ("RUN ", "--a='", ""),
        ("RUN ", "--a=b ", ""),
        ("RUN ", "<<a ", ""),
        ('RUN "', '""', " <<a"),
        ("RUN ", "${", " <<a"),
        ("", "RUN \\\n", ""),
        ("COPY ", "[", ""),
        ("", "# ", ""),
    ],
    ids=range(8),
)
def test_hostile_text_takes_no_time(begin: str, repeated: str, end: str) -> None:
    def read(times: int) -> None:
        text = begin + repeated * times + end
        with suppress(LayersizeError):
            read_dockerfile(text.encode() + b"\nEND", "Dockerfile")

    assert_linear(read, 1_500)
    read(250_000)  # expressions that go back over what they read would take minutes
