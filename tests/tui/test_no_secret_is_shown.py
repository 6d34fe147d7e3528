"""No screen shows a secret that stands in an instruction."""

from __future__ import annotations

from pathlib import Path

from layersize.measure import explore
from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout
from tui.pilot import browsing, in_loop

SECRET = "q7Jw9zR4tK2mB8x"  # noqa: S105 - nobody's
STEPS = [
    f"RUN curl -H 'Authorization: Bearer {SECRET}' https://a.test/x",
    f"RUN A_TOKEN={SECRET} make && rm -rf a",
]


@in_loop
async def test_instructions_are_shown_without_secrets(tmp_path: Path) -> None:
    layers = [tar(file("a/b", b"b" * 9000), file("c", b"c")), tar(whiteout("a"))]
    (tmp_path / "image.tar").write_bytes(archive(*layers, steps=STEPS))
    image = explore(str(tmp_path / "image.tar"))
    async with browsing({"one": image}, size=(200, 50)) as terminal:
        for keys in ((), ("2",), ("3",), ("4",), ("5",)):
            await terminal.press(*keys)
            text = terminal.text()
            assert SECRET not in text
            if not keys:
                assert "Authorization: Bearer ***" in text
                assert "A_TOKEN=*** make" in text
