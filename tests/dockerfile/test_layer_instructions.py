"""Layers and the lines behind them: what is known, what is not, and never a wrong line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layersize.dockerfile.image_lines import with_lines
from layersize.dockerfile.instruction import Instruction
from layersize.dockerfile.layer_instructions import MatchedLayers, match_layers
from layersize.dockerfile.lineage import build_steps
from layersize.dockerfile.reader import read_dockerfile
from layersize.dockerfile.stages import read_stages
from report.sample_analyses import hello_c, hello_scratch
from support.work import assert_linear
from support.work import steps_of as counted_steps_of

BASE = ["/bin/sh -c #(nop) ADD file:" + "ab" * 32 + " in / ", "WORKDIR /srv"]
NOP = "/bin/sh -c #(nop)"


def steps_of(text: str) -> list[Instruction]:
    stages = read_stages(read_dockerfile(text.encode(), "Dockerfile"), {}, {})
    return build_steps(stages, len(stages) - 1)


def told(text: str, layers: list[str]) -> tuple[list[str], bool]:
    """Per layer its lines, several joined with a slash; and whether all fits."""
    matched = match_layers(steps_of(text), layers)
    return ["/".join(map(str, lines)) for lines in matched.lines], matched.is_complete


def run(command: str) -> str:
    return f"RUN /bin/sh -c {command} # buildkit"


def test_a_run_without_a_layer_is_of_the_classic_builder_alone() -> None:
    text = "FROM a\nRUN nothing\nCOPY . .\n"
    classic = [*BASE, "/bin/sh -c make", f"{NOP} COPY dir:{'ab' * 32} in . "]
    assert told(text, classic) == (["", "", "", "3"], True)
    assert told(text, [*BASE, run("make"), "COPY . . # buildkit"]) == (["", "", "", "3"], False)


def test_base_layers_come_first_and_are_of_no_line() -> None:
    text = "FROM a\nENV X=y\nRUN b \\\n  c\nWORKDIR /app\nCOPY . .\n"
    layers = [*BASE, run("b   c"), "WORKDIR /app", "COPY . . # buildkit"]
    assert told(text, layers) == (["", "", "3-4", "5", "6"], True)


def test_the_stages_below_count() -> None:
    text = "FROM x AS a\nRUN a\nFROM y\nRUN other\nFROM a AS b\nRUN b\nFROM b\nRUN c"
    assert told(text, [run("a"), run("b"), run("c")]) == (["2", "6", "8"], True)


def test_the_same_instruction_twice() -> None:
    text = "FROM a\nRUN b\nCOPY c .\nRUN b\n"
    layers = [run("b"), "COPY c . # buildkit", run("b")]
    assert told(text, layers) == (["2", "3", "4"], True)


def test_the_same_instruction_in_the_base() -> None:
    assert told("FROM a\nRUN b\n", [run("b"), run("b")]) == (["", "2"], True)


def test_a_workdir_that_buildkit_makes_a_layer_of() -> None:
    text = "FROM a\nWORKDIR /srv\nWORKDIR /\nRUN b"
    assert told(text, [*BASE, "WORKDIR /srv", run("b")]) == (["", "", "2", "4"], True)


def test_a_workdir_of_which_the_classic_builder_may_have_made_one() -> None:
    text = "FROM a\nWORKDIR /srv\nRUN b"
    layers = [f"{NOP} WORKDIR /srv", "/bin/sh -c b"]
    assert told(text, layers) == (["", "3"], True)


def test_a_run_of_which_the_classic_builder_made_none() -> None:
    text = "FROM a\nRUN b\nRUN true\nRUN c"
    assert told(text, [*BASE, "/bin/sh -c b", "/bin/sh -c c"]) == (["", "", "2", "4"], True)


def test_hashed_sources_are_told_by_their_order() -> None:
    text = "FROM a\nCOPY b /x/\nCOPY c /x/\nRUN d\nCOPY e /x/"
    copied = f"{NOP} COPY file:{'cd' * 32} in /x/ "
    layers = [copied, copied, "/bin/sh -c d", copied]
    assert told(text, layers) == (["2", "3", "4", "5"], True)


def test_several_possible_lines_are_told() -> None:
    """One of the two COPYs was added to the file, or taken from it, since."""
    text = "FROM a\nRUN a\nCOPY b /x/\nCOPY c /x/\nRUN d\n"
    layers = [run("a"), f"{NOP} COPY dir:{'cd' * 32} in /x/ ", run("d")]
    assert told(text, layers) == (["2", "3/4", "5"], False)


def test_a_file_that_was_changed_since() -> None:
    text = "FROM a\nRUN a\nRUN new\nCOPY b .\nRUN changed\nRUN c\n"
    layers = [*BASE, run("a"), "COPY b . # buildkit", run("old"), run("c")]
    assert told(text, layers) == (["", "", "2", "4", "", "6"], False)


def test_a_file_of_another_image() -> None:
    assert told("FROM a\nRUN a\nRUN b", [*BASE, run("c")]) == (["", "", ""], False)
    assert told("FROM a\nRUN a\nRUN b", ["/bin/sh -c c"]) == ([""], False)


def test_metadata_alone() -> None:
    assert told("FROM a\nENV X=y\nCMD z", BASE) == (["", ""], True)
    assert told("FROM scratch\nLABEL a=b", []) == ([], True)


def test_too_much_to_compare_is_not_known() -> None:
    def made(layers: int) -> MatchedLayers:
        return match_layers(instructions, [run("a")] * layers)

    def match(count: int) -> MatchedLayers:
        return match_layers(instructions[:count], [run("a")] * 60)

    instructions = steps_of("FROM a\n" + "RUN a\n" * 3000)
    assert made(3000) == MatchedLayers(lines=((),) * 3000, is_complete=False)
    assert counted_steps_of(lambda: made(3000)) < 1000, "nothing is compared"
    assert_linear(match, 100)
    assert len(made(60).lines) == 60  # just below the bound


_STEPS = st.sampled_from(
    ["RUN a", "RUN b", "RUN c", "COPY x /y", "WORKDIR /w", "ENV A=b", "USER d"]
)
_BELOW = st.sampled_from(["RUN a", "RUN b", "COPY x /y", "WORKDIR /w"])


def recorded(step: str) -> str:
    """As BuildKit writes it."""
    if step.startswith("RUN "):
        return run(step.removeprefix("RUN "))
    return f"{step} # buildkit" if step.startswith("COPY") else step


@given(st.lists(_BELOW, max_size=4), st.lists(_STEPS, max_size=8))
def test_no_line_is_ever_wrong(base: list[str], own: list[str]) -> None:
    text = "\n".join(["FROM a", *own])
    made = [
        (str(line), recorded(step))
        for line, step in enumerate(own, 2)
        if not step.startswith(("ENV", "USER"))
    ]
    lines, is_complete = told(text, [*map(recorded, base), *(layer for _, layer in made)])
    truth = [""] * len(base) + [line for line, _ in made]
    assert is_complete
    for found, true in zip(lines, truth, strict=True):
        assert found in ("", true) or true in found.split("/")
    if any(step.startswith(("RUN", "COPY")) for step in own):
        assert lines == truth


@given(st.lists(_STEPS, max_size=8), st.lists(_STEPS, max_size=8))
def test_layers_of_any_file_are_in_the_order_of_its_lines(other: list[str], own: list[str]) -> None:
    """Also where the image was built from something else."""
    lines, _ = told("\n".join(["FROM a", *own]), [recorded(step) for step in other])
    sure = [int(line) for line in lines if line and "/" not in line]
    assert sure == sorted(set(sure))
    for line, step in zip(lines, other, strict=True):
        for candidate in filter(None, line.split("/")):
            assert own[int(candidate) - 2] == step


def test_an_image_with_its_lines() -> None:
    """The image of the reports' tests, and a Dockerfile for it."""
    text = (
        "FROM debian\nRUN apt-get update\nRUN apt-get install -y \\\n"
        "  --no-install-recommends gcc libc6-dev\nCOPY hello.c .\n"
        "RUN gcc -static -o hello hello.c\nRUN rm -rf /var/lib/apt/lists/*\n"
    )
    dockerfile = read_dockerfile(text.encode(), "app/Dockerfile")
    analysis = with_lines(hello_c(), dockerfile)
    assert analysis.dockerfile == "app/Dockerfile"
    found = ["/".join(map(str, layer.dockerfile_lines)) for layer in analysis.layers]
    assert found == ["", "2", "3-4", "5", "6", "7"]
    assert analysis.warnings == ()
    other = with_lines(hello_scratch(), dockerfile)
    assert [warning.code for warning in other.warnings] == ["other-dockerfile"]


def test_ambiguity_is_a_warning() -> None:
    text = "FROM scratch\nCOPY /hello /hello\nRUN a\nCOPY $A /hello\n"
    analysis = with_lines(hello_scratch(), read_dockerfile(text.encode(), "Dockerfile"))
    told_of = {warning.code: warning for warning in analysis.warnings}
    assert told_of["ambiguous-line"].layer == 0
    assert told_of["ambiguous-line"].message == "made by line 2 or 4 of Dockerfile"
