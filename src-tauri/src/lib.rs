//! The desktop side of Bookly: doors to the core, the keychain, the window, the files.
//! It holds no rule about books and no SQL.

#[cfg(target_os = "linux")]
mod away;
mod clock;
mod commands;
mod copies;
mod error;
mod home;
mod imports;
mod instance;
mod keychain;
mod logs;
mod preferences;
mod state;
#[cfg(target_os = "linux")]
mod web_view;

use std::{env, io, path::PathBuf, process::ExitCode, time::Duration};

use bookly_core::Bookly;
use tauri::{
    AppHandle, Manager, RunEvent, Url, WebviewWindowBuilder, async_runtime::block_on,
    webview::NewWindowResponse,
};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use crate::{commands::with_commands, home::Refusal, state::App};

/// Set by whoever drives the window in a test; the web view itself asks for it.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// How long the library is waited for once the window is closed. A change that takes longer is not
/// committed, and the next start finds the library as it was before, as after a power cut.
const CLOSING: Duration = Duration::from_secs(30);

/// Runs Bookly until its window is closed.
pub fn run() -> ExitCode {
    #[cfg(target_os = "linux")]
    web_view::instruct();
    // Whatever is written from here on (library, logs, preferences) is for its owner alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let context = tauri::generate_context!();
    let opened = home::place(&context.config().identifier).map(|home| {
        let bookly = block_on(home::open(&home));
        (home, bookly)
    });
    // Nothing of a window has begun: to leave in the middle of that would be a crash.
    if matches!(&opened, Ok((home, Err(refusal))) if refusal.is_in_use() && instance::knock(home)) {
        return ExitCode::SUCCESS;
    }
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(with_commands!(tauri::generate_handler))
        .build(context);
    let Ok(app) = built else {
        return ExitCode::FAILURE;
    };
    if let Err(failure) = set_up(app.handle(), opened) {
        // There is not even a window: say why in the plainest one there is, and leave.
        app.dialog()
            .message(failure.to_string())
            .title("Bookly")
            .kind(MessageDialogKind::Error)
            .blocking_show();
        return ExitCode::FAILURE;
    }
    app.run(|app, event| {
        if let (RunEvent::Exit, Some(open)) = (event, app.try_state::<App>()) {
            open.imports.forget();
            open.copies.cancel();
            let app = app.clone();
            let closing = async move {
                app.state::<App>().back_up_before_closing().await;
                app.state::<App>().bookly.close().await
            };
            if let Err(why) = block_on(in_time(CLOSING, closing)) {
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

/// The data folder, and its library or why there is none.
type Opened = io::Result<(PathBuf, Result<Bookly, Refusal>)>;

/// Begins what the opened folder is for, and the window.
fn set_up(app: &AppHandle, opened: Opened) -> Result<(), Box<dyn std::error::Error>> {
    let (home, bookly) = opened?;
    let refusal = match bookly {
        Ok(bookly) => {
            home::begin(app, &home, bookly);
            None
        }
        Err(refusal) => Some(refusal),
    };
    let looks = app.try_state::<App>().map(|app| app.preferences.now());
    let (looks, refusal) = (
        serde_json::to_string(&looks)?,
        serde_json::to_string(&refusal)?,
    );

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
        .initialization_script(format!(
            "window.booklyPreferences = {looks} ?? undefined; window.booklyRefusal = {refusal};"
        ))
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

#[cfg(test)]
mod tests;
