"""The two things that a registry is asked for: manifests and blobs.

Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
"""

from __future__ import annotations

from http import HTTPStatus

from urllib3.util import Url

from layersize.errors import LayersizeError
from layersize.oci.digest import Digest
from layersize.oci.image_name import RegistryName
from layersize.oci.json_node import JsonNode
from layersize.oci.media_types import (
    DOCKER_MANIFEST,
    DOCKER_MANIFEST_LIST,
    OCI_INDEX,
    OCI_MANIFEST,
    SCHEMA_1_PREFIX,
)
from layersize.progress import Progress
from layersize.sources.context import Network, NoSuchImage, Unavailable
from layersize.sources.oci_layout import check_document
from layersize.sources.registry.answer import Answer
from layersize.sources.registry.auth import Login
from layersize.sources.registry.errors import schema_1
from layersize.sources.registry.http import Http, web_address
from layersize.sources.registry.retry import RetryBudget, TransientError
from layersize.sources.registry.tls_probe import speaks_tls
from layersize.values import dataclass
from layersize.warning import Warning

_MANIFESTS = {"Accept": f"{OCI_INDEX}, {OCI_MANIFEST}, {DOCKER_MANIFEST_LIST}, {DOCKER_MANIFEST}"}
_ANYTHING = {"Accept": "*/*"}
_MOST_TAGS = 1000
_WEB_PAGE = "text/html"
_HTTPS_PORT = 443
_PUSH_AGAIN = "push the image again"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDocument:
    """A manifest or an index, as the registry sent it."""

    data: bytes
    media_type: str
    """As the registry says; empty if it does not."""


class RegistryClient:
    """Asks one registry for what belongs to one image; may be used by several threads."""

    def __init__(self, name: RegistryName, network: Network, progress: Progress) -> None:
        """`progress` is told of what takes long before anything is sent."""
        self.name = name
        self._network = network
        self._http = Http(network, name)
        self._login = Login(name, self._http, progress)
        self._scheme: str | None = None

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """What went wrong so far and did not keep the registry from answering."""
        return self._login.warnings

    def retry_budget(self) -> RetryBudget:
        """A new one, for one document or blob."""
        return RetryBudget(self._network)

    def manifest(self, digest: Digest | None = None) -> RegistryDocument:
        """The manifest or index that was named, or the one of a digest.

        It is checked against the digest that was asked for, and the one that the registry declares.
        Raises Unavailable if the image is not there, LayersizeError for anything else.
        """
        budget = self.retry_budget()
        while True:
            with budget.attempt():
                return self._manifest(digest)

    def document(self, digest: Digest) -> bytes:
        """A small blob whole; its digest is left to be checked."""
        budget = self.retry_budget()
        while True:
            with budget.attempt():
                return self.request_blob(digest, 0).document()

    def tags(self) -> list[str]:
        """Some of the repository's tags, as the registry sorts them."""
        try:
            answer = self._get(f"tags/list?n={_MOST_TAGS}", _ANYTHING)
            self._expect(answer, HTTPStatus.OK)
            tags = JsonNode.parse(answer.document(), "tags").get("tags").items()
        except TransientError as failure:
            raise failure.error from None
        return [text for tag in tags if (text := tag.text())]

    def _manifest(self, digest: Digest | None) -> RegistryDocument:
        reference = str(digest) if digest else self.name.manifest_reference
        where = f"manifest {digest}" if digest else self.name.text
        answer = self._get(f"manifests/{reference}", _MANIFESTS)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise self._no_manifest(answer, where)
        self._expect(answer, HTTPStatus.OK)
        media_type = answer.header("Content-Type").partition(";")[0].strip().lower()
        declared_digest = answer.header("Docker-Content-Digest")
        data = answer.document()
        if media_type == _WEB_PAGE:
            raise Unavailable(where, f"{answer.host} answers with a web page", "check the name")
        if media_type.startswith(SCHEMA_1_PREFIX):
            raise schema_1(where)  # its digest leaves out its signature, and can't be checked here
        for known in (digest or self.name.digest, _parsed(declared_digest)):
            if known is not None:
                check_document(data, where, known, JsonNode(None, where))
        return RegistryDocument(data=data, media_type=media_type)

    def _no_manifest(self, answer: Answer, where: str) -> LayersizeError:
        """Says that it is the repository that is missing, where the registry knows."""
        body = answer.drop()
        if where != self.name.text:
            return LayersizeError(where, "is not in the registry", _PUSH_AGAIN)
        tag = "digest" if self.name.digest else "tag"
        missing = "repository" if b"NAME_UNKNOWN" in body else f"repository or {tag}"
        return NoSuchImage(where, f"no such {missing}", "check the name")

    def request_blob(self, digest: Digest, offset: int) -> Answer:
        """A blob from `offset` on, or from its beginning, as the registry likes.

        Raises LayersizeError if it can't be had, TransientError where it may help to ask again.
        """
        headers = {**_ANYTHING, "Range": f"bytes={offset}-"} if offset else _ANYTHING
        answer = self._get(f"blobs/{digest}", headers)
        if answer.status == HTTPStatus.NOT_FOUND:
            answer.drop()
            raise LayersizeError("", "is not in the registry", _PUSH_AGAIN)
        if offset == 0 or answer.status != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self._expect(answer, HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)
        return answer

    def _expect(self, answer: Answer, *statuses: HTTPStatus) -> None:
        """Raises LayersizeError or TransientError for any other status."""
        if answer.status in statuses:
            return
        denials = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
        if answer.status in denials and answer.from_origin:
            answer.drop()
            raise self._login.denied()
        raise answer.status_failure(answer.host, login_host=self._login.helpful_login)

    def _get(self, path: str, headers: dict[str, str]) -> Answer:
        """The registry's answer, after a login if it asks for one."""
        url = self._url(path)
        sent = self._login.header
        answer = self._http.send(url, headers, authorization=sent)
        if answer.status != HTTPStatus.UNAUTHORIZED or not answer.from_origin:
            return answer
        answer.drop()
        self._login.renew(answer.response.headers.getlist("WWW-Authenticate"), sent, url)
        return self._http.send(url, headers, authorization=self._login.header)

    def _url(self, path: str) -> Url:
        if self._scheme is None:
            self._scheme = self._found_scheme()
        return self._address(self._scheme, f"{self.name.repository}/{path}")

    def _found_scheme(self) -> str:
        """https; where that is not spoken, on this machine or with --insecure, http."""
        https = self._address("https", "")
        if self._network.insecure:
            try:
                self._http.send(https, _ANYTHING).drop()
            except (LayersizeError, TransientError):
                return "http"
        elif self.name.is_loopback:
            host, port = (https.host or "").strip("[]"), https.port or _HTTPS_PORT
            if not speaks_tls(host, port, self._network.timeout_seconds):
                return "http"
        return "https"

    def _address(self, scheme: str, path: str) -> Url:
        url = web_address(f"{scheme}://{self.name.api_host}/v2/{path}")
        if url is None:
            raise LayersizeError(self.name.text, f"{self.name.host!r} is not a host")
        return url


def _parsed(digest: str) -> Digest | None:
    """A digest in a header; one of an algorithm that is not known says nothing."""
    try:
        return Digest.parse(digest)
    except ValueError:
        return None
