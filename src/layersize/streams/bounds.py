"""How much of anything is read before an archive counts as broken or hostile."""

DOCUMENT_BYTES = 4 << 20
"""JSON documents: the distribution spec's own limit for a manifest."""
DOCUMENTS_BYTES = 64 << 20
"""JSON documents of one stream together, as they are kept until its end."""
TAR_SPLIT_OBJECT_BYTES = 64 << 20
"""What a tar-split holds in one object: bytes between two files, such as a very long trailer."""
TABLE_BYTES = 64 << 20
"""Podman's table of images or layers: some 500 bytes for each."""
PAX_BYTES = 1 << 20
"""One PAX extension header: archivers' own bound, ample for xattrs."""
LONG_NAME_BYTES = 64 << 10
"""A GNU long name or link target: 16 times the longest path that Linux opens."""
PATH_BYTES = 32 << 10
"""A path: 8 times Linux' PATH_MAX."""
PATH_DEPTH = 2048
"""Directories above a path: what fits into PATH_MAX."""
MEMBERS = 20_000
"""Members of an outer archive: images have some hundreds."""
INDEX_DEPTH = 8
"""Indexes within indexes: builders nest two."""
MANIFESTS = 4096
"""Manifests reached from one index: platforms times attestations, with room."""
DIRECTORIES = 100_000
DIRECTORIES_PER_ENTRY = 8
"""Directories that a layer's paths imply, beyond the first 100,000: real layers name theirs."""
PAX_RECORDS = 4096
"""Records of one PAX header: archivers write a dozen, and one for each xattr."""
SPARSE_CHUNKS = 1 << 17
"""Chunks of one sparse file: as many as a map of 1 MiB, where Go stops reading, can tell of."""
ENTRIES = 20_000_000
"""Tar entries of one layer: twenty times the largest images known."""
TAR_BYTES = 1 << 40
"""Uncompressed length of one layer: 1 TiB."""
EXPANSION_RATIO = 200
"""Output per input byte of an image; real ones reach about 10, deflated zeros 1000."""
EMPTY_MEMBERS = 10_000
"""Gzip members or zstd frames of an image without a block of output each: they cost time and yield
nothing. Builders write a handful; one a file, as zstd:chunked has it, is not empty."""
EXPANSION_FREE_BYTES = 1 << 30
"""Output to which the ratio does not apply: files of zeros are legal, and soon read."""
DECODER_BYTES = 192 << 20
"""Memory of a decoder: `xz -9` needs 65 MiB, zstd 128 MiB for the largest window without --long."""
TRAILER_BYTES = 64 << 20
"""Zeros after a tar's end: archivers pad to 10 KiB, some to 1 MiB."""
HOLE_BYTES = 4 << 30
"""Zeros of sparse files that are hashed for one layer, to compare them with dense ones."""
