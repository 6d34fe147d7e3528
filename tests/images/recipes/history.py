"""History steps and layers (case 37): no layer is dropped, whatever the history says."""

from __future__ import annotations

from typing import Any

from support.cases import Case, layer, report, warning
from support.docker_archives import named_layers
from support.image_config import config_json
from support.tar_writer import file, tar

LAYERS = [tar(file(name, name.encode())) for name in "abc"]
MISMATCH = [warning("history-mismatch", None, None)]


def with_history(
    name: str,
    why: str,
    created_by: list[str | None],
    warnings: list[dict[str, object]],
    **config: Any,
) -> Case:
    """Three layers; `created_by` None: not told by the rules."""
    told: list[dict[str, Any]] = [
        {} if step is None else {"created_by": step} for step in created_by
    ]
    rows = [layer(added=1, **facts) for facts in told]
    return Case(
        name=f"history-{name}",
        why=why,
        content=named_layers(
            {f"{index}.tar": blob for index, blob in enumerate(LAYERS)},
            LAYERS,
            config=config_json(LAYERS, **config),
        ),
        expect=report(*rows, entries=3, warnings=warnings),
    )


CASES = [
    with_history(
        "with-empty-layers",
        "Steps that made no layer are no layers.",
        ["ADD", "RUN 1", "RUN 2"],
        [],
        steps=["(empty) ARG x", "ADD", "(empty) ENV y", "RUN 1", "RUN 2", "(empty) CMD z"],
    ),
    with_history(
        "short",
        "Case 37: a history with too few steps leaves the rest of the layers `<unknown>`, with a "
        "warning.",
        [None, None, "<unknown>"],
        MISMATCH,
        steps=["ADD", "RUN 1"],
    ),
    with_history(
        "long",
        "Case 37: a history with too many steps adds no layer, with a warning.",
        [None, None, None],
        MISMATCH,
        steps=["ADD", "RUN 1", "RUN 2", "RUN 3"],
    ),
    with_history(
        "null",
        "Case 37: a history of null leaves all layers `<unknown>`, with a warning.",
        ["<unknown>"] * 3,
        MISMATCH,
        history=None,
    ),
    with_history(
        "empty",
        "Case 37: an empty history likewise.",
        ["<unknown>"] * 3,
        MISMATCH,
        history=[],
    ),
    with_history(
        "steps-without-text",
        "A step without created_by and comment made a layer all the same.",
        ["RUN 0", "<unknown>", "<unknown>"],
        [],
        history=[{"created_by": "RUN 0"}, {}, {"created_by": ""}],
    ),
    with_history(
        "hostile-text",
        "Case 39: a history line is data.",
        ["RUN \x1b[31mred\x1b[0m\nnext\u202eline", "[bold]x", "|a|<b>"],
        [],
        steps=["RUN \x1b[31mred\x1b[0m\nnext\u202eline", "[bold]x", "|a|<b>"],
    ),
]
