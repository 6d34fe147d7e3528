"""Names of images in registries, as https://github.com/distribution/reference reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layersize.errors import LayersizeError
from layersize.oci.image_name import is_loopback, parse_registry_name

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("ubuntu", "docker.io/library/ubuntu:latest"),
        ("ubuntu:24.04", "docker.io/library/ubuntu:24.04"),
        ("library/ubuntu", "docker.io/library/ubuntu:latest"),
        ("docker.io/ubuntu", "docker.io/library/ubuntu:latest"),
        ("index.docker.io/ubuntu", "docker.io/library/ubuntu:latest"),
        ("index.docker.io/user/app", "docker.io/user/app:latest"),
        ("user/app:v1", "docker.io/user/app:v1"),
        ("user/app/part", "docker.io/user/app/part:latest"),
        (f"ghcr.io/a/b@{DIGEST}", f"ghcr.io/a/b@{DIGEST}"),
        (f"ubuntu:24.04@{DIGEST}", f"docker.io/library/ubuntu:24.04@{DIGEST}"),
        ("localhost/x", "localhost/x:latest"),
        ("localhost:5000/x", "localhost:5000/x:latest"),
        ("localhost:5000", "docker.io/library/localhost:5000"),
        ("registry:5000/x:v1", "registry:5000/x:v1"),
        ("127.0.0.1:5000/x", "127.0.0.1:5000/x:latest"),
        ("[::1]:5000/x", "[::1]:5000/x:latest"),
        ("[2001:db8::1]/x", "[2001:db8::1]/x:latest"),
        ("Registry/x", "Registry/x:latest"),
        ("example.com/a_b/c__d/e-f/g---h/i.j", "example.com/a_b/c__d/e-f/g---h/i.j:latest"),
        ("x:" + "t" * 128, "docker.io/library/x:" + "t" * 128),
        ("x:_", "docker.io/library/x:_"),
        ("a.b", "docker.io/library/a.b:latest"),
        ("example.com/" + "f" * 64, "example.com/" + "f" * 64 + ":latest"),
        ("xn--n3h.com/x", "xn--n3h.com/x:latest"),
    ],
)
def test_names_are_filled_in(text: str, full: str) -> None:
    assert parse_registry_name(text).text == full


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "'' is not a repository"),
        (":v1", "'' is not a repository"),
        ("example.com/", "'' is not a repository"),
        ("User/app/", "'app/' is not a repository"),
        ("Ubuntu", "in lower case; write ubuntu"),
        ("user/App", "in lower case; write user/app"),
        ("a//b", "'a//b' is not a repository"),
        ("a/../b", "'a/../b' is not a repository"),
        ("a/-b", "'a/-b' is not a repository"),
        ("a___b", "'a___b' is not a repository"),
        ("x y", "'x y' is not a repository"),
        ("x\n", "is not a repository"),
        ("x:", "'' is not a tag"),
        ("x:-a", "'-a' is not a tag"),
        ("x:" + "t" * 129, "is not a tag"),
        ("x:a/b", "'x:a' is not a host"),
        ("a/x:a/b", "'a/b' is not a tag"),
        ("x:v1?n=last", "is not a tag"),
        ("x@", "is not a sha256, sha384 or sha512 digest"),
        ("x@sha256:abc", "is not 64 lower-case hexadecimal digits"),
        (f"x@{DIGEST.upper()}", "is not a sha256"),
        (f"@{DIGEST}", "'' is not a repository"),
        ("-a.com/x", "'-a.com' is not a host"),
        ("a..com/x", "'a..com' is not a host"),
        ("example.com:0/x", "'example.com:0' is not a host"),
        ("example.com:65536/x", "'example.com:65536' is not a host"),
        ("example.com:/x", "'example.com:' is not a host"),
        ("example.com:٣/x", "is not a host"),
        ("user:password@example.com/x", "what follows the @"),
        ("[::1/x", "'[::1' is not a host"),
        ("[1:2]/x", "'[1:2]' is not a host"),
        ("h" * 256 + ".com/x", "is not a host"),
        ("/x", "'/x' is not a repository"),
        ("f" * 64, "an image id names no image of a registry"),
        ("sha256:" + "f" * 64, "an image id names no image of a registry"),
        ("a/" * 128 + "a", "is too long"),
        ("docker://ubuntu", "begins with docker://; leave that out"),
        ("https://ghcr.io/a/b", "begins with https://; leave that out"),
    ],
)
def test_what_is_no_name(text: str, cause: str) -> None:
    with pytest.raises(LayersizeError) as raised:
        parse_registry_name(text)
    assert "is not the name of an image" in str(raised.value)
    assert cause in str(raised.value)
    assert raised.value.remedy


def test_where_to_ask() -> None:
    hub, other = parse_registry_name("ubuntu"), parse_registry_name("localhost:5000/x")
    assert hub.api_host == "registry-1.docker.io"
    assert other.api_host == "localhost:5000"
    assert hub.manifest_reference == "latest"
    assert parse_registry_name(f"x:v1@{DIGEST}").manifest_reference == DIGEST
    assert (hub.is_loopback, other.is_loopback) == (False, True)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.8.7", "[::1]"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["localhost.com", "128.0.0.1", "[::2]", "127.0.0.1.x"])
def test_other_machines(host: str) -> None:
    assert not is_loopback(host)


@given(st.from_regex(r"[a-zA-Z0-9.:/@_\[\]-]{0,40}", fullmatch=True) | st.text())
def test_any_text_is_a_name_or_an_error(text: str) -> None:
    try:
        name = parse_registry_name(text)
    except LayersizeError:
        return
    assert parse_registry_name(name.text) == name, "a full name stays what it is"


@pytest.mark.parametrize(
    "text",
    [
        "http://me:secret@host:5000/app:v1",
        "https://me:secret@host/app",
        "me:secret@host:5000/app:v1",
        "me:secret@host/app",
        "me:se@secret@host/app",
        "me:se/secret@host/app@sha256:00",
        ":secret@host/app",
    ],
)
def test_no_error_repeats_a_password(text: str) -> None:
    with pytest.raises(LayersizeError) as raised:
        parse_registry_name(text)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("text", ["app:v1@sha256:00", "host:5000/app:v1@sha256:00", "host:x/app"])
def test_what_is_no_password_is_shown(text: str) -> None:
    with pytest.raises(LayersizeError, match=text):
        parse_registry_name(text)
