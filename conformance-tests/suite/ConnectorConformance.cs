using Xunit;

namespace InputSdk.Conformance;

/// <summary>
/// The rules of RULES.md as tests. To test a connector, derive a class from this one and return its
/// <see cref="ConnectorDriver"/>.
/// </summary>
public abstract class ConnectorConformance
{
    /// <summary>The driver of the connector.</summary>
    protected abstract ConnectorDriver Driver { get; }

    [SkippableFact(typeof(RuleSkippedException))]
    public Task A1_The_manifest_is_valid_against_the_manifest_schema() => HoldAsync("A1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task A2_The_connector_embeds_exactly_the_bytes_of_the_shipped_manifest() => HoldAsync("A2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task A3_The_manifest_is_the_same_on_every_read_and_from_every_instance() => HoldAsync("A3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task A4_The_manifest_names_the_connectors_own_type_as_its_entry() => HoldAsync("A4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task A5_Titles_and_descriptions_are_sentences_for_users_never_empty_no_notes_to_developers_no_HTML() =>
        HoldAsync("A5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task A6_The_checkpoints_newest_version_is_among_those_that_the_manifest_says_can_be_read() =>
        HoldAsync("A6");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task A7_Log_types_their_columns_check_steps_and_error_codes_are_each_listed_once() => HoldAsync("A7");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task B1_Schemas_use_only_keywords_that_validators_enforce_and_forms_show() => HoldAsync("B1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task B2_Defaults_are_valid_by_their_own_schemas() => HoldAsync("B2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task B3_The_values_of_an_enum_differ_and_each_has_a_title() => HoldAsync("B3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task B4_All_secrets_are_listed_and_marked_as_secrets_and_settings_are_not() => HoldAsync("B4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task B5_No_secret_has_a_default() => HoldAsync("B5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task B6_Patterns_are_anchored_at_both_ends_let_no_newline_pass_and_take_no_time_on_hostile_text() =>
        HoldAsync("B6");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task B7_Unknown_members_are_refused_at_every_level() => HoldAsync("B7");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task B8_A_choice_is_made_at_the_top_only_and_each_branch_has_a_title() => HoldAsync("B8");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task C1_A_valid_configuration_is_valid_by_the_schema() => HoldAsync("C1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task C2_A_configuration_that_lacks_a_required_member_is_refused_by_schema_and_connector() => HoldAsync("C2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task C3_A_value_that_breaks_its_constraint_is_refused_with_the_members_pointer_by_schema_and_connector() =>
        HoldAsync("C3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task C4_An_unknown_member_is_refused_by_schema_and_connector() => HoldAsync("C4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task C5_A_value_of_another_JSON_type_is_refused_by_schema_and_connector() => HoldAsync("C5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task C6_Settings_that_are_not_strict_JSON_are_refused_members_twice_comments_trailing_commas_and_text() =>
        HoldAsync("C6");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task C7_No_error_about_a_configuration_repeats_a_value_of_it() => HoldAsync("C7");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task C8_A_configuration_must_select_exactly_one_branch_of_the_choice_or_schema_and_connector_refuse_it() =>
        HoldAsync("C8");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task D1_A_connection_test_of_a_good_source_passes_every_step_those_of_the_manifest_in_their_order() =>
        HoldAsync("D1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task D2_After_a_failed_step_the_others_are_skipped_and_only_the_failed_step_has_an_error() =>
        HoldAsync("D2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task D3_If_any_call_fails_a_connection_test_reports_a_failed_step_and_throws_no_exception() =>
        HoldAsync("D3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task D4_A_connection_test_ends_when_it_is_cancelled() => HoldAsync("D4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E1_A_record_is_a_JSON_object_of_exactly_the_declared_columns_in_their_order_and_perhaps_extra() =>
        HoldAsync("E1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E2_Values_are_texts_null_only_where_a_column_may_be_and_extra_an_array_of_texts() => HoldAsync("E2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E3_A_batch_holds_as_many_records_as_it_says_at_least_one_each_on_a_line_that_ends() => HoldAsync("E3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E4_Every_source_line_is_delivered_once_in_order_with_its_origin_as_a_record_or_a_rejected_line() =>
        HoldAsync("E4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E5_No_two_records_have_one_id() => HoldAsync("E5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E6_Messages_name_log_types_of_the_manifest() => HoldAsync("E6");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E7_A_record_holds_no_value_that_its_line_does_not_hold() => HoldAsync("E7");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E8_Each_value_of_a_record_is_in_its_own_column() => HoldAsync("E8");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task E9_A_line_that_is_a_record_is_not_rejected_because_of_other_lines() => HoldAsync("E9");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task F1_Two_reads_of_one_source_give_the_same_messages_and_checkpoints() => HoldAsync("F1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task F2_Culture_and_time_zone_change_nothing() => HoldAsync("F2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task F3_A_checkpoint_counts_exactly_the_records_and_rejected_lines_since_the_last_one() => HoldAsync("F3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task F4_A_pass_that_read_something_ends_with_a_checkpoint_that_covers_all_of_it() => HoldAsync("F4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task F5_A_rejected_line_keeps_its_bytes_and_says_why_as_an_error_of_kind_Data() => HoldAsync("F5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task G1_A_read_from_any_checkpoint_delivers_exactly_the_lines_after_it() => HoldAsync("G1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task G2_Reads_that_each_end_at_their_first_checkpoint_give_one_after_the_other_what_one_read_gives() =>
        HoldAsync("G2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task G3_A_pass_that_finds_nothing_new_gives_no_line() => HoldAsync("G3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task G4_The_next_pass_delivers_exactly_the_lines_that_were_added() => HoldAsync("G4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task G5_A_checkpoint_has_the_manifests_version_and_at_most_the_size_that_contract_and_manifest_allow() =>
        HoldAsync("G5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task G6_A_checkpoint_remains_valid_when_the_secrets_change() => HoldAsync("G6");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task G7_The_bytes_of_a_checkpoint_do_not_change_while_the_read_continues() => HoldAsync("G7");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task H1_A_checkpoint_of_an_unknown_version_is_refused_and_nothing_is_read() => HoldAsync("H1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task H2_A_checkpoint_that_was_cut_off_is_refused_and_nothing_is_read() => HoldAsync("H2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task H3_A_checkpoint_with_one_bit_turned_is_refused_and_nothing_is_read() => HoldAsync("H3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task H4_A_checkpoint_of_another_source_is_refused_and_nothing_is_read() => HoldAsync("H4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task I1_A_host_that_crashes_at_any_message_and_resumes_has_every_line_exactly_once() => HoldAsync("I1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task I2_If_any_call_of_the_source_fails_every_line_is_still_delivered_exactly_once() => HoldAsync("I2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task J1_A_read_that_is_cancelled_at_any_message_ends_with_OperationCanceledException_and_loses_nothing() =>
        HoldAsync("J1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task J2_An_abandoned_read_does_not_affect_the_next_read() => HoldAsync("J2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task J3_Two_concurrent_reads_of_one_instance_or_two_do_not_affect_each_other() => HoldAsync("J3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task J4_The_source_is_not_called_before_the_first_message_is_requested() => HoldAsync("J4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task K1_No_message_event_or_checkpoint_holds_a_secret_in_any_form() => HoldAsync("K1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task K2_No_error_and_no_exception_contains_a_secret_if_any_call_fails() => HoldAsync("K2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task K3_An_error_about_the_configuration_holds_no_secret_valid_or_not() => HoldAsync("K3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task K4_No_step_of_a_connection_test_contains_a_secret_if_any_call_fails() => HoldAsync("K4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task L1_The_connector_throws_only_InputException_and_OperationCanceledException_for_the_callers_token() =>
        HoldAsync("L1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task L2_Every_error_code_is_in_the_manifest_with_the_kind_it_is_raised_with() => HoldAsync("L2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task L3_Only_a_transient_error_has_a_retry_time() => HoldAsync("L3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task L4_A_pointer_of_an_error_leads_to_a_member_of_the_configuration() => HoldAsync("L4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task L5_Every_message_of_an_error_is_a_sentence_that_ends() => HoldAsync("L5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task J5_Read_ahead_for_a_slow_consumer_is_bounded_regardless_of_the_size_of_the_source() => HoldAsync("J5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task M1_A_plugin_folder_lists_the_correct_SHA256_hash_of_every_file() => HoldAsync("M1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task M2_A_plugin_ships_no_copy_of_the_contract_neither_as_a_file_nor_in_its_list_of_dependencies() =>
        HoldAsync("M2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task M3_The_entry_is_created_without_arguments_in_its_own_load_context_and_embeds_the_folders_manifest() =>
        HoldAsync("M3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N1_The_first_format_is_native_and_each_format_is_listed_once() => HoldAsync("N1");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N2_Each_format_has_a_schema_for_each_log_type_and_for_no_other() => HoldAsync("N2");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N3_The_schemas_of_formats_use_only_keywords_that_validators_enforce() => HoldAsync("N3");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N4_A_manifest_that_declares_formats_requires_contract_1_4_or_later() => HoldAsync("N4");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N5_A_read_without_a_format_delivers_the_same_messages_and_bytes_as_the_format_native() =>
        HoldAsync("N5");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N6_In_each_format_a_batch_has_as_many_JSON_objects_as_its_count_without_duplicate_members() =>
        HoldAsync("N6");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N7_In_each_format_every_record_is_valid_against_the_schema_of_its_log_type() => HoldAsync("N7");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N8_Each_format_delivers_the_same_lines_notes_skipped_objects_and_checkpoints_as_native() =>
        HoldAsync("N8");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N9_An_enriched_record_starts_with_the_members_that_describe_its_origin() => HoldAsync("N9");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N10_An_enriched_record_continues_with_exactly_the_members_of_the_native_record() => HoldAsync("N10");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N11_In_each_format_except_native_a_record_contains_its_ID_as_a_string() => HoldAsync("N11");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N12_In_each_format_two_reads_deliver_the_same_messages_with_another_clock_culture_and_time_zone() =>
        HoldAsync("N12");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N13_A_read_in_any_format_from_a_checkpoint_of_a_native_read_delivers_exactly_the_lines_after_it() =>
        HoldAsync("N13");

    [SkippableFact(typeof(RuleSkippedException))]
    public Task N14_An_unknown_format_is_refused_before_anything_is_read_with_a_declared_error_of_kind_Config() =>
        HoldAsync("N14");

    private async Task HoldAsync(string number)
    {
        var rule = Rules.Of(number);
        try
        {
            await rule.VerifyAsync(Driver);
        }
        catch (RuleBrokenException e)
        {
            Assert.Fail($"{number} {rule.Requirement} Found: {e.Message}");
        }
    }
}
