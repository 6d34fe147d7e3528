"""What hostile images can't do, with the tests of it, as FILE::TEST below `tests`."""

from __future__ import annotations

_AS_GO = "streams/test_tar_as_go.py::"
_JSON = "sources/test_json_as_go.py::"
_LABELS = "cli/test_check_base_labels.py::"
_FALSE = "cli/test_check_diff_ids.py::"
_WHICH = "sources/test_contradictions.py::"
_TOKENS = "sources/registry/test_token_servers.py::"
_OWN = "cache/test_own_folder.py::"
_KEPT = "layers/test_kept_bounds.py::"
_SHARED = "layers/test_shared_bounds.py::"
_DOCUMENTS = "sources/test_document_bounds.py::"
_BUDGET = "cli/test_bad_input_budget.py::test_it_ends_soon_in_little_memory"
_FILES = "cli/test_output_files.py::"

POINTS: dict[str, tuple[str, ...]] = {
    "Extension headers of tars are read as Go reads them, in any order": (
        _AS_GO + "test_generated_sequences_against_go",
        _AS_GO + "test_what_go_says_of_it",
        _AS_GO + "test_go_says_so",
    ),
    "An entry whose headers contradict each other is judged under every name": (
        "cli/test_check_contradicting_headers.py::test_every_name_is_looked_for",
        "cli/test_check_contradicting_headers.py::test_what_archivers_write_is_no_contradiction",
    ),
    "JSON is read as Go reads it, or refused": (
        _JSON + "test_generated_documents_against_go",
        _JSON + "test_what_go_says_of_it",
        _JSON + "test_go_says_so",
        _JSON + "test_a_name_that_is_half_a_character_is_that_of_another_file",
    ),
    "A document with a key twice, or twice but for letter case, is refused": (
        "sources/test_ambiguous_documents.py::test_in_a_layout",
        "sources/test_ambiguous_documents.py::test_in_a_docker_archive",
        "oci/test_json_node.py::test_a_key_that_is_there_twice_is_refused",
    ),
    "Where descriptor and config name different platforms, the descriptor decides; it is told": (
        _WHICH + "test_what_engines_take",
        _WHICH + "test_an_image_for_another_platform_than_its_index_is_taken_by_no_engine",
        "oci/test_platform.py::test_two_statements_that_can_not_both_be_true",
    ),
    "Layers and manifests in one document are refused": (
        _WHICH + "test_a_document_of_two_kinds_is_refused",
        _WHICH + "test_two_kinds_at_the_top",
        "cli/test_check_doubts.py::test_a_document_of_two_kinds_is_not_judged",
    ),
    "Only an attestation hides an entry of an index": (
        "sources/test_choose.py::test_engines_take_the_first_for_the_platform_whatever_it_is",
        "cli/test_check_doubts.py::test_where_engines_differ_nothing_is_judged",
    ),
    "Two lists of one archive that disagree on the layers of an image are refused": (
        _WHICH + "test_lists_of_one_archive_that_disagree_are_refused",
        _WHICH + "test_a_broken_index_beside_a_manifest_json_is_not_passed_over",
        _WHICH + "test_lists_that_agree",
    ),
    "Two entries for one platform are told": (
        "sources/test_choose.py::test_two_images_for_one_platform",
        "cli/test_check_doubts.py::test_what_is_told",
    ),
    "No verdict rests on a diff_id that a layer does not have": (
        _FALSE + "test_a_layer_that_passes_for_the_base_images",
        _FALSE + "test_every_limit_rests_on_what_engines_run",
        _FALSE + "test_the_base_images_own_layers",
        _FALSE + "test_growth_over_a_baseline",
        _FALSE + "test_a_false_baseline",
        _FALSE + "test_shared_bytes_are_those_of_one_blob",
        _FALSE + "test_a_kept_walk_whose_tar_was_not_hashed_proves_nothing",
    ),
    "A false diff_id is told in every report of check": (
        _FALSE + "test_a_false_layer_of_ones_own_counts_and_is_told",
        _FALSE + "test_it_is_told_in_every_format",
    ),
    "At the word of a label nothing is opened and nobody is asked": (
        _LABELS + "test_at_the_word_of_a_label_nothing_is_opened_and_nobody_asked",
        "cli/test_asks_nothing.py::test_an_image_is_only_read",
    ),
    "A label gives a base image only as the configuration allows, or by a digest that is here": (
        _LABELS + "test_a_label_is_followed_into_a_repository_that_is_allowed",
        _LABELS + "test_a_registry_is_not_asked_for_another_repository",
        _LABELS + "test_what_base_from_allows_is_all_that_counts",
        _LABELS + "test_a_digest_that_an_engine_has_is_enough",
        _LABELS + "test_a_digest_that_the_cache_has_is_enough",
        _LABELS + "test_a_digest_that_nobody_has_is_no_base",
    ),
    "A base image that is the whole image is refused": (
        "cli/test_check_base.py::test_a_base_that_is_the_whole_image_is_refused",
        _LABELS + "test_an_image_that_names_itself_as_its_base_does_not_pass",
        _LABELS + "test_an_engine_that_has_the_whole_image_is_no_way_out",
    ),
    "A report says how the base image was known": (
        "cli/test_check_base.py::test_only_what_the_image_adds_counts",
        "cli/test_check_base.py::test_the_table_shows_base_and_own_bytes_apart",
        _LABELS + "test_a_label_is_followed_into_a_repository_that_is_allowed",
    ),
    "Advice holds no name that a shell would run": (
        "sources/test_choose.py::test_no_name_that_a_shell_would_run_is_advice",
        "sources/test_similar.py::test_no_name_that_a_shell_would_run_is_offered",
    ),
    "A login in a reference or an address is shown as ***": (
        "cli/test_no_login_told.py::test_no_command_tells_a_login",
        "cli/test_no_login_told.py::test_no_configuration_tells_a_login",
        "cli/test_no_login_told.py::test_no_address_of_an_engine_tells_a_login",
        "cli/test_no_login_told.py::test_no_proxy_tells_a_login",
    ),
    "A token service over http is asked only on this machine or with --insecure": (
        _TOKENS + "test_a_token_server_elsewhere_that_speaks_http_is_not_asked",
        _TOKENS + "test_with_insecure_the_registrys_own_host_may_give_tokens_over_http",
        _TOKENS + "test_with_insecure_another_host_is_asked_without_a_login_only",
    ),
    "What a layer keeps in memory is bounded: names, link targets, directories, sparse maps": (
        _KEPT + "test_a_layer_is_refused_before_it_fills_the_memory",
        _KEPT + "test_layers_share_the_bounds",
        _KEPT + "test_headers_without_an_entry_leave_few_names",
        _KEPT + "test_compressed_entries_need_some_bytes",
        _SHARED + "test_a_layer_listed_again_counts",
    ),
    "Maps of sparse files are read in linear time": (_KEPT + "test_a_map_is_read_in_linear_time",),
    "Parsed documents are bounded for an archive, each counted once however it is spelt": (
        _DOCUMENTS + "test_one_config_counts_once_however_it_is_spelt",
        _DOCUMENTS + "test_configs_together_have_a_bound",
        _DOCUMENTS + "test_values_of_a_document_have_a_bound",
        _DOCUMENTS + "test_values_of_all_documents_have_a_bound",
        _DOCUMENTS + "test_a_key_is_found_among_many_in_linear_time",
    ),
    "Frames and members that hold nothing end soon": (
        "streams/test_many_frames.py::test_frames_that_hold_nothing_end_soon",
        "streams/test_compression.py::test_pieces_that_hold_nothing_are_bounded",
        "streams/test_compression.py::test_empty_pieces_are_counted_for_all_streams_of_an_image",
    ),
    "Layers, steps of histories, manifests and members are bounded": (
        _DOCUMENTS + "test_layers_listed_by_all_images_have_a_bound",
        _DOCUMENTS + "test_members_have_a_bound",
        _DOCUMENTS + "test_names_of_members_have_a_bound",
        _BUDGET,
    ),
    "Hostile archives of a few megabytes take little work and memory": (
        _BUDGET,
        _SHARED + "test_large_decoders_work_one_after_the_other",
        "streams/test_many_frames.py::test_of_a_broken_stream_no_decoder_stays",
    ),
    "A cache is used only if it is one's own": (
        _OWN + "test_what_others_may_write_to",
        _OWN + "test_what_is_another_users",
        "cli/test_cache_trust.py::test_one_warning_and_a_whole_report",
    ),
    "Entries of a cache are regular files of a bounded length, opened without links and waiting": (
        _OWN + "test_a_link_within_is_not_followed",
        _OWN + "test_an_entry_that_is_no_file_of_this_cache",
        _OWN + "test_an_entry_of_another_user",
        _OWN + "test_a_record_that_is_too_long_is_not_kept_and_not_read",
        "cli/test_cache_trust.py::test_a_pipe_in_the_cache_is_not_waited_for",
    ),
    "check need not trust a cache": (
        "cli/test_cache_trust.py::test_a_gate_need_not_believe_a_cache",
        "ci/test_action.py::test_a_cache_that_was_restored_is_not_believed",
    ),
    "A signal ends the program in any state": (
        "cli/test_signals.py::test_while_layers_are_decompressed",
        "cli/test_signals.py::test_while_waiting_for_standard_input",
        "export/test_interrupts.py::test_at_any_moment",
        "real/test_engines.py::test_a_signal_ends_a_save_at_once",
        "cli/test_signals_anywhere.py::test_what_is_waited_for",
        "cli/test_signals_anywhere.py::test_a_registry",
        "layers/test_threads.py::test_a_thread_that_does_not_come_back_is_left",
    ),
    "Outputs follow no link to nothing, and keep the mode of the file that they replace": (
        _FILES + "test_a_link_to_nothing_is_not_followed",
        _FILES + "test_the_mode_and_the_owner_are_kept",
        "export/test_targets.py::test_a_link_to_nothing_is_followed_only_by_force",
        "export/test_targets.py::test_a_file_that_is_replaced_keeps_its_mode",
    ),
    "What could harm other programs is made in the test, and not kept": (
        "images/test_images.py::test_image_that_is_not_kept",
        "fuzz/test_guided_corpus.py::test_it_is_small_and_all_of_it_is_run",
    ),
    "Whatever the bytes are, there is a report that adds up or a refusal": (
        "fuzz/test_guided_corpus.py::test_what_was_kept",
        "fuzz/test_byte_flips.py::test_byte_flips",
        "fuzz/test_header_fields.py::test_header_fields",
        "fuzz/test_json_values.py::test_docker_archive_json",
        "fuzz/test_json_values.py::test_oci_json",
    ),
    "Nothing that is extracted leaves its folder, whatever the image and the folder hold": (
        "inside/test_extract_hostile.py::test_nothing_outside_changes",
        "inside/test_extract_hostile.py::test_there_are_enough_of_them",
        "inside/test_extract_races.py::test_a_process_that_swaps_a_folder_for_a_link",
        "inside/test_extract_races.py::test_a_link_that_comes_at_the_worst_moment",
    ),
    "A million files take few open files and work that grows with their number": (
        "inside/test_extract_scale.py::test_work_and_memory_grow_with_the_files",
        "inside/test_extract_scale.py::test_folders_that_are_deep_and_visited_in_turn",
        "inside/test_extract_scale.py::test_a_program_that_may_open_few_files",
    ),
    "No deceiving image passes `check` that an engine would run over the limit": (
        "cli/test_check_deceits.py::test_each_is_another_deceit_with_a_verdict",
        "cli/test_check_deceits.py::test_none_passes",
        "cli/test_check_deceits.py::test_none_passes_as_a_stream",
        "real/test_deceits.py::test_an_engine_runs_none_over_a_limit_that_passed",
        "real/test_deceits.py::test_skopeo_copies_none_over_a_limit_that_passed",
    ),
    "A limit of paths looks wherever engines put an entry": (
        "cli/test_check_through_symlinks.py::test_files_and_folders_are_found_behind_symlinks",
        "cli/test_check_through_symlinks.py::test_the_target_of_a_hardlink_is_followed",
        "cli/test_check_contradicting_headers.py::test_every_name_is_looked_for",
    ),
}
