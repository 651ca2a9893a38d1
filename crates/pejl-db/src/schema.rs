//! The tables, as `db/migrations` makes them on both backends. A test compares the two.

diesel::table! {
    store_meta (id) {
        id -> Integer,
        backend -> Text,
        store_id -> Text,
    }
}

diesel::table! {
    revision_head (id) {
        id -> Integer,
        n -> BigInt,
    }
}

diesel::table! {
    revision (n) {
        n -> BigInt,
        committed_at -> Timestamp,
        kind -> Text,
        actor -> Text,
    }
}

diesel::table! {
    import (id) {
        id -> BigInt,
        kind -> Text,
        dataset -> Text,
        source -> Text,
        table_id -> Text,
        municipality -> Nullable<Text>,
        scope -> Text,
        state -> Text,
        revision -> Nullable<BigInt>,
        mapping -> Text,
        actor -> Text,
        n_rows -> Nullable<BigInt>,
        n_refused -> Nullable<BigInt>,
        started_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    lease (dataset, scope) {
        dataset -> Text,
        scope -> Text,
        import_id -> Nullable<BigInt>,
        fence -> BigInt,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    import_file (import_id, no) {
        import_id -> BigInt,
        no -> Integer,
        name -> Text,
        sha256 -> Text,
        bytes -> BigInt,
        encoding -> Nullable<Text>,
    }
}

diesel::table! {
    import_issue (import_id, no) {
        import_id -> BigInt,
        no -> Integer,
        severity -> Text,
        file -> Text,
        line -> Nullable<BigInt>,
        col -> Nullable<Text>,
        rule -> Text,
        masked -> Nullable<Text>,
        message_da -> Text,
        message_en -> Text,
    }
}

diesel::table! {
    segment (id) {
        id -> BigInt,
        dataset -> Text,
        schema_version -> Integer,
        path -> Text,
        state -> Text,
        import_id -> BigInt,
        sha256 -> Nullable<Text>,
        n_rows -> Nullable<BigInt>,
        bytes -> Nullable<BigInt>,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    coverage (id) {
        id -> BigInt,
        dataset -> Text,
        kind -> Text,
        source -> Text,
        variant -> Text,
        import_id -> BigInt,
        cover -> Text,
        cover_sha -> Text,
        sha256 -> Text,
        known_from -> BigInt,
        known_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    coverage_segment (coverage_id, segment_id) {
        coverage_id -> BigInt,
        segment_id -> BigInt,
    }
}

diesel::table! {
    api_key (id) {
        id -> BigInt,
        name -> Text,
        role -> Text,
        prefix -> Text,
        sha256 -> Text,
        created_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    person_key (municipality) {
        municipality -> Text,
        fingerprint -> Text,
        import_id -> BigInt,
        noted_at -> Timestamp,
    }
}

diesel::table! {
    import_rule (import_id, rule) {
        import_id -> BigInt,
        rule -> Text,
        n -> BigInt,
    }
}

diesel::table! {
    restoration (manifest_sha256) {
        manifest_sha256 -> Text,
        revision -> BigInt,
        taken_at -> Timestamp,
        restored_at -> Timestamp,
    }
}

diesel::table! {
    erasure (id) {
        id -> BigInt,
        kind -> Text,
        revision -> Nullable<BigInt>,
        actor -> Text,
        municipality -> Nullable<Text>,
        case_text -> Nullable<Text>,
        n_persons -> Nullable<BigInt>,
        erased_at -> Timestamp,
    }
}

diesel::table! {
    erasure_import (erasure_id, import_id, dataset) {
        erasure_id -> BigInt,
        import_id -> BigInt,
        dataset -> Text,
        n_rows -> BigInt,
    }
}

diesel::table! {
    erasure_segment (segment_id) {
        segment_id -> BigInt,
        erasure_id -> BigInt,
    }
}

diesel::table! {
    retention (id) {
        id -> BigInt,
        dataset -> Text,
        municipality -> Nullable<Text>,
        months -> Integer,
        actor -> Text,
        set_at -> Timestamp,
        cleared_at -> Nullable<Timestamp>,
        cleared_by -> Nullable<Text>,
    }
}

diesel::table! {
    observation_run (revision) {
        revision -> BigInt,
        definitions -> Text,
        n_computed -> BigInt,
        n_opened -> BigInt,
        n_closed -> BigInt,
        computed_at -> Timestamp,
        program -> Text,
    }
}

diesel::table! {
    card (id) {
        id -> BigInt,
        code -> Text,
        definition_version -> Integer,
        text -> Text,
        sha256 -> Text,
        known_from -> BigInt,
        known_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    target (id) {
        id -> BigInt,
        number -> BigInt,
        version -> Integer,
        municipality -> Text,
        indicator -> Text,
        reading -> Text,
        members -> Text,
        unit -> Text,
        price_level -> Text,
        direction -> Text,
        path -> Text,
        baseline_on -> Text,
        baseline -> BigInt,
        goal_low -> Nullable<BigInt>,
        goal_high -> Nullable<BigInt>,
        deadline -> Text,
        steps -> Text,
        index_series -> Nullable<Text>,
        index_change_ppm -> Nullable<BigInt>,
        tolerance -> BigInt,
        parent -> Nullable<BigInt>,
        owner -> Text,
        decision_case -> Text,
        decision_meeting -> Text,
        decided_on -> Nullable<Text>,
        note -> Text,
        known_from -> BigInt,
        known_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    narrative (id) {
        id -> BigInt,
        kind -> Text,
        number -> BigInt,
        version -> Integer,
        municipality -> Text,
        body -> Text,
        known_from -> BigInt,
        known_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    release (id) {
        id -> BigInt,
        name -> Text,
        folded -> Text,
        revision -> BigInt,
        head -> BigInt,
        note -> Text,
        actor -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    report (id) {
        id -> BigInt,
        municipality -> Text,
        month -> Text,
        lang -> Text,
        revision -> BigInt,
        head -> BigInt,
        release_id -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        software -> Text,
        sha256 -> Text,
        actor -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    report_file (report_id, format) {
        report_id -> BigInt,
        format -> Text,
        sha256 -> Text,
        n_bytes -> BigInt,
        content -> Binary,
    }
}

diesel::table! {
    schedule (id) {
        id -> BigInt,
        municipality -> Text,
        lang -> Text,
        rule -> Text,
        months_back -> Integer,
        to_folder -> Bool,
        recipients -> Text,
        actor -> Text,
        begun_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    schedule_run (id) {
        id -> BigInt,
        schedule_id -> BigInt,
        nominal -> Text,
        state -> Text,
        fence -> BigInt,
        n_attempts -> BigInt,
        n_lost -> BigInt,
        leased_until -> Nullable<Timestamp>,
        next_try_at -> Nullable<Timestamp>,
        report_id -> Nullable<BigInt>,
        detail -> Text,
        planned_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        month -> Nullable<Text>,
        retried_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    delivery (id) {
        id -> BigInt,
        run_id -> BigInt,
        kind -> Text,
        target -> Text,
        state -> Text,
        message_id -> Text,
        n_attempts -> BigInt,
        detail -> Text,
        changed_at -> Timestamp,
        next_try_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    observation (id) {
        id -> BigInt,
        indicator -> Text,
        reading -> Text,
        municipality -> Text,
        grain -> Text,
        period -> Text,
        division -> Text,
        members -> Text,
        definition_version -> Integer,
        unit -> Text,
        cell -> Text,
        numerator -> Nullable<Text>,
        denominator -> Nullable<Text>,
        value -> Nullable<Text>,
        n -> Nullable<BigInt>,
        n_top -> Nullable<BigInt>,
        n_bottom -> Nullable<BigInt>,
        n_left -> Nullable<BigInt>,
        n_least -> Nullable<BigInt>,
        provisional -> Bool,
        quality -> Text,
        reason_da -> Nullable<Text>,
        reason_en -> Nullable<Text>,
        known_from -> BigInt,
        known_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Diesel's own list of the migrations that were run.
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}

diesel::joinable!(coverage_segment -> coverage (coverage_id));
diesel::joinable!(coverage_segment -> segment (segment_id));
diesel::joinable!(segment -> import (import_id));
diesel::joinable!(schedule_run -> schedule (schedule_id));
diesel::joinable!(erasure_import -> erasure (erasure_id));
diesel::allow_tables_to_appear_in_same_query!(coverage, coverage_segment, segment, import);
diesel::allow_tables_to_appear_in_same_query!(erasure, erasure_import);
diesel::allow_tables_to_appear_in_same_query!(erasure_segment, segment);
diesel::allow_tables_to_appear_in_same_query!(import_issue, import);
diesel::allow_tables_to_appear_in_same_query!(report, schedule_run);
diesel::allow_tables_to_appear_in_same_query!(schedule, schedule_run, delivery);
