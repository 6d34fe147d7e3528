"""Which files may hold a secret, and where in one it stands; nothing of it is kept.

A file is looked at for its name, and counts for what it holds: a public certificate, an example
or an empty setting is none. Bytes are read as Latin-1, so that every file is text.
"""

from __future__ import annotations

from layersize.layers.entries import SecretMark

BEGINNING_BYTES = 64 << 10
"""As much of a file is looked at."""
LONGEST_BYTES = 1 << 20
"""Longer files are not looked at: keys and settings have some kilobytes."""
KINDS = (
    "private-key",
    "keystore",
    "token",
    "cloud-key",
    "login",
    "password-hash",
    "setting",
)
"""What a secret may be; their order is that of the cache's files, so new ones come last."""

_NAMES = frozenset(
    (
        *(b"id_rsa", b"id_dsa", b"id_ecdsa", b"id_ed25519", b"id_ecdsa_sk", b"id_ed25519_sk"),
        *(b"identity", b"secring.gpg", b"kubeconfig", b"shadow", b"shadow-", b"gshadow"),
        *(b".npmrc", b".netrc", b"_netrc", b".pypirc", b".git-credentials", b".pgpass", b".my.cnf"),
        *(b".yarnrc.yml", b".yarnrc", b".dockercfg", b".dockerconfigjson", b".htpasswd", b".boto"),
        *(
            b".s3cfg",
            b".vault-token",
            b".env",
            b".envrc",
            b"auth.json",
            b"master.key",
            b".sops.key",
        ),
        *(b"credentials", b"credentials.toml", b"credentials.json", b"credentials.tfrc.json"),
        *(b"credentials.db", b"application_default_credentials.json", b"accessTokens.json"),
        *(b"msal_token_cache.json", b"service_principal_entries.json", b"terraform.tfstate"),
        *(b"gradle.properties", b"pip.conf", b"NuGet.Config", b"nuget.config", b"wp-config.php"),
        *(b"secrets.yml", b"secrets.yaml", b"secrets.json", b"secrets.toml", b"hosts.yml"),
        *(b"service-account.json", b"serviceAccountKey.json", b"settings.xml", b".rclone.conf"),
        *(b"rclone.conf", b".condarc"),
    )
)
_ENDINGS = (
    *(b".pem", b".key", b".p12", b".pfx", b".jks", b".ppk", b".keystore", b".asc", b".p8"),
    *(b"_rsa", b"_dsa", b"_ecdsa", b"_ed25519", b"_key", b".tfvars", b".tfstate", b".env"),
    *(b".tfvars.json", b".kubeconfig", b".ovpn", b".keytab"),
)
_IN_FOLDERS = (b".docker/config.json", b".kube/config", b".azure/azureProfile.json")
_FOLDER_NAMES = frozenset((b"config.json", b"config", b"azureProfile.json"))
_BEGINNINGS = (b".env.", b"service-account", b"service_account")
_FOR_OTHERS = (
    *(b"example", b"sample", b"template", b"dist", b"tpl", b"tmpl", b"default", b"defaults"),
    *(b".service", b".md", b".js", b".ts", b".py", b".go", b".map", b".html"),
)
"""Endings of files that only show what a real one looks like."""

_KEYSTORES = (b".jks", b".keystore", b".p12", b".pfx")

_TAIL = 3
TAILS = frozenset(text[-_TAIL:] for text in (*_NAMES, *_ENDINGS, *_FOLDER_NAMES))
"""How the names of most suspicious files end; in all others stands `.env.` or `account`."""
HEAD = 4
HEADS = frozenset(text[:HEAD] for text in _BEGINNINGS)
"""How the names of others begin."""


def is_suspicious(path: bytes) -> bool:
    """Whether a file at a path, as a tar writes it, may hold a secret."""
    name = path[path.rfind(b"/") + 1 :]
    return may_be_suspicious(name) and (name not in _FOLDER_NAMES or path.endswith(_IN_FOLDERS))


def may_be_suspicious(name: bytes) -> bool:
    """Whether a file of this name may hold a secret, in some folder."""
    if name in _NAMES or name in _FOLDER_NAMES or name.endswith(_ENDINGS):
        return True
    return name.startswith(_BEGINNINGS) and not name.endswith(_FOR_OTHERS)


def secret_mark(path: bytes, beginning: bytes) -> SecretMark | None:
    """Where the first secret of a suspicious file stands; `beginning`: its first bytes."""
    from layersize.layers.capture.secret_finders import finders_for, keystore  # slow to load

    name = path[path.rfind(b"/") + 1 :]
    if name.endswith(_KEYSTORES):
        return keystore(beginning)
    text = beginning[:BEGINNING_BYTES].decode("latin-1")
    return next(filter(None, (find(text) for find in finders_for(name))), None)
