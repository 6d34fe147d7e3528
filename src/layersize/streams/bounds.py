"""How much of anything is read before an archive counts as broken or hostile."""

DOCUMENT_BYTES = 4 << 20
"""JSON documents: the distribution spec's own limit for a manifest."""
DOCUMENT_VALUES = 250_000
"""Lists, objects and commas of a JSON document: what they become takes 30 times their length. Those
of images have hundreds, the longest lists of tags some 100,000."""
DOCUMENT_ITEMS = 100_000
"""Items of one list in a document."""
DOCUMENTS_BYTES = 64 << 20
"""JSON documents of one archive together, as some are kept until its end."""
DOCUMENTS_VALUES = 1_000_000
"""The same in all documents of one archive: enough for 4096 images."""
LISTED_LAYERS = 1 << 18
"""Layers, diff_ids and steps of the history that all images of an archive list together: as much as
4096 images of 20 layers."""
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
OTHER_NAMES = 64
"""Names of one entry in extension headers that contradict each other: archivers write one."""
NAME_BYTES = 16 << 20
NAME_BYTES_PER_ENTRY = 256
"""Paths and link targets of entries with extension headers, in all layers of an image, beyond the
first 16 MiB: paths in stores of packages have about 150 bytes on average."""
MEMBERS = 20_000
"""Members of an outer archive: images have some hundreds."""
MEMBER_NAME_BYTES = 4 << 20
"""Names and link targets of all members: 200 bytes each; digests have 64."""
INDEX_DEPTH = 8
"""Indexes within indexes: builders nest two."""
MANIFESTS = 4096
"""Manifests reached from one index: platforms times attestations, with room."""
DIRECTORIES = 100_000
DIRECTORIES_PER_ENTRY = 1
"""Directories of all layers of an image, beyond the first 100,000: most layers have an entry for
each of theirs, others at least a file in most. One takes as much memory as four entries."""
PAX_RECORDS = 4096
"""Records of one PAX header: archivers write a dozen, and one for each xattr."""
SPARSE_CHUNKS = 1 << 17
"""Chunks of one sparse file: as many as a map of 1 MiB, where Go stops reading, can tell of."""
IMAGE_SPARSE_CHUNKS = 1 << 18
"""Chunks of all sparse files of an image, at 130 bytes each: those of databases have thousands."""
ENTRIES = 20_000_000
"""Tar entries of one layer: twenty times the largest images known."""
FREE_ENTRIES = 1_000_000
BYTES_PER_ENTRY = 8
"""Compressed bytes of an image for each entry in them beyond the first million: names that are
counted up take some 5, others 15 and more."""
REPEATED_ENTRIES = 1_000_000
"""Entries of layers that an image lists again: what builders repeat has none or few."""
TAR_BYTES = 1 << 40
"""Uncompressed length of one layer: 1 TiB."""
EXPANSION_RATIO = 200
"""Output per input byte of an image; real ones reach about 10, deflated zeros 1000."""
EMPTY_MEMBERS = 10_000
"""Gzip members or zstd frames of an image without a block of output each: they cost time and yield
nothing. Builders write a handful; one a file, as zstd:chunked has it, is not empty."""
EXPANSION_FREE_BYTES = 1 << 30
"""Output to which the ratio does not apply: files of zeros are legal, and soon read."""
DECODER_BYTES = 136 << 20
"""Memory of all decoders that work at once: `xz -9` needs 65 MiB, zstd 128 MiB for the largest
window without --long; usual are 8 MiB."""
TRAILER_BYTES = 64 << 20
"""Zeros after a tar's end: archivers pad to 10 KiB, some to 1 MiB."""
HOLE_BYTES = 4 << 30
"""Zeros of sparse files that are hashed for one layer, to compare them with dense ones."""
CAPTURED_FILE_BYTES = 32 << 20
"""One file that is kept with a walk: rpm's database of some thousand packages."""
CAPTURED_BYTES = 64 << 20
"""All files that are kept with the walks of an image's layers: each layer that installs something
has its package database anew."""
SUSPICIOUS_BYTES = 64 << 10
"""Of a file that may hold a secret: as much of its beginning is looked at."""
