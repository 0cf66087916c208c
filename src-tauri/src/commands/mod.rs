//! The doors: each command asks who may, calls the core once and hands the answer on.

pub(crate) mod account;
pub(crate) mod app;
pub(crate) mod backup;
pub(crate) mod book;
pub(crate) mod change;
pub(crate) mod damage;
pub(crate) mod import;
pub(crate) mod safety;
pub(crate) mod search;
pub(crate) mod shelf;
pub(crate) mod view;

/// The one list of commands, given to whatever macro needs it. The window may call those that
/// `capabilities/main.json` names; a test holds the two together.
macro_rules! with_commands {
    ($($macro:ident)::+) => {
        $($macro)::+![
            $crate::commands::app::app_start,
            $crate::commands::app::app_retry,
            $crate::commands::app::diagnostics,
            $crate::commands::app::preferences_change,
            $crate::commands::app::data_place,
            $crate::commands::app::data_place_open,
            $crate::commands::account::account_sign_up,
            $crate::commands::account::account_confirm_recovery,
            $crate::commands::account::account_issue_recovery,
            $crate::commands::account::account_log_in,
            $crate::commands::account::account_lock,
            $crate::commands::account::account_unlock,
            $crate::commands::account::account_lock_after,
            $crate::commands::account::account_active,
            $crate::commands::account::account_log_out,
            $crate::commands::account::account_stay_signed_in,
            $crate::commands::safety::account_change_password,
            $crate::commands::safety::account_recover,
            $crate::commands::safety::account_renew_recovery,
            $crate::commands::safety::account_reencrypt,
            $crate::commands::safety::account_reencrypt_cancel,
            $crate::commands::safety::account_delete,
            $crate::commands::damage::damage_retry,
            $crate::commands::damage::damage_survey,
            $crate::commands::damage::damage_salvage,
            $crate::commands::damage::damage_cancel,
            $crate::commands::damage::damage_export,
            $crate::commands::backup::backup_list,
            $crate::commands::backup::backup_check,
            $crate::commands::backup::backup_make,
            $crate::commands::backup::backup_save,
            $crate::commands::backup::backup_choose,
            $crate::commands::backup::backup_open,
            $crate::commands::backup::backup_close,
            $crate::commands::backup::backup_restore,
            $crate::commands::backup::backup_restore_as_account,
            $crate::commands::backup::backup_cancel,
            $crate::commands::backup::library_export,
            $crate::commands::account::password_strength,
            $crate::commands::account::keyring_retry,
            $crate::commands::book::book_add,
            $crate::commands::book::book_read,
            $crate::commands::book::book_change,
            $crate::commands::book::book_draft,
            $crate::commands::book::book_draft_keep,
            $crate::commands::book::book_draft_drop,
            $crate::commands::book::book_trash,
            $crate::commands::book::book_restore,
            $crate::commands::book::book_purge,
            $crate::commands::book::trash_empty,
            $crate::commands::book::book_history,
            $crate::commands::book::book_lookalikes,
            $crate::commands::book::isbn_check,
            $crate::commands::book::isbn_lookup,
            $crate::commands::change::change_undo,
            $crate::commands::change::change_redo,
            $crate::commands::change::undo_state,
            $crate::commands::view::view_open,
            $crate::commands::view::view_window,
            $crate::commands::view::view_position,
            $crate::commands::view::facets,
            $crate::commands::view::facet_values,
            $crate::commands::view::sidebar_counts,
            $crate::commands::shelf::shelf_create,
            $crate::commands::shelf::shelf_change,
            $crate::commands::shelf::shelf_move,
            $crate::commands::shelf::shelf_delete,
            $crate::commands::search::query_complete,
            $crate::commands::search::query_chips,
            $crate::commands::search::query_with,
            $crate::commands::search::query_help,
            $crate::commands::search::book_passages,
            $crate::commands::search::recent_searches,
            $crate::commands::search::recent_search_note,
            $crate::commands::search::recent_search_forget,
            $crate::commands::search::recent_searches_clear,
            $crate::commands::import::import_choose,
            $crate::commands::import::import_preview,
            $crate::commands::import::import_run,
            $crate::commands::import::import_cancel,
            $crate::commands::import::import_save_rejected,
            $crate::commands::import::import_undo,
            $crate::commands::import::import_list,
        ]
    };
}
pub(crate) use with_commands;
