"""Secrets in instructions are shown as ***, however the instruction is written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layersize.oci.instruction import clean_instruction
from layersize.oci.masking import has_secret, masked, shown_instruction

SECRET = "q7Jw9zR4tK2m"  # noqa: S105 - nobody's
SHELL = "/bin/sh -c make"
HELD = {
    f"RUN |1 NPM_TOKEN={SECRET} {SHELL} # buildkit": "RUN make",
    f"|2 A=b NPM_TOKEN={SECRET} {SHELL}": "RUN make",
    f"|1 DB_PASSWORD=correct horse {SECRET} {SHELL}": "RUN make",
    f"/bin/sh -c #(nop)  ENV API_TOKEN={SECRET}": "ENV API_TOKEN=***",
    f"ENV A=b API_TOKEN={SECRET} and more C=d": "ENV A=b API_TOKEN=*** C=d",
    f"ENV API_TOKEN {SECRET}": "ENV API_TOKEN ***",
    f'LABEL org.api.token="{SECRET} x" b=c': 'LABEL org.api.token="***" b=c',
    f"ARG MYSQL_ROOT_PASSWORD={SECRET}": "ARG MYSQL_ROOT_PASSWORD=***",
    f"RUN NPM_TOKEN='{SECRET} x' npm ci": "RUN NPM_TOKEN='***' npm ci",
    f"RUN export A_SECRET={SECRET}; make": "RUN export A_SECRET=***; make",
    f"RUN curl -H 'Authorization: Bearer {SECRET}' https://a.test/x": (
        "RUN curl -H 'Authorization: Bearer ***' https://a.test/x"
    ),
    f'RUN curl --header "PRIVATE-TOKEN: {SECRET}" https://a.test/x': (
        'RUN curl --header "PRIVATE-TOKEN: ***" https://a.test/x'
    ),
    f"RUN curl -u me:{SECRET} https://a.test/": "RUN curl -u me:*** https://a.test/",
    f"RUN git clone https://me:{SECRET}@git.test/a": "RUN git clone https://me:***@git.test/a",
    f"RUN pip install -i https://me:{SECRET}/@x@pypi.test/s a": (
        "RUN pip install -i https://me:***@pypi.test/s a"
    ),
    f"RUN login --password {SECRET} --user me": "RUN login --password *** --user me",
    f"RUN login --api-key={SECRET}": "RUN login --api-key=***",
    f"RUN npm set //a.test/:_authToken={SECRET}": "RUN npm set //a.test/:_authToken=***",
    f"RUN echo 'root:{SECRET}' | chpasswd": "RUN echo 'root:***' | chpasswd",
    f"""RUN echo '{{"token": "{SECRET}"}}' > a.json""": """RUN echo '{"token": "***"}' > a.json""",
    f"RUN echo ghp_{SECRET * 3} > a": "RUN echo *** > a",
    f"RUN mysql -u root -p{SECRET} -e x": "RUN mysql -u root -p*** -e x",
    f"RUN mariadb-admin -p'{SECRET} x' x": "RUN mariadb-admin -p'***' x",
    f"RUN sshpass -p {SECRET} ssh a": "RUN sshpass -p *** ssh a",
    f"RUN docker login -u me -p {SECRET} a.test": "RUN docker login -u me -p *** a.test",
    f"RUN echo 'machine a login me password {SECRET}' > ~/.netrc": (
        "RUN echo 'machine a login me password ***' > ~/.netrc"
    ),
    f"RUN dotnet nuget add source -u me -p {SECRET} x": (
        "RUN dotnet nuget add source -u me -p *** x"
    ),
    f"RUN useradd -m -p {SECRET} me": "RUN useradd -m -p *** me",
    f"RUN redis-cli -h a -a {SECRET} ping": "RUN redis-cli -h a -a *** ping",
    f"RUN unzip -P {SECRET} a.zip": "RUN unzip -P *** a.zip",
    f"RUN openssl rsa -passin pass:{SECRET}": "RUN openssl rsa -passin pass:***",
    f"RUN composer config http-basic.a.test me {SECRET}": (
        "RUN composer config http-basic.a.test me ***"
    ),
    f"RUN npm config set //a.test/:_authToken {SECRET}": (
        "RUN npm config set //a.test/:_authToken ***"
    ),
    f"RUN aws configure set aws_secret_access_key {SECRET}": (
        "RUN aws configure set aws_secret_access_key ***"
    ),
    f"ENV JAVA_OPTS=-Djavax.net.ssl.keyStorePassword={SECRET}": (
        "ENV JAVA_OPTS=-Djavax.net.ssl.keyStorePassword=***"
    ),
    f"ENV DB_PASS={SECRET} B_PWD={SECRET}": "ENV DB_PASS=*** B_PWD=***",
    f"RUN echo '-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----' > a": (
        "RUN echo '***' > a"
    ),
    f"3 instructions: ENV A_TOKEN={SECRET} b; RUN make; COPY a b": (
        "3 instructions: ENV A_TOKEN=***; RUN make; COPY a b"
    ),
}
HARMLESS = [
    "RUN apt-get install -y --no-install-recommends openssl && rm -rf /var/lib/apt/lists/*",
    'RUN curl -H "Authorization: Bearer $TOKEN" https://a.test/x',
    "RUN TOKEN=$(cat /run/secrets/token) npm ci",
    "RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci",
    "ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568",
    "ENV PYTHON_SHA256=2c8ca2c1e4e2c9f4b4f3b1a5e6d7c8b9a0f1e2d3",
    "ENV TOKEN_FILE=/run/secrets/token PASSWORD_FILE=/run/secrets/password",
    "ENV GOOGLE_APPLICATION_CREDENTIALS=/etc/gcp/key.json",
    "RUN git clone https://github.com/a/b.git && npm install @scope/pkg@1.2.3 http://a.test:80/b@2",
    "RUN git clone git@github.com:a/b.git",
    "RUN mkdir -pfolder && mysql --version && mkdir -pv /a && ssh -p 2222 a",
    "RUN apt-get install -y mysql-client && cp -p one two",
    "RUN npm config set fund false && zip -r a.zip b -P",
    "ENV OLDPWD=/srv PWD=/srv BYPASS=really",
    "RUN useradd -u 1000 app && chown app:app /srv",
    "COPY --chown=1000:1000 . /app",
    "ARG TOKEN",
    "ENV TOKEN=",
    "",
]


@pytest.mark.parametrize("created_by", HELD)
def test_a_secret_is_found_and_not_shown(created_by: str) -> None:
    assert shown_instruction(created_by) == HELD[created_by]
    assert has_secret(created_by)
    assert SECRET not in masked(created_by)
    assert masked(masked(created_by)) == masked(created_by)


@pytest.mark.parametrize("created_by", HARMLESS)
def test_what_holds_none_stays_as_it_is(created_by: str) -> None:
    assert masked(created_by) == created_by
    assert shown_instruction(created_by) == clean_instruction(created_by)
    assert not has_secret(created_by)


@pytest.mark.parametrize(
    "text", ["ENV POSTGRES_PASSWORD=postgres", "RUN A_TOKEN=changeme make", "ARG A_SECRET=<secret>"]
)
def test_a_stand_in_is_hidden_and_is_no_finding(text: str) -> None:
    assert "***" in masked(text)
    assert not has_secret(text)


PIECES = [
    *("ENV ", "TOKEN=", "a://a:", "@", "sh -x ", "; ENV ", "-----BEGIN PRIVATE KEY-----", "'", '"'),
    *(" ", "a", "-H 'token: ", "--password ", "|1 ", "/bin/sh -c ", "ghp_", "xoxb-", "\\", "\n"),
    *("curl -u a:", "echo a:", "chpasswd", "a-", "TOKEN ", '"token": "', "authorization: bearer "),
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=9)).map("".join))
def test_no_text_breaks_it(text: str) -> None:
    assert masked(masked(text)) is not None
    has_secret(text)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("before", ["|1 ", "ENV ", "RUN curl @ chpasswd "])
def test_no_text_takes_long(piece: str, before: str) -> None:
    for text in (piece * 50_000, (piece + " ") * 50_000, (piece + "a") * 50_000):
        started = time.process_time()
        masked(before + text[:50_000])
        assert time.process_time() - started < 1
