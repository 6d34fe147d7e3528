"""The pytest plugin; docs/pytest.md tells how it is used.

It is imported by every run of pytest where layersize is installed, so it imports nothing of
layersize until a test asks for the fixture.
"""

from __future__ import annotations

import sys

import pytest

TYPE_CHECKING = False  # as type checkers know it
if TYPE_CHECKING:
    from layersize.testing.image import Measurer


@pytest.fixture(scope="session")
def layersize() -> Measurer:
    """Measures images, each once: `layersize("app:v1").shadowed_bytes < mb(5)`."""
    from layersize.testing.image import Measurer

    return Measurer()


def pytest_assertrepr_compare(
    config: pytest.Config, op: str, left: object, right: object
) -> list[str] | None:
    """Explains measures that are beyond a limit; a few lines, with `-vv` more."""
    if "layersize.testing.measures" not in sys.modules:
        return None
    from layersize.testing.failure import failure_lines

    is_verbose = config.get_verbosity(pytest.Config.VERBOSITY_ASSERTIONS) > 1
    return failure_lines(op, left, right, rows=3 if is_verbose else 1)
