"""Secrets that everybody who pulls the image has: in files, in instructions, in settings.

A file that a later layer deletes is still in the image, and so is its secret. What is told is the
path, the layer and the kind, never the secret.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.overlay import Overlay
from layersize.errors import LayersizeError
from layersize.findings.rule import Found, Rule
from layersize.findings.subject import Subject
from layersize.oci.instruction import clean_instruction
from layersize.oci.json_node import JsonNode
from layersize.oci.masking import has_secret
from layersize.text.sizes import count_text

HIDDEN_FILES = Rule("LS090", Family.SECRET, Certainty.LOSSLESS)
LIVE_FILES = Rule("LS091", Family.SECRET, Certainty.JUDGE)
FILES_OF_TESTS = Rule("LS092", Family.SECRET, Certainty.JUDGE)
INSTRUCTIONS = Rule("LS093", Family.SECRET, Certainty.SAFE)
SETTINGS = Rule("LS094", Family.SECRET, Certainty.JUDGE)
RULES = (HIDDEN_FILES, LIVE_FILES, FILES_OF_TESTS, INSTRUCTIONS, SETTINGS)

KIND_NAMES = {
    "private-key": "private key",
    "keystore": "keystore",
    "token": "token",
    "cloud-key": "cloud key",
    "login": "login",
    "password-hash": "hashed password",
    "setting": "secret setting",
}
"""Kinds of marks in words."""
_OF_TESTS = re.compile(
    rb"(?:.*/)?(?:tests?|__tests__|spec|testdata|test[_-]data|fixtures?|testing|examples?|samples?"
    rb"|demos?|dummy[^/]*|templates?|third[_-]party|vendor|node_modules|site-packages|dist-packages"
    rb"|gems|go/src|pkg/mod|registry/src|docs?)/.*|usr/share/.*",
    re.DOTALL | re.IGNORECASE,
)
"""Paths of what others publish together with their programs."""
_MOST_STEPS = 8192
_LONGEST_NAME = 60
_ASSIGNED = re.compile(r"(?:\A|\s)([A-Za-z_][A-Za-z0-9_.-]{0,59})=")
_NEW_SECRET = "and replace the secret: whoever has the image has it"  # noqa: S105 - advice
_FIX_HIDDEN = f"RUN --mount=type=secret,id=NAME instead of COPY, {_NEW_SECRET}"
_FIX_LIVE = f"mount it when the container starts, {_NEW_SECRET}"
_FIX_OF_TESTS = "leave tests and examples out, if nothing reads them"
_FIX_INSTRUCTION = f"RUN --mount=type=secret,id=NAME,env=NAME instead of ARG, {_NEW_SECRET}"
_FIX_SETTING = f"docker run --env-file FILE when the container starts, {_NEW_SECRET}"


def find(subject: Subject) -> Iterator[Found]:
    """A finding for each owner and state of files; one for all instructions, one for settings."""
    yield from _in_files(subject)
    yield from _in_instructions(subject)
    yield from _in_settings(subject)


def _in_files(subject: Subject) -> Iterator[Found]:
    overlay = subject.image.overlay
    if not any(entries.secrets for entries in overlay.layers):
        return
    hidden = set(overlay.shadows.inodes)
    grouped: defaultdict[tuple[Rule, Owner, FindingState], dict[int, str]] = defaultdict(dict)
    for layer, entries in enumerate(overlay.layers):
        first = overlay.first_inode[layer]
        for row, mark in entries.secrets.items():
            is_hidden = first + row in hidden
            state = FindingState.HIDDEN if is_hidden else FindingState.LIVE
            rule = HIDDEN_FILES if is_hidden else LIVE_FILES
            if _OF_TESTS.fullmatch(entries.path(row)):
                rule = FILES_OF_TESTS
            grouped[rule, subject.owner(layer), state][first + row] = mark.kind
    for (rule, owner, state), kinds in grouped.items():
        yield Found(
            rule=rule,
            title=_title(rule, kinds),
            fix=_fix(rule, owner),
            owner=owner,
            state=state,
            inodes=list(kinds),
            examples=tuple(_path(inode, overlay) for inode in sorted(kinds)[:5]),
        )


def _title(rule: Rule, kinds: dict[int, str]) -> str:
    counted = Counter(map(KIND_NAMES.__getitem__, kinds.values()))
    what = ", ".join(count_text(count, kind) for kind, count in counted.most_common())
    if rule is HIDDEN_FILES:
        return f"{what} that a later layer hides, and everybody can read"
    return f"{what} of tests, examples or packages" if rule is FILES_OF_TESTS else what


def _fix(rule: Rule, owner: Owner) -> str:
    if rule is FILES_OF_TESTS:
        return _FIX_OF_TESTS
    if owner is Owner.BASE:
        return "take another base image, or tell those who make it"
    return _FIX_HIDDEN if rule is HIDDEN_FILES else _FIX_LIVE


def _in_instructions(subject: Subject) -> Iterator[Found]:
    layers = subject.image.analysis.layers
    found: defaultdict[Owner, list[int]] = defaultdict(list)
    for layer in layers:
        if any(map(has_secret, layer.merged_steps or (layer.created_by,))):
            found[subject.owner(layer.index)].append(layer.index)
    for owner, indexes in found.items():
        yield Found(
            rule=INSTRUCTIONS,
            title=f"secrets in the instructions of {count_text(len(indexes), 'layer')}",
            fix=_FIX_INSTRUCTION,
            owner=owner,
            state=FindingState.LIVE,
            inodes=(),
            examples=(),
            layers=tuple(indexes),
        )


def _in_settings(subject: Subject) -> Iterator[Found]:
    """In the environment, in labels, and in the history of instructions that made no layer."""
    names = secret_settings(subject.image)
    if not names:
        return
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    yield Found(
        rule=SETTINGS,
        title=f"secrets in the image's settings: {', '.join(names[:3])}{more}",
        fix=_FIX_SETTING,
        owner=Owner.YOURS if not subject.image.analysis.image.base_layers else Owner.UNKNOWN,
        state=FindingState.LIVE,
        inodes=(),
        examples=(),
        layers=(),
    )


def secret_settings(image: AnalyzedImage) -> list[str]:
    """Names of settings with a secret, or of what they stand in; never their values."""
    return sorted(set(_secret_settings(image)))


def _secret_settings(image: AnalyzedImage) -> Iterator[str]:
    documents = image.image.documents
    if documents is None:
        return
    try:
        node = JsonNode.parse(documents.config, "config")
        config = node.get("config")
        variables = [item.text() or "" for item in config.get("Env").items(_MOST_STEPS)]
        labels = config.get("Labels").value
        steps = node.get("history").items(_MOST_STEPS)
        empty = [
            step.get("created_by").text() or "" for step in steps if step.get("empty_layer").flag()
        ]
    except LayersizeError:
        return
    for variable in variables:
        if has_secret(f"ENV {variable}"):
            yield variable.partition("=")[0][:_LONGEST_NAME]
    for name, value in labels.items() if isinstance(labels, dict) else ():
        if isinstance(value, str) and has_secret(f"LABEL {name}={value}"):
            yield f"label {name}"[:_LONGEST_NAME]
    for step in empty:
        if has_secret(step):
            yield from _names_in_step(step) or [f"instruction {clean_instruction(step).split()[0]}"]


def _names_in_step(step: str) -> list[str]:
    """The names that a step sets, as far as they hold a secret."""
    begins = [found.start(1) for found in _ASSIGNED.finditer(step)]
    return [
        step[start:end].partition("=")[0]
        for start, end in pairwise([*begins, len(step)])
        if has_secret(f"ENV {step[start:end]}")
    ]


def _path(inode: int, overlay: Overlay) -> bytes:
    layer, row = overlay.entry_of(inode)
    return overlay.layers[layer].path(row)
