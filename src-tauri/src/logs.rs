//! The log: for whoever has to find out what went wrong, and nothing in it that is nobody's business.
//!
//! What is written there names what happened, by fixed words. Titles, names, passwords, paths and statements
//! are never part of a line; a story in the real window looks for them at the finest level.

use std::{env, fs, panic, path::Path};

use tauri_plugin_log::{RotationStrategy, Target, TargetKind, TimezoneStrategy};

/// The level of Bookly's own lines: `error` to `trace`.
const LEVEL: &str = "BOOKLY_LOG";
/// Lines that a person copies along.
const LATEST: usize = 200;

/// Writes `logs/bookly.log`: 5 files of 1 MiB.
pub(crate) fn plugin(home: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let folder = Target::new(TargetKind::Folder {
        path: home.join("logs"),
        file_name: Some("bookly".to_owned()),
    });
    let own = env::var(LEVEL).ok().and_then(|level| level.parse().ok());
    let own = own.unwrap_or(log::LevelFilter::Info);
    // The buses and the keyring print what goes through them, secrets included: never below a warning.
    tauri_plugin_log::Builder::new()
        .clear_targets()
        .target(folder)
        .level(log::LevelFilter::Warn)
        .level_for("bookly_lib", own)
        .level_for("bookly_core", own)
        .level_for("sqlx", own)
        .level_for("tauri", own.min(log::LevelFilter::Debug))
        .level_for("tracing", log::LevelFilter::Off)
        .max_file_size(1 << 20)
        .rotation_strategy(RotationStrategy::KeepSome(5))
        .timezone_strategy(TimezoneStrategy::UseUtc)
        .build()
}

/// Says where the program broke, and not with what in its hands.
pub(crate) fn note_panics() {
    panic::set_hook(Box::new(|what| {
        let place = what.location().map(|at| (at.file(), at.line()));
        let (file, line) = place.unwrap_or(("somewhere", 0));
        log::error!("a rule of the program was broken at {file}:{line}");
    }));
}

/// The newest lines of the log.
pub(crate) fn latest(home: &Path) -> String {
    let log = fs::read(home.join("logs/bookly.log")).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = log.lines().collect();
    let from = lines.len().saturating_sub(LATEST);
    lines.get(from..).unwrap_or_default().join("\n")
}
