"""Secrets that are in no file: each instruction and each name is new by itself."""

from __future__ import annotations

from pathlib import Path

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.budgets.findings.counted import counted_findings
from layersize.budgets.findings.recorded import recorded_findings, what_is_new
from layersize.measure import explore
from support.docker_archives import named_layers
from support.image_config import config_json
from support.tar_writer import file, tar

WORD = "q7Jw9zR4tK2mB8x"


def built(folder: Path, *names: str, steps: tuple[str, ...] = ("RUN make",)) -> AnalyzedImage:
    layers = [tar(file(f"bin/{number}", b"x")) for number in range(len(steps))]
    settings = {"Env": [f"{name}={WORD}" for name in names]}
    config = config_json(layers, steps=list(steps), config=settings)
    named = {str(number): layer for number, layer in enumerate(layers)}
    path = folder / "image.tar"
    path.write_bytes(named_layers(named, layers, config=config))
    return explore(str(path))


def new_codes(image: AnalyzedImage, baseline: AnalyzedImage) -> list[str]:
    recorded = recorded_findings(baseline)
    assert recorded is not None
    new = (what_is_new(each, recorded, image) for each in counted_findings(image, 0, []).counted)
    return [each.finding.rule for each in new if each is not None]


FOUR = ("A_TOKEN", "B_TOKEN", "C_TOKEN", "D_TOKEN")


def test_a_name_that_takes_the_place_of_another_is_new(tmp_path: Path) -> None:
    old = built(tmp_path, *FOUR)
    assert new_codes(built(tmp_path, *FOUR[:3], "Z_TOKEN"), old) == ["LS094"]
    assert new_codes(built(tmp_path, *FOUR, "Z_TOKEN"), old) == ["LS094"]


def test_one_that_has_gone_makes_none_new(tmp_path: Path) -> None:
    old = built(tmp_path, *FOUR)
    assert new_codes(built(tmp_path, *FOUR[1:]), old) == []
    assert new_codes(built(tmp_path, *FOUR), old) == []


def test_each_instruction_is_new_by_itself(tmp_path: Path) -> None:
    first, second = (f"RUN curl -u me:{WORD} https://{host}.test/" for host in "ab")
    old = built(tmp_path, steps=(first,))
    assert new_codes(built(tmp_path, steps=(second,)), old) == ["LS093"]
    assert new_codes(built(tmp_path, steps=(first, second)), old) == ["LS093"]
    assert new_codes(old, built(tmp_path, steps=(first, second))) == []
    recorded = recorded_findings(old)
    assert recorded is not None
    assert WORD not in repr(recorded)
