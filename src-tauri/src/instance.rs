//! A second start shows the window of the first. Who has the folder, the lock says; this only knocks.

use std::path::Path;

use tauri::{AppHandle, Manager};

#[cfg(unix)]
const DOOR: &str = "instance.sock";

/// Asks the Bookly that has this folder to show its window; whether somebody heard it.
#[cfg(unix)]
pub(crate) fn knock(home: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(home.join(DOOR)).is_ok()
}

/// Windows: the page of the second start says what to do.
#[cfg(not(unix))]
pub(crate) fn knock(_: &Path) -> bool {
    false
}

/// Shows the window whenever somebody knocks. Where that cannot be (a path too long for a socket), a
/// second start says that Bookly is open already.
#[cfg(unix)]
pub(crate) fn answer(app: &AppHandle, home: &Path) {
    let door = home.join(DOOR);
    let _ = std::fs::remove_file(&door); // the one who left it is gone: the lock is ours
    let Ok(listener) = std::os::unix::net::UnixListener::bind(&door) else {
        log::warn!("a second start cannot show this window");
        return;
    };
    let app = app.clone();
    std::thread::spawn(move || {
        for _ in listener.incoming().flatten() {
            show(&app);
        }
    });
}

#[cfg(not(unix))]
pub(crate) fn answer(_: &AppHandle, _: &Path) {}

#[cfg_attr(not(unix), expect(dead_code, reason = "nobody knocks there yet"))]
fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let shown = window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus());
        if shown.is_err() {
            log::warn!("the window could not be shown");
        }
    }
}
