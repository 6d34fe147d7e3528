"""Addresses that mean another machine for everybody who asks: this one, or one on its own link.

A registry has no business there, yet much that answers there trusts whoever asks: the metadata
services of clouds (169.254.169.254) give out credentials, and what a token server answers is sent
to the registry. Names are not resolved: only an address that stands in a URL is looked at.
https://www.rfc-editor.org/rfc/rfc6890#section-2.2.2
"""

from __future__ import annotations

import ipaddress
import socket

from urllib3.util import Url

from layersize.errors import LayersizeError
from layersize.oci.image_name import is_loopback


def refuse_inner_address(url: Url, named: Url, leads: str) -> None:
    """Raises LayersizeError for an inner address that somebody else than its owner leads to.

    `named` is what was asked before: from a server on this machine, others on it may be reached.
    `leads` says how it came there: `its token server is at`.
    """
    host, before = url.host or "", named.host or ""
    if host == before or not _is_inner(host):
        return
    if is_loopback(host) and is_loopback(before):
        return
    cause = f"{leads} {url.netloc}, an address within this machine or next to it"
    raise LayersizeError("", f"{cause}, where no registry leads", "tell the registry's operator")


def _is_inner(host: str) -> bool:
    if is_loopback(host):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        try:
            address = ipaddress.ip_address(socket.inet_aton(host))  # as 0xa9fea9fe, as systems do
        except (OSError, ValueError):
            return False
    mapped = getattr(address, "ipv4_mapped", None)
    found = address if mapped is None else mapped
    return bool(found.is_loopback or found.is_link_local or found.is_unspecified)
