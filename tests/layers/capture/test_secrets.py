"""Secrets in files: found where real tools wrote them, and nowhere else.

Tokens are made of the documented form and of noise: nobody ever issued them.
"""

from __future__ import annotations

import gzip
import io
import random
import string
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layersize.cache.walk_file import dump_walk, load_walk
from layersize.layers.capture.secrets import BEGINNING_BYTES, KINDS, is_suspicious, secret_mark
from layersize.layers.entries import SecretMark
from layersize.layers.request import WalkRequest
from layersize.layers.walker import LayerWalker
from layersize.streams.ranges import FileRange
from support.tar_writer import file, pax, tar

NOISE = random.Random(17)


def noise(count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(NOISE.choices(alphabet, k=count))


WORD = noise(24)
AWS = noise(40)
HASH = f"$6${noise(8)}${noise(86)}"
FOUND = {
    ".npmrc": ("login", f"registry=https://a.test/\n//a.test/:_authToken={WORD}\n"),
    "root/.netrc": ("login", f"machine a.test\n  login me\n  password {WORD}\n"),
    ".pypirc": ("login", f"[pypi]\nusername = me\npassword = {WORD}\n"),
    "root/.git-credentials": ("login", f"https://me:{WORD}@git.test\n"),
    "root/.docker/config.json": ("login", f'{{"auths": {{"a.test": {{"auth": "{WORD}"}}}}}}'),
    "root/.aws/credentials": ("cloud-key", f"[default]\naws_secret_access_key = {AWS}\n"),
    "gcloud/application_default_credentials.json": ("login", f'{{"refresh_token": "{WORD}"}}'),
    "root/.kube/config": ("login", f"users:\n- name: a\n  user:\n    token: {WORD}\n"),
    ".env": ("setting", f"DEBUG=1\nexport DB_PASSWORD='{WORD}'\n"),
    "app/.env.production": ("setting", f"STRIPE_SECRET_KEY={WORD} # of the shop\n"),
    "prod.tfvars": ("setting", f'db_password = "{WORD}"\n'),
    "etc/apache2/.htpasswd": ("password-hash", f"me:$apr1${noise(8)}${noise(22)}\n"),
    "etc/shadow": ("password-hash", f"daemon:*:19000:0:99999:7:::\nroot:{HASH}:19000:0:::::\n"),
    "root/.m2/settings.xml": (
        "login",
        f"<!-- <password>a</password> --><password>{WORD}</password>",
    ),
    "root/.config/gh/hosts.yml": ("token", f"github.com:\n  oauth_token: gho_{noise(36)}\n"),
    "root/.pgpass": ("login", f"db.test:5432:app:me:{WORD}\n"),
    "config/master.key": ("private-key", noise(32, "0123456789abcdef")),
    "a.env": ("token", f"GITHUB=ghp_{noise(36)}\n"),
    "b.env": ("token", f"GITLAB=glpat-{noise(20)}\n"),
    "c.env": ("token", f"SLACK=xoxb-{noise(12, string.digits)}-{noise(24)}\n"),
    "d.env": ("token", f"STRIPE=sk_live_{noise(24)}\n"),
    "e.env": ("token", f"NPM=npm_{noise(36)}\n"),
    "f.env": ("token", f"PYPI=pypi-AgEIcHlwaS5vcmc{noise(80)}\n"),
}
NOT_FOUND = {
    "etc/shadow": "root:*:19000:0:99999:7:::\nbin:!:1::::::\nme:!*:19000::::::\nx::1::::::\n",
    ".env": "# DB_PASSWORD=really-a-secret-9\nDB_PASSWORD=\nA_TOKEN=${TOKEN}\nB_TOKEN=$TOKEN\n"
    "C_TOKEN=<your token>\nD_SECRET=changeme\nE_PASSWORD=password123\nF_PASSWORD=xxxxxxxx\n"
    "G_TOKEN=/run/secrets/token\nPUBLIC_KEY=aaaabbbbccccdddd\nGPG_KEY=E3FF2839C048B25C084D\n",
    "root/.aws/credentials": "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    ".npmrc": "//a.test/:_authToken=${NPM_TOKEN}\nfund=false\n",
    "root/.netrc": "# machine a.test password real-one-4711\nmachine a.test login me\n",
    "root/.docker/config.json": '{"auths": {"a.test": {}}, "credsStore": "pass"}',
    "a.env": "GITHUB=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
    "etc/maven/settings.xml": "<a><!-- <server>\n<password>repopwd</password></server>\n--></a>",
    "etc/ssl/docs.pem": "write -----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
}


@pytest.mark.parametrize("path", FOUND)
def test_what_is_found(path: str) -> None:
    kind, text = FOUND[path]
    assert is_suspicious(path.encode())
    mark = secret_mark(path.encode(), text.encode())
    assert mark is not None
    assert mark.kind == kind in KINDS
    assert len(text[mark.offset :][: mark.length]) == mark.length > 0
    assert not set(text[mark.offset :][: mark.length]) & set(" \n'\"")


@pytest.mark.parametrize("path", NOT_FOUND)
def test_what_only_looks_like_one(path: str) -> None:
    assert is_suspicious(path.encode())
    assert secret_mark(path.encode(), NOT_FOUND[path].encode()) is None


@pytest.mark.parametrize(
    "path",
    [
        *("etc/app.conf", ".env.example", "app/.env.sample", "config.json", "src/config", "a.crt"),
        *("root/.ssh/id_rsa.pub", "usr/lib/systemd/system/service-account.service", "keys.py"),
        *("etc/ssh/sshd_config", "etc/passwd", "usr/share/doc/service_account.md", "", "/"),
    ],
)
def test_names_that_tell_nothing(path: str) -> None:
    assert not is_suspicious(path.encode())


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa", "ed25519"])
@pytest.mark.parametrize("passphrase", ["", "of a test"])
def test_keys_that_ssh_keygen_makes(tmp_path: Path, kind: str, passphrase: str) -> None:
    key = tmp_path / f"id_{kind}"
    run("ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", str(key))
    assert is_suspicious(f"root/.ssh/id_{kind}".encode())
    data = key.read_bytes()
    mark = secret_mark(key.name.encode(), data)
    assert mark == SecretMark("private-key", 0, data.index(b"-----END"))
    assert secret_mark(b"a_key", key.with_suffix(".pub").read_bytes()) is None


@pytest.mark.parametrize("algorithm", ["RSA", "EC -pkeyopt ec_paramgen_curve:P-256", "ED25519"])
def test_keys_that_openssl_makes(tmp_path: Path, algorithm: str) -> None:
    key, public = tmp_path / "a.key", tmp_path / "public.pem"
    run("openssl", "genpkey", "-algorithm", *algorithm.split(), "-out", str(key))
    run("openssl", "pkey", "-in", str(key), "-pubout", "-out", str(public))
    mark = secret_mark(b"etc/ssl/private/a.key", key.read_bytes())
    assert mark is not None
    assert mark.kind == "private-key"
    assert secret_mark(b"public.pem", public.read_bytes()) is None


def test_certificates_and_keystores_of_openssl_and_keytool(tmp_path: Path) -> None:
    key, certificate = tmp_path / "a.key", tmp_path / "a.pem"
    both, only_certificates = tmp_path / "both.p12", tmp_path / "trusted.p12"
    new = ("req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=a")
    run("openssl", *new, "-keyout", str(key), "-out", str(certificate))
    store = ("pkcs12", "-export", "-passout", "pass:of-a-test", "-in", str(certificate))
    run("openssl", *store, "-inkey", str(key), "-out", str(both))
    run("openssl", *store, "-nokeys", "-out", str(only_certificates))
    assert secret_mark(b"a.pem", certificate.read_bytes()) is None
    assert secret_mark(b"trusted.p12", only_certificates.read_bytes()) is None
    mark = secret_mark(b"both.p12", both.read_bytes())
    assert mark is not None
    assert mark.kind == "keystore"


MOST = {path: text.encode() for path, (_, text) in FOUND.items()}
LAYER = tar(
    *(file(path, data) for path, data in MOST.items()),
    *(file(f"others/{path}", text.encode()) for path, text in NOT_FOUND.items()),
    pax(("mtime", "1.5")) + file("./with/pax/.npmrc", MOST[".npmrc"]),
    pax(("path", f"{'long/' * 60}.npmrc")) + file("short", MOST[".npmrc"]),
    file("empty.key", b""),
    file("long.key", b"x" * (2 << 20)),
)


def test_wherever_the_layer_is_read_from_marks_are_the_same(tmp_path: Path) -> None:
    streamed = LayerWalker().walk_stream(io.BytesIO(LAYER))
    packed = LayerWalker().walk_stream(io.BytesIO(gzip.compress(LAYER)))
    (tmp_path / "blob").write_bytes(LAYER)
    blob = FileRange(path=tmp_path / "blob", offset=0, blob_bytes=len(LAYER))
    headers = LayerWalker().walk_file(blob)
    hashed = LayerWalker(WalkRequest(verify=True)).walk_file(blob)
    assert len(streamed.entries.secrets) == len(FOUND) + 2
    for walk in (packed, headers, hashed):
        assert walk.entries.secrets == streamed.entries.secrets


def test_the_cache_keeps_marks_and_no_secret() -> None:
    walk = LayerWalker(WalkRequest(read_metadata=True)).walk_stream(io.BytesIO(LAYER))
    kept = dump_walk(walk)
    assert load_walk(kept).entries.secrets == walk.entries.secrets
    for secret in (WORD, AWS, HASH):
        assert secret.encode() not in kept


SUSPICIOUS = sorted({*FOUND, *NOT_FOUND, "a.pem", "a.p12", "a.jks", "a.ppk", "NuGet.Config"})
BITS = [
    *(b"-----BEGIN PRIVATE KEY-----", b"-----BEGIN ", b"password ", b'"auth": "', b"x://a:", b"\n"),
    *(
        b"<!-- ",
        b"-->",
        b"_authToken=",
        b"A_TOKEN=",
        b"token: ",
        b"<password>",
        b" ",
        b"\t",
        b"=",
        b":",
        b"\xff\0",
    ),
    *(b"ghp_", b"xoxb-", b"github_pat_", b"\xfe\xed\xfe\xed", b"PuTTY-User-Key-File-3: ", b"$6$"),
    *(b'password" value="', b"define('DB_PASSWORD', '", b"A" * 300, b"export ", b"'", b'"'),
]


@given(st.sampled_from(SUSPICIOUS), st.lists(st.sampled_from(BITS) | st.binary(max_size=9)))
def test_no_content_breaks_it(path: str, parts: list[bytes]) -> None:
    data = b"".join(parts)
    mark = secret_mark(path.encode(), data)
    if mark is not None:
        assert mark.kind in KINDS
        assert 0 <= mark.offset <= mark.offset + mark.length <= len(data)


@pytest.mark.parametrize("bit", BITS)
def test_no_content_takes_long(bit: bytes) -> None:
    """A pattern that looks at all that follows for each place would take minutes."""
    data = ((bit + b" a") * BEGINNING_BYTES)[:BEGINNING_BYTES]
    for text in (data, data.replace(b" ", b""), data[:1000].replace(b"a", b"A") * 65):
        for name in (b".envrc", b"config", b".npmrc", b"a.json", b"NuGet.Config", b"credentials"):
            started = time.process_time()
            secret_mark(name, text)
            assert time.process_time() - started < 1, name
