//! The desktop side of Bookly: doors to the core, the keychain, the window, the files.
//! It holds no rule about books and no SQL.

mod clock;
mod commands;
#[cfg(target_os = "linux")]
mod drawing;
mod error;
mod imports;
mod keychain;
mod preferences;
mod state;

use std::{env, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use bookly_core::Bookly;
use tauri::{AppHandle, Manager, RunEvent, Url, WebviewWindowBuilder, webview::NewWindowResponse};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};
use tauri_plugin_log::{RotationStrategy, Target, TargetKind, TimezoneStrategy};

use crate::{clock::SystemClock, commands::with_commands, keychain::Keychain, state::App};

/// The folder that holds everything, in place of the system's own.
const HOME: &str = "BOOKLY_HOME";

/// Set by whoever drives the window in a test; the web view itself asks for it.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// How long the library is waited for once the window is closed. A change that takes longer is not
/// committed, and the next start finds the library as it was before, as after a power cut.
const CLOSING: Duration = Duration::from_secs(30);

/// Runs Bookly until its window is closed.
pub fn run() -> ExitCode {
    #[cfg(target_os = "linux")]
    drawing::choose();
    // Whatever is written from here on (library, logs, preferences) is for its owner alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(with_commands!(tauri::generate_handler))
        .build(tauri::generate_context!());
    let Ok(app) = built else {
        return ExitCode::FAILURE;
    };
    if let Err(refusal) = set_up(app.handle()) {
        // Nothing was opened: say why in the plainest window there is, and leave.
        let sentence = refusal.to_string();
        app.dialog()
            .message(sentence)
            .title("Bookly")
            .kind(MessageDialogKind::Error)
            .blocking_show();
        return ExitCode::FAILURE;
    }
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            app.state::<App>().imports.forget();
            let app = app.clone();
            let closing = async move { app.state::<App>().bookly.close().await };
            if let Err(why) = tauri::async_runtime::block_on(in_time(CLOSING, closing)) {
                log::error!("the library could not be closed cleanly: {why}");
            }
        }
    });
    ExitCode::SUCCESS
}

/// Does the last work of the program, and gives it up when it takes too long: a program whose window
/// is gone must end. It runs on another thread, so that it may even block there.
async fn in_time<E: Send + 'static>(
    limit: Duration,
    work: impl Future<Output = Result<(), E>> + Send + 'static,
) -> Result<(), &'static str> {
    match tokio::time::timeout(limit, tauri::async_runtime::spawn(work)).await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(_) => Err("it failed"),
        Err(_) => Err("it took too long"),
    }
}

/// Opens the data folder and the window.
fn set_up(app: &AppHandle) -> Result<(), Box<dyn std::error::Error>> {
    let home = match env::var_os(HOME) {
        Some(home) => std::path::absolute(PathBuf::from(home))?,
        None => app.path().app_local_data_dir()?,
    };
    let keychain = Arc::new(Keychain::new());
    let bookly = tauri::async_runtime::block_on(Bookly::open(
        &home,
        Arc::new(SystemClock::new()),
        keychain,
    ))?;
    app.plugin(log_plugin(&home))?;
    let opened_with = env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    app.manage(App::new(bookly, home, app.clone(), opened_with));
    let looks = serde_json::to_string(&app.state::<App>().preferences.now())?;
    let desktop = app.clone();
    tauri::async_runtime::spawn(async move { desktop.state::<App>().keep_time().await });
    let desktop = app.clone();
    tauri::async_runtime::spawn(async move { desktop.state::<App>().lock_when_idle().await });

    let config = app
        .config()
        .app
        .windows
        .first()
        .ok_or("the configuration names no window")?;
    WebviewWindowBuilder::from_config(app, config)?
        // WebKitGTK drives no private window: under its driver this one is an ordinary one.
        .incognito(env::var_os(AUTOMATION).is_none())
        // Known before the page runs, so that its first frame looks as it was left.
        .initialization_script(format!("window.booklyPreferences = {looks};"))
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// The window shows Bookly's own page and nothing else.
fn is_own_page(url: &Url) -> bool {
    let own = matches!(
        (url.scheme(), url.host_str()),
        // The second is how Windows writes it.
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    );
    own || (cfg!(dev) && url.host_str() == Some("localhost"))
}

fn log_plugin(home: &std::path::Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let folder = Target::new(TargetKind::Folder {
        path: home.join("logs"),
        file_name: Some("bookly".to_owned()),
    });
    tauri_plugin_log::Builder::new()
        .clear_targets()
        .target(folder)
        .level(log::LevelFilter::Warn)
        .level_for("bookly_lib", log::LevelFilter::Info)
        .max_file_size(1 << 20)
        .rotation_strategy(RotationStrategy::KeepSome(5))
        .timezone_strategy(TimezoneStrategy::UseUtc)
        .build()
}

#[cfg(test)]
mod tests;
