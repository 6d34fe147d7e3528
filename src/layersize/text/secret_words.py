"""How secrets look in text: tokens whose form their makers document, and what only stands for one.

Every pattern takes time in proportion to the text: what repeats is bounded, or nothing follows it.
"""

from __future__ import annotations

import re

TOKEN = "|".join(
    (
        # https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
        r"gh[pousr]_[A-Za-z0-9]{36,255}",
        r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
        # https://docs.gitlab.com/security/tokens/#token-prefixes
        r"gl(?:pat|dt|rt|ptt|oas|cbt|soat|ft|imt|agent)-[A-Za-z0-9_.-]{20,300}",
        # https://api.slack.com/concepts/token-types
        r"xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-[0-9]-[A-Za-z0-9-]{20,250}",
        # https://docs.stripe.com/keys
        r"[rs]k_live_[A-Za-z0-9]{16,250}",
        # https://docs.npmjs.com/about-access-tokens
        r"npm_[A-Za-z0-9]{36}",
        # https://pypi.org/help/#apitoken
        r"pypi-AgE[A-Za-z0-9_-]{50,500}",
        # https://huggingface.co/docs/hub/security-tokens
        r"hf_[A-Za-z0-9]{34}",
        # https://docs.docker.com/security/access-tokens/
        r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,60}",
        # https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
        r"hv[sbr]\.[A-Za-z0-9_-]{24,300}",
        # https://docs.digitalocean.com/reference/api/create-personal-access-token/
        r"do[opr]_v1_[a-f0-9]{64}",
        # https://docs.sendgrid.com/ui/account-and-settings/api-keys
        r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
        r"sk-(?:ant|proj|svcacct)-[A-Za-z0-9_-]{40,300}",
        r"GOCSPX-[A-Za-z0-9_-]{28}",
        r"rubygems_[a-f0-9]{48}",
        r"cio[A-Za-z0-9]{32}(?![A-Za-z0-9])",
    )
)
"""No part of a longer word may stand before one: see `BEFORE_TOKEN`."""
BEFORE_TOKEN = r"(?<![A-Za-z0-9_-])"  # noqa: S105 - a pattern
PRIVATE_KEY = r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
"""The first line of a private key in PEM, OpenSSH's or PGP's armor."""

SECRET_NAME = (
    r"(?:password|passwd|passphrase|secret|token|"  # noqa: S105 - a pattern
    r"(?:api|access|secret|private|auth|master|encryption|app|account|storage|deploy|ssh|license)"
    r"[_.-]?key|secret_key_base|credentials?)"
)
"""How the name of a setting that holds a secret ends, without regard to case."""
_PUBLIC_NAME = re.compile(
    r"public|(?:\A|[_.-])(?:gpg|pgp|csrf|xsrf)[_.-]|(?:next|page|bos|eos|pad|mask|cls|sep|unk)[_.-]?token\Z",
    re.IGNORECASE,
)
"""Names that end alike, of settings that everybody may know."""
_NAME = re.compile(rf"(?:{SECRET_NAME}|(?:\A|[_.-])(?:pass|pwd))\Z", re.IGNORECASE)
_LONGEST_NAME = 120

_STANDS_FOR_ONE = re.compile(
    r"\A\$|\$[{(]|\{\{|\A\{.*\}\Z|%\(|<[^<>]{1,80}>|change|example|placeholder|your|x{3}|\*{3}|\.{3}"
    r"|dummy|replace|insert|todo|fixme|redacted|hidden|secret-?here|my-?secret|foobar|1234567|fake"
    r"|invalid",
    re.IGNORECASE,
)
_WELL_KNOWN = re.compile(
    r"(?:(?:my)?(?:p(?:ass)?w(?:or)?d|passphrase|secret|token|key)|postgres|mysql|root|admin|guest"
    r"|test(?:ing)?|user|demo|default|none|null|nil|true|false|yes|no|on|off|undefined|empty|unset"
    r"|required|optional|string|str|bytes|text|prompt|ask|file|env|environ|value|bearer|basic)?[0-9]{0,4}",
    re.IGNORECASE,
)
_IS_PATH = re.compile(r"(?:~|\.{1,2})?/[a-z0-9._/-]*|file:.*|[a-z]+://[^@]*", re.DOTALL)
_IS_CODE = re.compile(r"[A-Za-z_][\w.]*[(\[].*", re.DOTALL)
_LEAST_CHARACTERS = 6
_LEAST_DIFFERENT = 4
_TOKEN_STANDS_FOR_ONE = re.compile(r"example|x{5}|0{6}|12345|abcdef", re.IGNORECASE)
_LEAST_DIFFERENT_OF_TOKEN = 10


def is_secret_name(name: str) -> bool:
    """Whether a setting of this name holds a secret, such as `NPM_TOKEN`."""
    return (
        len(name) <= _LONGEST_NAME
        and _NAME.search(name) is not None
        and _PUBLIC_NAME.search(name) is None
    )


def is_real(value: str) -> bool:
    """Whether a value, without quotes, is a secret and not what stands for one in an example."""
    value = value[:500]
    if len(value) < _LEAST_CHARACTERS or len(set(value)) < _LEAST_DIFFERENT:
        return False
    return not (
        _STANDS_FOR_ONE.search(value)
        or _WELL_KNOWN.fullmatch(value)
        or _IS_PATH.fullmatch(value)
        or _IS_CODE.fullmatch(value)
    )


def is_real_token(token: str) -> bool:
    """The same for what programs make: it is random, and so may hold any short word."""
    return len(set(token)) >= _LEAST_DIFFERENT_OF_TOKEN and not _TOKEN_STANDS_FOR_ONE.search(token)


def is_path(value: str) -> bool:
    """Whether a value only says where something is."""
    return _IS_PATH.fullmatch(value[:500]) is not None
