"""Each sentence of SECURITY.md with the tests that hold it, as FILE::TEST below `tests`."""

from __future__ import annotations

PROMISES_NOTHING = (
    "Everything inside an image is hostile: archives, tar headers, compressed data, JSON, digests, "
    "file names, labels, history lines. layersize is made for images that nobody trusts.",
    "`cat DIR/etc/mtab` may show a file of your machine, and what writes to `DIR/tmp/x` may write "
    "elsewhere.",
    "Names and contents are the image's, too: trust the folder no more than the image.",
    "It is a claim about the layer, not a proof: **who can write to the cache can say anything "
    "about an image.",
    "On Windows nothing of this is checked.",
    "The cache is in your profile, which Windows keeps from other users; the same holds if you "
    "keep it there.",
    "Some of the bounds:",
    "See [Verification](docs/accounting.md#verification).",
    "A digest shows that the bytes are those that were named, not that they are harmless.",
    "Please don't open a public issue.",
    "Use the private vulnerability report of the repository's host, or write to the maintainers.",
    "Say which version you have and what you ran, and attach the smallest image that shows the "
    "problem.",
    "A traceback, a hang, memory that grows without bound, and a name that reaches the terminal "
    "unescaped are all worth a report.",
    "The latest release gets the fix.",
)
"""What promises nothing that the program does."""
_HOSTILE = "inside/test_extract_hostile.py::test_nothing_outside_changes"
_EXTRACT = "inside/test_extract.py::"
_BASE = "cli/test_base.py::"
_ASKS = "cli/test_asks_nothing.py::test_an_image_is_only_read"
_STORE_READ = "cli/test_asks_nothing.py::test_an_engines_folder_is_only_read"
_GRAPH = "sources/local/test_docker_graph.py::"
_OWN = "cache/test_own_folder.py::"
_CREDENTIALS = "sources/registry/test_credentials.py::"
_LOGIN = "sources/registry/test_login.py::"
_LABELS = "cli/test_check_base_labels.py::"
_WALKER = "layers/test_layer_walker.py::"
_TOKENS = "sources/registry/test_token_servers.py::"
_HELPER = "sources/registry/test_credential_helper.py::"
_KEPT = "layers/test_kept_bounds.py::"
_SHARED = "layers/test_shared_bounds.py::"
_DOCUMENTS = "sources/test_document_bounds.py::"
_BUDGET = "cli/test_bad_input_budget.py::test_it_ends_soon_in_little_memory"
_TOLD = "promises/test_bounds_told.py::test_the_bound_is_what_the_text_says"

SENTENCES: dict[str, tuple[str, ...]] = {
    "Of a layer that a registry compresses on its way, what is sent counts.": (
        "sources/registry/test_encodings.py::"
        "test_a_compressed_layer_that_grows_too_long_on_its_way",
    ),
    "If several processes read the layers (from 64 MiB on), they share these bounds, but the last "
    "two hold for each of them by itself.": (_KEPT + "test_processes_share_the_bounds",),
    "It runs no code of an image, and writes files of one only where you "
    "[extract](#what-extract-writes) them to.": (_ASKS, _HOSTILE),
    "`layersize extract` writes files of an image that nobody trusts to a folder, DIR.": (
        _EXTRACT + "test_the_whole_image",
    ),
    "Nothing outside DIR is made, changed or removed.": (_HOSTILE,),
    "Each name is looked up in the open folder above it, one after the other and without following "
    "links, so that neither `..`, nor a link of the image, nor one that is in DIR already or is "
    "put there meanwhile leads out.": (
        _HOSTILE,
        "inside/test_extract_races.py::test_a_process_that_swaps_a_folder_for_a_link",
        "inside/test_extract_races.py::test_a_link_that_comes_at_the_worst_moment",
    ),
    "DIR itself must not be a link; links above it are followed.": (
        _HOSTILE,
        _EXTRACT + "test_links_above_the_target_are_followed",
    ),
    "It makes no devices and no FIFOs: it lists them.": (
        _HOSTILE,
        "cli/test_extract.py::test_the_whole_image",
    ),
    "It sets no setuid, setgid or sticky bit, no owner, no extended attribute and no capability.": (
        _HOSTILE,
    ),
    "A file has the image's bits to read, write and execute, with those that let you read and "
    "write it, and without those that your umask takes away.": (
        _EXTRACT + "test_bits_and_times",
        _EXTRACT + "test_the_umask_of_the_user",
    ),
    "Nothing that exists is replaced.": (
        _HOSTILE,
        _EXTRACT + "test_what_exists_stays",
        _EXTRACT + "test_what_came_into_being_meanwhile_stays",
    ),
    "With `--force`, a file or a link gives way to a file or a link, which takes its name: what "
    "the link led to, and other names of the file, stay as they are.": (_HOSTILE,),
    "A folder never gives way.": (_HOSTILE,),
    "A file has its name only once all of it is written.": (
        "inside/test_extract_interrupted.py::test_at_any_moment",
    ),
    "If a disk is full, a layer is broken or you interrupt, what was written before stays, and "
    "nothing unfinished.": (
        _EXTRACT + "test_a_disk_that_fills_up",
        _EXTRACT + "test_a_disk_that_fails",
        _EXTRACT + "test_a_layer_that_is_another_by_now",
        "inside/test_extract_interrupted.py::test_at_any_moment",
        "inside/test_extract_interrupted.py::test_in_the_middle_of_a_large_file",
    ),
    "A layer that was hashed when it was measured must still have the same data; of a plain tar in "
    "a file, only the length of each file is known.": (
        _EXTRACT + "test_a_layer_that_is_another_by_now",
        "inside/test_contents.py::test_other_data_than_were_read_is_an_error",
    ),
    "A hardlink is made only to a file that the same run has written.": (
        _HOSTILE,
        _EXTRACT + "test_the_whole_image",
    ),
    "Of names that a file system takes for one, the first is written; no file is written under "
    "another name than its own.": (_EXTRACT + "test_twins_on_a_disk_that_ignores_case",),
    "What can't be written is told, with exit code 2.": (
        _HOSTILE,
        "cli/test_extract.py::test_what_exists",
    ),
    "**Symlinks are written as they are, wherever they lead, and other programs follow them.": (
        _HOSTILE,
    ),
    "No run of layersize follows them, this one or a later one.": (
        _HOSTILE,
        _EXTRACT + "test_links_of_an_earlier_run_are_not_followed",
    ),
    "On Windows, and wherever a system can't look up names in an open folder, folders go by their "
    "paths.": (_EXTRACT + "test_without_descriptors",),
    "Each is looked at when it is first used, so extract only to a folder that nobody else can "
    "write to.": (_EXTRACT + "test_without_descriptors",),
    "Names that mean something to Windows (`nul`, `a:b`, `a\\b`, `a.`) are refused there.": (
        "inside/test_target_names.py::test_names_on_windows",
    ),
    "No name from an image leads out of the file or folder that holds the image.": (
        _ASKS,
        "sources/test_stores.py::test_links_never_lead_out_of_the_archive",
        "sources/test_unpacked_archives.py::test_nothing_outside_of_it_is_read",
    ),
    "In an OCI layout, layersize opens only files with fixed names and files named by digests "
    "whose form it has checked.": (_ASKS, "oci/test_json_node.py::test_digests_are_checked"),
    "It follows symlinks there, so trust a folder only as far as you trust its owner.": (
        "sources/test_stores.py::test_a_folder",
    ),
    "Names that an image states are opened only in a folder to which a saved image was unpacked, "
    "and in an engine's own folder.": (_ASKS, _STORE_READ),
    "There, neither `..` nor a link leads out.": (
        "sources/test_unpacked_archives.py::test_nothing_outside_of_it_is_read",
        "sources/local/test_storage.py::test_a_file_that_is_a_link_now_is_not_followed",
        _STORE_READ,
    ),
    "It never follows the `urls` of a descriptor.": (
        _ASKS,
        "sources/registry/test_documents.py::test_foreign_layers_are_never_fetched",
    ),
    "It fetches only from the registry that you named, or from where this registry redirects to.": (
        _ASKS,
        "sources/registry/test_documents.py::test_foreign_layers_are_never_fetched",
        "sources/registry/test_redirects.py::test_five_redirects_are_followed",
    ),
    "Because of a name in a label, it opens nothing and asks nobody.": (
        _ASKS,
        _LABELS + "test_at_the_word_of_a_label_nothing_is_opened_and_nobody_asked",
        _BASE + "test_no_engine_is_asked_unless_a_digest_is_stated",
    ),
    "The digest that a label gives for the base image is looked for in the cache, in engines of "
    "this machine and in the engine that the image was read from.": (
        _BASE + "test_a_digest_that_an_engine_has_is_believed",
        _BASE + "test_a_digest_that_was_read_before_is_in_the_cache",
        _BASE + "test_an_engine_that_can_not_be_asked_is_no_error",
        _BASE + "test_an_engine_elsewhere_is_asked_if_it_has_the_image",
    ),
    "What is found there only decides whose layers advice is about.": (
        _BASE + "test_a_digest_of_another_image_tells_nothing",
    ),
    "`check` takes a base image from a label only if `base_from` in your configuration allows its "
    "repository, or if the label gives a digest that the cache or an engine here has.": (
        _LABELS + "test_a_label_is_followed_into_a_repository_that_is_allowed",
        _LABELS + "test_a_registry_is_not_asked_for_another_repository",
        _LABELS + "test_a_digest_that_an_engine_has_is_enough",
        _LABELS + "test_a_digest_that_the_cache_has_is_enough",
        _LABELS + "test_a_digest_that_nobody_has_is_no_base",
    ),
    "A base image that is the whole image is refused.": (
        "cli/test_check_base.py::test_a_base_that_is_the_whole_image_is_refused",
        _LABELS + "test_an_image_that_names_itself_as_its_base_does_not_pass",
    ),
    "It believes nothing that an engine says of its own folder.": (
        _GRAPH + "test_a_folder_that_is_not_the_engines",
        _GRAPH + "test_a_folder_that_disagrees_with_itself",
        "sources/local/test_podman_engine.py::test_a_folder_that_is_not_used",
    ),
    "It reads there only as [docs/engines.md](docs/engines.md#without-a-copy) says: files of root "
    "or of you, below folders that nobody else can write to, opened folder by folder without "
    "following links or waiting.": (
        _GRAPH + "test_what_belongs_to_another_user",
        "sources/local/test_storage.py::test_a_folder_that_others_may_write_to",
        "sources/local/test_storage.py::test_a_file_that_is_a_link_now_is_not_followed",
        "real/test_own_folders.py::test_as_another_user_the_image_is_saved",
    ),
    "A file of an unpacked layer counts only if it has the length and the checksum that the "
    "engine noted.": (
        _GRAPH + "test_verify_finds_a_file_that_changed",
        "sources/local/test_storage.py::test_a_tar_that_is_put_together_is_what_its_diff_id_says",
    ),
    "It writes, locks and runs nothing there.": (_STORE_READ,),
    "Whoever makes an image can give two files one checksum (CRC-64), so that `compare` shows one "
    "that was changed as the same; `--verify` reads and hashes the files instead.": (
        "sources/local/test_storage.py::test_files_with_one_checksum_are_told_apart_by_verify",
    ),
    "It sends credentials only to the registry that they belong to, and to the token service that "
    "this registry names.": (
        _LOGIN + "test_nothing_but_the_registry_gets_the_password",
        _LOGIN + "test_a_token_for_a_name_and_password",
        _CREDENTIALS + "test_a_path_of_another_repository",
    ),
    "They are never sent with a redirect to another host, and they are never in a message.": (
        _LOGIN + "test_a_password_is_not_sent_on_to_where_a_redirect_leads",
        _LOGIN + "test_an_identity_token_is_not_sent_on_to_where_a_redirect_leads",
        "sources/registry/test_denials.py::test_an_error_that_repeats_the_password_back",
        "sources/registry/test_redirects.py::test_a_redirect_with_a_login_in_it",
        _CREDENTIALS + "test_secrets_are_not_shown",
    ),
    "A client certificate is shown to the registry only.": (
        "real/test_registry_certificates.py::test_a_client_certificate_is_shown_to_the_registry_only",
    ),
    "A credential helper is run if your own files name it; what it prints is never in a message.": (
        _CREDENTIALS + "test_a_helper_program",
        _CREDENTIALS + "test_a_helper_is_no_path",
        _CREDENTIALS + "test_what_a_failing_helper_printed_is_not_repeated",
    ),
    "It never prints text of an image raw.": (
        "report/test_tables.py::test_names_are_inert",
        "report/test_markdown.py::test_no_markup_comes_from_names",
        "report/test_check_outputs.py::test_hostile_names",
        "tui/test_hostile.py::test_no_view_of_one_image_lets_anything_active_through",
        "tui/test_hostile.py::test_no_view_of_two_images_lets_anything_active_through",
        "fuzz/test_guided_corpus.py::test_what_was_kept",
    ),
    "It gives a terminal no file that could act on it: `cat` writes only UTF-8 without control "
    "characters there, unless `--force` is given, and `diff` escapes the lines of files as it does "
    "names.": (
        "cli/test_cat.py::test_a_terminal_gets_text_only",
        "inside/test_file_diff.py::test_what_a_terminal_is_not_given",
        "cli/test_diff.py::test_lines_are_inert_in_a_terminal",
    ),
    "To a pipe or a file, they go as they are.": (
        "cli/test_cat.py::test_content",
        "cli/test_diff.py::test_lines_are_inert_in_a_terminal",
    ),
    "It keeps an image that comes through a pipe in a temporary file only where files of it are "
    "read, for you alone, until the command ends.": (
        "inside/test_contents.py::test_standard_input_is_kept_as_long_as_it_is_needed",
        "cli/test_cat.py::test_an_image_from_a_pipe",
        "cli/test_cat.py::test_interrupted_while_a_pipe_is_kept",
    ),
    "Tables and Markdown show escape sequences, line ends, direction marks and zero-width marks "
    "as escapes; JSON is ASCII.": (
        "text/test_escape.py::test_every_active_character_is_escaped_and_no_visible_one",
        "report/test_tables.py::test_names_are_inert",
        "report/test_markdown.py::test_any_name_is_one_cell_with_one_code_span",
        "report/test_json_report.py::test_text_is_what_the_standard_encoder_writes",
    ),
    "In CSV, a row is one line, and no cell is a formula to a spreadsheet.": (
        "report/test_lines.py::test_csv_is_a_line_a_row_in_quotes_and_inert",
        "report/test_lines.py::test_a_csv_reader_gets_the_rows_of_the_document",
    ),
    "The shell's completion offers only such names, and asks only engines of this machine for "
    "them.": (
        "cli/test_completion.py::test_names_that_a_shell_would_run_are_not_offered",
        "cli/test_completion.py::test_an_engine_on_another_machine_is_not_asked",
    ),
    "In advice to be typed, it shows a name from an image or a registry only if a shell makes "
    "nothing else of it.": (
        "sources/test_choose.py::test_no_name_that_a_shell_would_run_is_advice",
        "sources/test_similar.py::test_no_name_that_a_shell_would_run_is_offered",
    ),
    "It leaves no report, export or cache entry half-written: it writes each to another file in "
    "the same folder, then renames it.": (
        "cli/test_asks_nothing.py::test_what_is_asked_is_noticed",
        "cli/test_report_files.py::test_an_older_report_is_kept_when_writing_fails",
        "export/test_interrupts.py::test_at_any_moment",
        "cache/test_many_processes.py::test_killed_in_the_middle",
    ),
    "It writes through no link that leads to nothing, unless `export` is given `--force`, and "
    "never over a file that the same command reads.": (
        "cli/test_output_files.py::test_a_link_to_nothing_is_not_followed",
        "cli/test_output_files.py::test_the_image_is_not_overwritten",
        "cli/test_output_files.py::test_what_check_reads_is_not_overwritten",
        "export/test_targets.py::test_a_link_to_nothing_is_followed_only_by_force",
        "export/test_targets.py::test_the_source_itself_is_never_overwritten",
    ),
    "No registry leads it to an address within this machine or on its own link (`127.0.0.1`, "
    "`169.254.169.254`, `0.0.0.0`, in any spelling), be it as a token service or by a redirect, "
    "unless the registry itself is there.": (
        _TOKENS + "test_a_token_server_is_not_looked_for_within",
        _TOKENS + "test_a_registry_elsewhere_leads_to_nothing_on_this_machine",
        _TOKENS + "test_no_redirect_leads_within",
        _TOKENS + "test_a_redirect_of_a_token_server_leads_to_nothing_within",
        _TOKENS + "test_who_names_an_inner_address_himself_may_have_it",
    ),
    "What a name resolves to is not looked at.": (_TOKENS + "test_other_addresses_may_be_led_to",),
    "A login in a reference or in an address (`https://user:password@host`) is refused: messages "
    "and reports show `***` in its place, and it is sent to nobody.": (
        "cli/test_no_login_told.py::test_no_command_tells_a_login",
        "cli/test_no_login_told.py::test_no_configuration_tells_a_login",
        "cli/test_no_login_told.py::test_no_address_of_an_engine_tells_a_login",
        "cli/test_no_login_told.py::test_no_proxy_tells_a_login",
        "sources/registry/test_redirects.py::test_a_redirect_with_a_login_in_it",
    ),
    "A token service over http is asked only if it is on this machine, as the registry is.": (
        _TOKENS + "test_a_token_server_elsewhere_that_speaks_http_is_not_asked",
        "real/test_registry_tls.py::test_a_token_server_of_an_https_registry_must_speak_https",
    ),
    "With `--insecure`, the registry's own host may be one, and any other is asked without "
    "credentials: those never go in clear to another host.": (
        _TOKENS + "test_with_insecure_the_registrys_own_host_may_give_tokens_over_http",
        _TOKENS + "test_with_insecure_another_host_is_asked_without_a_login_only",
    ),
    "It uses no cache that others can write to; see [The cache](#the-cache).": (
        _OWN + "test_what_others_may_write_to",
    ),
    "An entry of a layer is stored under the digest that was computed while the layer was read.": (
        "cache/test_walk_cache.py::test_a_walk_is_found_by_its_digest",
        "cache/test_damage.py::test_a_whole_entry_under_another_name",
    ),
    "Its checksum finds damage, not lies.": (
        "cache/test_damage.py::test_every_flipped_byte_of_a_walk",
        "cache/test_damage.py::test_damage_behind_a_checksum_that_fits",
    ),
    "layersize creates the cache folder for you alone (mode 0700).": (
        "cache/test_walk_cache.py::test_folders_are_the_users_own",
    ),
    "It uses it only if you or root own it and all folders above it, and nobody else can write to "
    "them; above the cache folder, a sticky bit (as `/tmp` has) will do.": (
        _OWN + "test_what_others_may_write_to",
        _OWN + "test_what_is_another_users",
        _OWN + "test_a_sticky_folder_above_keeps_what_is_in_it",
        _OWN + "test_a_cache_that_roots_own_hand_made",
    ),
    "A group that has your name and no other members is not somebody else.": (
        _OWN + "test_a_group_of_this_user_alone",
        _OWN + "test_which_group_is_private",
    ),
    "Otherwise there is no cache, and one line on standard error says so.": (
        "cli/test_cache_trust.py::test_one_warning_and_a_whole_report",
    ),
    "Entries are opened without following links and without waiting.": (
        _OWN + "test_a_link_within_is_not_followed",
        "cli/test_cache_trust.py::test_a_pipe_in_the_cache_is_not_waited_for",
    ),
    "Only regular files of a bounded length count, owned by you or root and not writable for "
    "others.": (
        _OWN + "test_an_entry_that_is_no_file_of_this_cache",
        _OWN + "test_an_entry_of_another_user",
        _OWN + "test_a_record_that_is_too_long_is_not_kept_and_not_read",
    ),
    "Everything else, and every damaged or contradictory entry, counts as missing.": (
        "cache/test_damage.py::test_every_flipped_byte_of_a_walk",
        "cache/test_damage.py::test_a_whole_entry_under_another_name",
        "cache/test_damage.py::test_a_link_without_a_target",
        "cache/test_walk_bytes.py::test_columns_that_do_not_fit_are_refused",
        "fuzz/test_guided_corpus.py::test_what_was_kept",
    ),
    "An entry can't unpack to more than 30 times its length and 1 MiB, and its columns must fit "
    "each other before they are unpacked.": (
        _OWN + "test_a_bomb_is_refused_by_its_lengths",
        _OWN + "test_rows_that_do_not_fit_are_refused_before_they_are_unpacked",
        _OWN + "test_a_table_of_nothing_but_slashes",
    ),
    "Nothing in it is run.": ("cache/test_damage.py::test_what_reads_it_can_run_nothing",),
    "`layersize cache clear`, and making room, delete only files in the cache's own folders, and "
    "never through links.": (
        _OWN + "test_folders_within_folders_are_not_climbed",
        _OWN + "test_folders_of_others_are_not_counted_and_not_emptied",
        "cache/test_walk_cache.py::test_what_is_not_of_the_cache_is_left_alone",
    ),
    "If you restore a cache from elsewhere, share it between users or jobs, or let code of others "
    "run as you, then whoever wrote it decides what layersize says.": (
        "cli/test_cache_trust.py::test_a_gate_need_not_believe_a_cache",
    ),
    "`--no-cache` reads everything again, and keeps nothing; see "
    "[docs/check.md](docs/check.md#a-cache-that-others-filled).": (
        "cli/test_cache_trust.py::test_a_gate_need_not_believe_a_cache",
    ),
    "A broken or hostile image ends with one line and exit code 2.": (
        _BUDGET,
        "fuzz/test_byte_flips.py::test_byte_flips",
        "fuzz/test_header_fields.py::test_header_fields",
        "cli/test_exit_codes.py::test_whatever_is_raised_ends_in_one_line",
    ),
    "| a JSON document | 4 MiB |": (
        _TOLD,
        "oci/test_json_node.py::test_too_long_documents_are_not_parsed",
        "sources/test_stores.py::test_a_too_long_document_is_an_error",
        "sources/registry/test_documents.py::test_a_huge_manifest",
    ),
    "| the answer of a credential helper | 1 MiB, and `--timeout` |": (
        _HELPER + "test_a_helper_that_floods",
        _HELPER + "test_a_helper_that_never_ends",
    ),
    "| a document of a registry | `--timeout` as a whole |": (
        "sources/registry/test_slow_servers.py::test_a_manifest_that_trickles",
    ),
    "| a layer of a registry at less than 1 KiB a second | `--timeout` |": (
        "sources/registry/test_slow_servers.py::test_a_layer_that_trickles",
        "sources/registry/test_slow_servers.py::test_the_pace_of_a_body",
    ),
    "| a PAX header | 1 MiB |": (_TOLD, "images/test_images.py::test_image"),
    "| one object of a tar-split; Podman's table of images, and that of layers | 64 MiB |": (
        _TOLD,
        "streams/test_tar_split.py::test_an_object_without_end",
        "sources/local/test_storage.py::test_a_table_without_end",
    ),
    "| a path | 32 KiB, 2048 directories deep |": (_TOLD, _WALKER + "test_paths_have_bounds"),
    "| values of a JSON document; of all documents of an archive | 250,000; 1 million, and 64 MiB "
    "|": (
        _TOLD,
        _DOCUMENTS + "test_values_of_a_document_have_a_bound",
        _DOCUMENTS + "test_values_of_all_documents_have_a_bound",
        _DOCUMENTS + "test_configs_together_have_a_bound",
    ),
    "| layers, `diff_ids` and steps of histories that all images of an archive list | 262,144 |": (
        _TOLD,
        _DOCUMENTS + "test_layers_listed_by_all_images_have_a_bound",
    ),
    "| members of an archive | 20,000, with 4 MiB of names |": (
        _TOLD,
        _DOCUMENTS + "test_names_of_members_have_a_bound",
        _DOCUMENTS + "test_members_have_a_bound",
    ),
    "| indexes within indexes | 8 |": (
        _TOLD,
        "sources/registry/test_documents.py::test_indexes_nested_without_end",
    ),
    "| names of an entry in extension headers that contradict each other | 64 |": (
        _TOLD,
        _KEPT + "test_headers_without_an_entry_leave_few_names",
    ),
    "| chunks of a sparse file | 131,072 |": (
        _TOLD,
        "streams/test_sparse_and_pax.py::test_a_map_that_cannot_be_right",
    ),
    "| directories that the paths of an image's layers lead through | 100,000, and one more per "
    "entry |": (
        _TOLD,
        _KEPT + "test_a_layer_is_refused_before_it_fills_the_memory",
        _KEPT + "test_layers_share_the_bounds",
    ),
    "| paths and link targets of entries with extension headers, in all layers of an image | 16 "
    "MiB, and 256 bytes more per entry |": (
        _TOLD,
        _KEPT + "test_a_layer_is_refused_before_it_fills_the_memory",
        _KEPT + "test_layers_share_the_bounds",
    ),
    "| chunks of all sparse files of an image | 262,144 |": (
        _TOLD,
        _KEPT + "test_a_layer_is_refused_before_it_fills_the_memory",
        _KEPT + "test_layers_share_the_bounds",
    ),
    "| entries in all compressed layers of an image | 1 million, and one more per 8 compressed "
    "bytes |": (
        _TOLD,
        _KEPT + "test_compressed_entries_need_some_bytes",
        _KEPT + "test_a_million_long_paths_are_no_bomb",
    ),
    "| entries of layers that an image lists again | 1 million |": (
        _TOLD,
        _SHARED + "test_a_layer_listed_again_counts",
    ),
    "| the memory of all decompressors that work at once | 136 MiB |": (
        _TOLD,
        "streams/test_compression.py::test_a_window_that_engines_read_is_read_where_the_image_is_trusted",
        "streams/test_many_frames.py::test_the_window_of_a_later_frame_is_bounded_too",
        _SHARED + "test_large_decoders_work_one_after_the_other",
    ),
    "| entries of a layer | 20 million |": (_TOLD, _WALKER + "test_limits"),
    "| an uncompressed layer | 1 TiB |": (_TOLD, _WALKER + "test_limits"),
    "| gzip members, zstd frames and the like in all layers of an image, beyond one for each 512 "
    "bytes of output | 10,000 |": (
        _TOLD,
        "streams/test_compression.py::test_pieces_that_hold_nothing_are_bounded",
        "streams/test_compression.py::test_empty_pieces_are_counted_for_all_streams_of_an_image",
    ),
    "| the unpacked length of all compressed layers of an image, once it is over 1 GiB | 200 times "
    "their compressed length |": (
        _TOLD,
        "streams/test_compression.py::test_a_bomb_is_stopped_beyond_the_free_gibibyte",
        _BUDGET,
    ),
    "An archive that is compressed as a whole counts as one with the layers in it: they add "
    "nothing to its compressed length.": (
        _SHARED + "test_layers_in_a_compressed_archive_add_nothing_to_its_length",
    ),
    "[`src/layersize/streams/bounds.py`](src/layersize/streams/bounds.py) has all bounds, each "
    "with its reason.": ("promises/test_bounds_told.py::test_every_bound_has_its_reason",),
    "`--no-limits` turns off the last ten (a decompressor may then use up to 2 GiB), for an image "
    "that you trust.": (
        _WALKER + "test_limits",
        "streams/test_compression.py::test_a_window_that_engines_read_is_read_where_the_image_is_trusted",
        "promises/test_bounds_told.py::test_what_no_limits_turns_off",
    ),
    "In short: if a compressed blob does not have the digest that is stated for it, that is an "
    "error; `--verify` checks the rest, and [so does "
    "`check`](docs/check.md#images-that-contradict-themselves).": (
        "images/test_images.py::test_image",
        "sources/test_digest_algorithms.py::test_a_layer_that_is_another_one",
        "sources/test_digest_algorithms.py::test_a_diff_id_of_another_layer",
        "cli/test_check_diff_ids.py::test_every_limit_rests_on_what_engines_run",
        "cli/test_check_diff_ids.py::test_a_layer_that_passes_for_the_base_images",
        "cli/test_check_diff_ids.py::test_growth_over_a_baseline",
    ),
    "A document that is two images, depending on who reads it, is refused: one that has a key "
    "twice, or lists both layers and manifests, and an archive whose `manifest.json` and "
    "`index.json` disagree.": (
        "sources/test_ambiguous_documents.py::test_in_a_layout",
        "sources/test_ambiguous_documents.py::test_in_a_docker_archive",
        "sources/test_contradictions.py::test_a_document_of_two_kinds_is_refused",
        "sources/test_contradictions.py::test_lists_of_one_archive_that_disagree_are_refused",
    ),
    "Of the images in an index, the one is measured that `docker pull` and Podman take; where "
    "engines differ, a warning says so, and `check` judges nothing.": (
        "sources/test_contradictions.py::test_what_engines_take",
        "sources/test_choose.py::test_engines_take_the_first_for_the_platform_whatever_it_is",
        "cli/test_check_doubts.py::test_where_engines_differ_nothing_is_judged",
    ),
    "Docker, containerd, Podman and Skopeo do not agree on every archive. layersize refuses what "
    "makes them see different images: a member of an archive that is there twice, in whatever "
    "spelling, and not the same; a member below a symlink; a member that is stored without its "
    "zeros; a layer or an archive that is a tar and compressed at once.": (
        "sources/test_stores.py::test_members_that_readers_differ_on_are_refused",
        "streams/test_compression.py::test_what_is_a_tar_as_well_is_refused",
        "cli/test_check_deceits.py::test_none_passes",
    ),
    "`check` does not pass what it can't be sure of: see [what engines differ on]"
    "(docs/check.md#keys).": (
        "cli/test_check_uncertain.py::test_limits_that_overlay_xattrs_bear_on_are_not_measured",
        "cli/test_check_uncertain.py::test_bookkeeping_of_aufs_is_not_measured",
        "cli/test_check_through_symlinks.py::test_files_and_folders_are_found_behind_symlinks",
    ),
    "The tests hold it against a table of deceiving images (`tests/support/deceits`), with Docker, "
    "Podman and Skopeo as the judges.": (
        "cli/test_check_deceits.py::test_none_passes",
        "real/test_deceits.py::test_an_engine_runs_none_over_a_limit_that_passed",
    ),
}
