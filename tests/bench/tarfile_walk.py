"""Lists the layers of a docker-archive by the standard `tarfile`: `python tarfile_walk.py FILE`.

The reference that layersize is compared with; it does nothing with the entries but count.
"""

import json
import sys
import tarfile


def count_layer_entries(path: str) -> int:
    with tarfile.open(path, "r:") as archive:
        manifest = archive.extractfile("manifest.json")
        entry_count = 0
        for layer_name in json.loads(manifest.read() if manifest else b"")[0]["Layers"]:
            with tarfile.open(fileobj=archive.extractfile(layer_name), mode="r:") as layer:
                entry_count += sum(1 for _ in layer)
    return entry_count


if __name__ == "__main__":
    print(count_layer_entries(sys.argv[1]))
