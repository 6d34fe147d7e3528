"""storage: what is read of containers/storage, how images are named, and what is not believed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layersize.cache.walk_cache import WalkCache
from layersize.errors import LayersizeError
from layersize.export.export import ExportSettings, export_image
from layersize.layers.request import WalkRequest
from layersize.measure import Settings, analyze, compare
from layersize.sources.context import Network, NoSuchImage
from layersize.sources.local import storage
from layersize.sources.local.storage_image import StorageImage
from layersize.sources.stores import Store
from layersize.streams import bounds
from support.counted_progress import CountedProgress
from support.docker_archives import archive
from support.image_config import config_json, digest_of, sha256_hex
from support.podman_stores import (
    PodmanStore,
    built_manifest,
    document_name,
    index_json,
    pulled_manifest,
)
from support.tar_writer import directory, file, tar
from support.unpacked_stores import crc64_iso, tar_split_of

LAYERS = [
    tar(directory("etc/"), file("etc/hosts", b"127.0.0.1\n"), file("etc/key", b"secret")),
    tar(file("etc/hosts", b"127.0.0.1\n", mode=0o600), file("etc/key", b"SECRET")),
    tar(file("etc/.wh.key", b"")),
]
OTHER = [LAYERS[0], tar(file("etc/hosts", b"127.0.0.9\n"))]
NAME = "localhost/app:v1"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PodmanStore:
    """A store with one image, which the configuration names."""
    made = PodmanStore(root=tmp_path / "storage")
    made.add(LAYERS, NAME)
    configure(monkeypatch, made.root)
    return made


def configure(monkeypatch: pytest.MonkeyPatch, root: Path, more: str = "") -> None:
    conf = root.with_name("storage.conf")
    roots = f'graphroot = "{root}"\nrootless_storage_path = "{root}"\n'
    conf.write_text(f'[storage]\ndriver = "overlay"\n{roots}{more}')
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(conf))
    for name in ("STORAGE_DRIVER", "STORAGE_OPTS"):
        monkeypatch.delenv(name, raising=False)


def live_bytes(name: str, platform: str | None = None) -> int:
    return analyze(f"storage:{name}", Settings(platform=platform)).image.live_bytes


def image_id(name: str) -> str:
    return str(analyze(f"storage:{name}").image.image_id)


def refused(name: str, settings: Settings | None = None) -> LayersizeError:
    with pytest.raises(LayersizeError) as caught:
        analyze(f"storage:{name}", settings)
    return caught.value


@pytest.mark.parametrize("request_", [WalkRequest(), WalkRequest(verify=True)], ids=["", "verify"])
@pytest.mark.usefixtures("store")
def test_the_numbers_are_those_of_the_archive(request_: WalkRequest, tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(archive(*LAYERS))
    expected, found = analyze(str(path)), analyze("storage:app:v1", Settings(request=request_))
    assert [layer.live_bytes for layer in found.layers] == [
        layer.live_bytes for layer in expected.layers
    ]
    assert found.image.tar_bytes == expected.image.tar_bytes
    assert found.pairs == expected.pairs
    assert list(found.shadowed) == list(expected.shadowed)
    assert found.biggest == expected.biggest
    assert found.warnings == expected.warnings
    assert found.image.source == "containers-storage"


@pytest.mark.usefixtures("store")
def test_progress_has_an_end() -> None:
    told = ToldProgress()
    analyze("storage:app:v1", Settings(progress=told))
    assert told.phases == [f"walking layer {number} of 3" for number in (1, 2, 3)]
    assert told.read_bytes == told.expected_bytes == sum(map(len, LAYERS))


class ToldProgress(CountedProgress):
    def __init__(self) -> None:
        super().__init__()
        self.expected_bytes = 0
        self.phases: list[str] = []

    def expect(self, total_bytes: int) -> None:
        self.expected_bytes = self.read_bytes + total_bytes

    def phase(self, text: str) -> None:
        self.phases.append(text)


@pytest.mark.parametrize(
    "name",
    [
        "app:v1",
        NAME,
        f"sha256:{sha256_hex(config_json(LAYERS))}",
        sha256_hex(config_json(LAYERS)),
        sha256_hex(config_json(LAYERS))[:5],
        f"@{sha256_hex(config_json(LAYERS))}",
        f"app@{digest_of(built_manifest(config_json(LAYERS), LAYERS))}",
        f"localhost/app:gone@{digest_of(built_manifest(config_json(LAYERS), LAYERS))}",
    ],
)
def test_names_of_an_image(name: str, store: PodmanStore) -> None:
    store.add(OTHER)
    assert image_id(name) == digest_of(config_json(LAYERS))


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        ("docker.io/library/alpine:latest", "alpine"),
        ("docker.io/library/alpine:3", "alpine:3"),
        ("docker.io/team/app:latest", "team/app"),
        ("quay.io/team/tool:v2", "tool:v2"),
        ("quay.io/team/tool:v2", "team/tool:v2"),
        ("quay.io/team/tool:latest", "quay.io/team/tool"),
        ("127.0.0.1:5000/tool:latest", "127.0.0.1:5000/tool"),
    ],
)
def test_short_names(stored: str, name: str, store: PodmanStore) -> None:
    store.add(OTHER, stored)
    assert image_id(name) == digest_of(config_json(OTHER))


def test_what_was_built_here_comes_before_what_was_pulled(store: PodmanStore) -> None:
    store.add(OTHER, "docker.io/library/app:v1")
    assert image_id("app:v1") == digest_of(config_json(LAYERS))
    assert image_id("docker.io/library/app:v1") == digest_of(config_json(OTHER))


def test_a_name_of_several_images(store: PodmanStore) -> None:
    store.add(LAYERS[:1], "quay.io/a/tool:v2")
    store.add(OTHER, "quay.io/b/tool:v2")
    error = refused("tool:v2")
    assert "has several images 'tool:v2'" in str(error)
    assert "name one of: quay.io/a/tool:v2, quay.io/b/tool:v2" in str(error)


@pytest.mark.parametrize("name", ["ap:v1", "app:v2", "localhost/app:v2", "0123", "sha256:0123"])
def test_no_such_image(name: str, store: PodmanStore) -> None:
    with pytest.raises(NoSuchImage) as caught:
        analyze(f"storage:{name}")
    assert f"containers/storage at {store.root}: has no image '{name}'" in str(caught.value)
    if "ap" in name:
        assert "did you mean storage:localhost/app:v1?" in str(caught.value)


def test_transfer_bytes_are_those_of_the_manifest_by_position(store: PodmanStore) -> None:
    """Also where the lower layer was here before under another digest."""
    assert [layer.transfer_bytes for layer in analyze("storage:app:v1").layers] == [None] * 3
    store.add(OTHER, "quay.io/team/app:v2", manifest=pulled_manifest)
    pulled = analyze("storage:quay.io/team/app:v2")
    assert [layer.transfer_bytes for layer in pulled.layers] == [1000, 1001]
    assert [str(layer.digest) for layer in pulled.layers] == [
        digest_of(b"zipped" + layer) for layer in OTHER
    ]
    assert pulled.image.transfer_bytes == 2001


def test_a_manifest_with_fewer_layers_tells_none(store: PodmanStore) -> None:
    store.add(OTHER, "a:v1", manifest=lambda config, layers: pulled_manifest(config, layers[:1]))
    assert [layer.transfer_bytes for layer in analyze("storage:a:v1").layers] == [None, None]


@pytest.mark.parametrize("driver", ["vfs", "btrfs"])
def test_other_drivers(driver: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PodmanStore(root=tmp_path / "storage", driver=driver)
    store.add(LAYERS, NAME)
    configure(monkeypatch, store.root)
    monkeypatch.setenv("STORAGE_DRIVER", driver)
    expected = live_bytes(NAME)
    monkeypatch.delenv("STORAGE_DRIVER")
    store.root.with_name("storage.conf").write_text(f'[storage]\ngraphroot = "{store.root}"\n')
    assert live_bytes(NAME) == expected == 10


def test_more_stores_and_a_layer_in_one_of_them(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = PodmanStore(root=tmp_path / "shared")
    shared.add(OTHER, "quay.io/shared:v1")
    own_id = store.add([*OTHER, LAYERS[2]], "localhost/on-top:v1")
    for layer_id in shared.layers:
        store.layers.pop(layer_id, None)
        store.tar_split(layer_id).unlink(missing_ok=True)
    store.write_tables()
    assert "is missing" in str(refused(own_id))
    more = f'[storage.options]\nadditionalimagestores = ["{tmp_path}/gone", "{shared.root}"]\n'
    configure(monkeypatch, store.root, more)
    assert live_bytes("quay.io/shared:v1") == live_bytes("on-top:v1") + 6 == 16
    configure(monkeypatch, store.root)
    monkeypatch.setenv("STORAGE_OPTS", f"overlay.imagestore={shared.root},overlay.mountopt=nodev")
    assert live_bytes("shared:v1") == 16


def list_of(store: PodmanStore) -> tuple[bytes, bytes]:
    """Manifests of two platforms, of which the store has the first."""
    config, other = config_json(OTHER), config_json(OTHER, platform="linux/arm64")
    store.add(OTHER, config=config)
    here, elsewhere = built_manifest(config, OTHER), built_manifest(other, OTHER)
    entries = [(here, "linux/amd64"), (elsewhere, "linux/arm64")]
    store.add_list("localhost/list:latest", entries)
    return here, elsewhere


def test_a_list_means_its_image_for_the_platform(store: PodmanStore) -> None:
    list_of(store)
    assert image_id("list") == digest_of(config_json(OTHER))
    assert live_bytes("list", "linux/amd64") == 16
    with pytest.raises(LayersizeError, match=r"linux/arm64: sha256:.* is not in the store"):
        live_bytes("list", "linux/arm64")
    with pytest.raises(LayersizeError, match="has no image for linux/s390x"):
        live_bytes("list", "linux/s390x")


def test_the_index_that_an_image_was_pulled_by(store: PodmanStore) -> None:
    """Podman keeps it with the image of its platform."""
    config = config_json(OTHER)
    manifest, elsewhere = pulled_manifest(config, OTHER), b"another"
    entries = [(manifest, "linux/amd64"), (elsewhere, "linux/arm64")]
    index = index_json(entries)
    documents = {"manifest": manifest, digest_of(config): config}
    documents[f"manifest-{digest_of(index)}"] = index
    own_id = store.add(OTHER, config=config)
    top_layer = store.images.pop()["layer"]
    store.add_documents(own_id, ["quay.io/team/app:v1"], documents, top_layer)
    found = analyze(f"storage:quay.io/team/app@{digest_of(index)}")
    assert str(found.image.image_id) == digest_of(config)
    assert found.image.transfer_bytes == 2001
    with pytest.raises(LayersizeError, match=r"linux/arm64: sha256:.* is not in the store"):
        live_bytes(f"team/app@{digest_of(index)}", "linux/arm64")


def test_a_list_of_itself(store: PodmanStore) -> None:
    index = index_json([(b"", "linux/amd64")])
    store.add_documents("0" * 64, ["localhost/list:v1"], {"manifest": index}, "")
    store.images[-1]["big-data-digests"]["manifest-" + digest_of(b"")] = digest_of(b"")
    store.write_tables()
    assert "config" in str(refused("list:v1"))


@pytest.mark.usefixtures("store")
def test_another_platform_than_the_one_asked_for() -> None:
    with pytest.raises(LayersizeError, match="has no image for linux/arm64"):
        live_bytes(NAME, "linux/arm64")


def layer_ids(store: PodmanStore) -> list[str]:
    return list(store.layers)


def lacks_tar_split(store: PodmanStore) -> None:
    store.tar_split(layer_ids(store)[1]).unlink()


def is_incomplete(store: PodmanStore) -> None:
    store.layers[layer_ids(store)[1]]["flags"] = {"incomplete": True}


def has_another_layer(store: PodmanStore) -> None:
    store.layers[layer_ids(store)[1]]["diff-digest"] = digest_of(b"another")


def lacks_a_layer(store: PodmanStore) -> None:
    del store.layers[layer_ids(store)[0]]


def goes_round(store: PodmanStore) -> None:
    store.layers[layer_ids(store)[0]]["parent"] = layer_ids(store)[1]


def has_one_layer_more(store: PodmanStore) -> None:
    store.images[0]["layer"] = layer_ids(store)[1]


def has_a_longer_tar(store: PodmanStore) -> None:
    """As where a tar without its last padding was unpacked, which the tar-split adds."""
    store.layers[layer_ids(store)[1]]["diff-size"] += 512


def image_file(store: PodmanStore, key: str) -> Path:
    return store.root / "overlay-images" / sha256_hex(config_json(LAYERS)) / document_name(key)


def has_another_config(store: PodmanStore) -> None:
    image_file(store, digest_of(config_json(LAYERS))).write_bytes(config_json(OTHER))


def has_another_manifest(store: PodmanStore) -> None:
    image_file(store, "manifest").write_bytes(built_manifest(config_json(OTHER), OTHER))


def lacks_its_manifest(store: PodmanStore) -> None:
    image_file(store, "manifest").unlink()


def has_a_link_for_a_tar_split(store: PodmanStore) -> None:
    split = store.tar_split(layer_ids(store)[0])
    moved = split.rename(split.with_name("moved"))
    split.symlink_to(moved)


def has_a_pipe_for_a_tar_split(store: PodmanStore) -> None:
    split = store.tar_split(layer_ids(store)[0])
    split.unlink()
    os.mkfifo(split)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lacks_tar_split, "layer 1: its tar-split: "),
        (is_incomplete, "layer 1: is incomplete"),
        (has_another_layer, "layer 1: is not the one of sha256:"),
        (lacks_a_layer, "is missing"),
        (goes_round, "has over 1024 layers"),
        (has_a_longer_tar, "its tar-split is of "),
        (has_one_layer_more, "the image has 2 layers, its config 3 diff_ids"),
        (has_another_config, "its config: is not sha256:"),
        (has_another_manifest, "its manifest: is not sha256:"),
        (lacks_its_manifest, "manifest: No such file"),
        (has_a_link_for_a_tar_split, "layer 0: its tar-split: "),
        (has_a_pipe_for_a_tar_split, "is not a regular file"),
    ],
)
@pytest.mark.parametrize("was_read_before", [False, True])
def test_a_store_that_disagrees_with_itself(
    damage: Callable[[PodmanStore], None],
    said: str,
    was_read_before: bool,
    store: PodmanStore,
    tmp_path: Path,
) -> None:
    """Nor is it believed where its layers are in the cache."""
    settings = Settings(cache=WalkCache(tmp_path / "cache"))
    if was_read_before:
        analyze(f"storage:{NAME}", settings)
    damage(store)
    store.write_tables()
    error = refused(NAME, settings)
    assert said in str(error)
    assert error.where.startswith(f"containers/storage at {store.root}")
    assert "podman save" in error.remedy or error.remedy == "pull the image again"


@pytest.mark.parametrize("table", ["overlay-images/images.json", "overlay-layers/layers.json"])
@pytest.mark.parametrize(
    "data", [b"[{", b"\xff", b"[" * 100_000, b'{"id": 1}', b"[1]", b'[{"id": 1}]']
)
def test_a_table_that_is_broken(table: str, data: bytes, store: PodmanStore) -> None:
    (store.root / table).write_bytes(data)
    assert "containers/storage at" in str(refused(NAME))


@pytest.mark.usefixtures("store")
def test_a_table_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "TABLE_BYTES", 100)
    assert "is longer than 100 bytes" in str(refused("app:v1"))


def test_a_tar_split_that_is_broken_says_where(store: PodmanStore) -> None:
    store.tar_split(layer_ids(store)[1]).write_bytes(b"no gzip")
    error = refused(NAME)
    assert error.remedy
    assert f"containers/storage at {store.root}: layer " in str(error)


def test_volatile_layers_count_too(store: PodmanStore) -> None:
    rows = store.layers
    first = next(iter(rows))
    volatile = store.root / "overlay-layers/volatile-layers.json"
    volatile.write_text(json.dumps([rows.pop(first)]))
    store.write_tables()
    assert live_bytes(NAME) == 10


def test_nothing_of_podmans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch, tmp_path / "nowhere")
    assert f"containers/storage at {tmp_path}/nowhere: has no images" in str(refused(NAME))


def test_a_store_that_is_just_being_changed_is_looked_at_twice(
    store: PodmanStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An image that is pulled again may have other layers than a moment ago."""
    lower = store.layers.pop(layer_ids(store)[0])
    store.write_tables()
    read = storage.storage_image
    looked = []

    def and_meanwhile(*arguments: Any) -> StorageImage:
        looked.append(1)
        try:
            return read(*arguments)
        finally:
            store.layers[lower["id"]] = lower
            store.write_tables()

    monkeypatch.setattr(storage, "storage_image", and_meanwhile)
    assert live_bytes(NAME) == 10
    assert len(looked) == 2


def test_an_image_that_is_removed_while_it_is_read(
    store: PodmanStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = StorageImage.walked

    def just_removed(image: StorageImage, *arguments: Any) -> Store:
        store.images.clear()
        store.write_tables()
        store.tar_split(layer_ids(store)[0]).unlink()
        return read(image, *arguments)

    monkeypatch.setattr(StorageImage, "walked", just_removed)
    with pytest.raises(NoSuchImage, match="has no image"):
        live_bytes(NAME)


def test_a_folder_that_others_may_write_to(store: PodmanStore) -> None:
    store.root.chmod(0o777)
    assert "can be written to by other users" in str(refused(NAME))


def test_where_paths_can_not_be_opened_safely_nothing_is_read(
    store: PodmanStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "HAS_SAFE_OPEN", False)
    monkeypatch.delattr(os, "geteuid")  # Windows has none
    assert "containers/storage: is not read on this platform" in str(refused(NAME))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{store.root}/none")
    monkeypatch.setenv("CONTAINER_HOST", f"unix://{store.root}/none")
    with pytest.raises(LayersizeError) as caught:
        analyze("app:v1", Settings(network=Network(offline=True)))
    assert "storage" not in caught.value.cause.replace(str(store.root), "")


def test_a_bare_name_in_a_store_that_is_not_used_is_told(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another image of that name may be measured in its place."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none")
    monkeypatch.setenv("CONTAINER_HOST", f"unix://{tmp_path}/none")
    assert live_bytes("app:v1") == 10
    store.root.chmod(0o777)
    with pytest.raises(LayersizeError, match="can be written to by other users"):
        analyze("app:v1", Settings(network=Network(offline=True)))


def test_a_configuration_that_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conf = tmp_path / "storage.conf"
    conf.write_text("[storage\n")
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(conf))
    assert f"{conf}: is not TOML" in str(refused(NAME))


def test_two_images_of_a_store_and_one_of_an_archive_are_compared(
    store: PodmanStore, tmp_path: Path
) -> None:
    """Of a pair that may be equal the files are read where the other side has no checksums."""
    store.add([*LAYERS[:1], tar(file("etc/hosts", b"127.0.0.1\n", mode=0o600))], "localhost/b:v1")
    path = tmp_path / "b.tar"
    path.write_bytes(archive(LAYERS[0], tar(file("etc/hosts", b"127.0.0.1\n", mode=0o600))))
    base = analyze("storage:app:v1").image.live_bytes
    for other in ("storage:b:v1", str(path)):
        (compared,) = compare("storage:app:v1", [other])
        assert compared.delta.live_bytes == 16 - base
        assert [row.path for row in compared.paths] == [b"etc/key"]
    files = store.files(layer_ids(store)[1])
    (files / "etc/hosts").write_bytes(b"127.0.0.2\n")
    (compared,) = compare("storage:app:v1", [str(path)])
    assert "unread-files" in [warning.code for warning in compared.base.warnings]
    assert compared.other.warnings == ()


@pytest.mark.usefixtures("store")
def test_a_file_of_another_id_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an image that was built without root, and has files of several users."""

    def refuse(_folder: Path, _names: list[bytes]) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("layersize.layers.unpacked.open_below", refuse)
    error = refused(NAME, Settings(request=WalkRequest(verify=True)))
    assert error.cause == "can't be read (Permission denied)"
    assert error.remedy == "run layersize in podman unshare"


def with_the_checksum_of(data: bytes, other: bytes) -> bytes:
    """Other data with 8 bytes behind it, which give it the CRC-64 of `data`, which ends in 8 zeros.

    The register is xored with the last 8 bytes before it is turned over for the last time.
    """
    before, wanted = (
        int.from_bytes(crc64_iso(text), "big") for text in (other, data.removesuffix(bytes(8)))
    )
    return other + (before ^ wanted).to_bytes(8, "little")


@pytest.mark.parametrize("verify", [False, True])
def test_files_with_one_checksum_are_told_apart_by_verify(verify: bool, store: PodmanStore) -> None:
    one = b"what was there before" + bytes(8)
    other = with_the_checksum_of(one, b"WHAT WAS THERE BEFORE")
    assert len(one) == len(other)
    assert crc64_iso(one) == crc64_iso(other)
    store.add([tar(file("bin/tool", one))], "localhost/one:v1")
    store.add([tar(file("bin/tool", other))], "localhost/other:v1")
    settings = Settings(request=WalkRequest(verify=verify))
    (comparison,) = compare("storage:one:v1", ["storage:other:v1"], settings)
    assert [str(delta.status) for delta in comparison.paths] == (["changed"] if verify else [])


def test_export_puts_the_tars_together_and_checks_them(store: PodmanStore, tmp_path: Path) -> None:
    for form in ("docker-archive", "oci-archive"):
        path = tmp_path / f"{form}.tar"
        export_image("storage:app:v1", str(path), ExportSettings(form=form))
        assert analyze(str(path)).image.tar_bytes == sum(map(len, LAYERS))
    pulled = [*LAYERS, LAYERS[2]]
    store.add(pulled, "localhost/pulled:v1", manifest=pulled_manifest)
    export_image("storage:pulled:v1", str(tmp_path / "pulled.tar"))
    (store.files(layer_ids(store)[0]) / "etc/hosts").write_bytes(b"127.0.0.2\n")
    target = tmp_path / "bad.tar"
    with pytest.raises(LayersizeError, match="etc/hosts: is not what was unpacked"):
        export_image("storage:app:v1", str(target))
    assert not target.exists()


def test_a_tar_that_is_put_together_is_what_its_diff_id_says(store: PodmanStore) -> None:
    """An engine's tar-split of a tar with sparse files leads to another tar."""
    other = tar(directory("etc/"), file("etc/hosts", b"127.0.0.1\n"), file("etc/key", b"secret"))
    store.tar_split(layer_ids(store)[0]).write_bytes(tar_split_of(other + bytes(512)))
    with pytest.raises(LayersizeError, match="put together again, not its diff_id"):
        analyze("storage:app:v1", Settings(request=WalkRequest(verify=True)))


def test_a_file_that_is_a_link_now_is_not_followed(store: PodmanStore, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"127.0.0.1\n")
    hosts = store.files(layer_ids(store)[0]) / "etc/hosts"
    hosts.unlink()
    hosts.symlink_to(secret)
    with pytest.raises(LayersizeError, match="etc/hosts: can't be read"):
        analyze("storage:app:v1", Settings(request=WalkRequest(verify=True)))
