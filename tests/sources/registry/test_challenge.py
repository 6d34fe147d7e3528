"""WWW-Authenticate headers, well-formed and not."""

from __future__ import annotations

import pytest

from layersize.sources.registry.auth import Challenge, parse_challenges
from support.work import assert_bounded


@pytest.mark.parametrize(
    ("header", "challenges"),
    [
        (
            'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",'
            'scope="repository:library/ubuntu:pull"',
            [
                (
                    "bearer",
                    {
                        "realm": "https://auth.docker.io/token",
                        "service": "registry.docker.io",
                        "scope": "repository:library/ubuntu:pull",
                    },
                )
            ],
        ),
        (
            'Bearer scope="repository:a:pull,push", realm="https://x/?a=1,2" , error="b"',
            [
                (
                    "bearer",
                    {"scope": "repository:a:pull,push", "realm": "https://x/?a=1,2", "error": "b"},
                )
            ],
        ),
        ("BASIC Realm=registry", [("basic", {"realm": "registry"})]),
        (
            'Basic realm="a", Bearer realm="b",service=c',
            [("basic", {"realm": "a"}), ("bearer", {"realm": "b", "service": "c"})],
        ),
        (r'Basic realm="say \"hi\", please"', [("basic", {"realm": 'say "hi", please'})]),
        ('Basic realm = "spaces"', [("basic", {"realm": "spaces"})]),
        ('Basic realm=""', [("basic", {"realm": ""})]),
        ('Basic realm="a",realm="b"', [("basic", {"realm": "a"})]),
        ("Negotiate", [("negotiate", {})]),
        ('realm="without a scheme"', []),
        ("", []),
        (",,,", []),
        ('Bearer realm="not closed', [("bearer", {}), ("realm", {}), ("not", {}), ("closed", {})]),
    ],
)
def test_challenges(header: str, challenges: list[tuple[str, dict[str, str]]]) -> None:
    expected = [Challenge(scheme=scheme, parameters=given) for scheme, given in challenges]
    assert parse_challenges([header]) == expected


def test_several_headers() -> None:
    found = parse_challenges(["Basic realm=a", "Bearer realm=b"])
    assert [challenge.scheme for challenge in found] == ["basic", "bearer"]


@pytest.mark.parametrize("piece", ['a="', 'a="\\"', "a=", "a ", '"', "\\", 'a="b",'])
def test_a_hostile_header_takes_no_time(piece: str) -> None:
    def parse(times: int) -> None:
        parse_challenges([piece * times])

    assert_bounded(parse, 30_000)
    for _ in range(150):  # with expressions that go back, minutes
        parse(30_000)
