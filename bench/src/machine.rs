//! Where and with what the figures were taken.

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    process::Command,
    ptr,
};

use bookly_core::Clock;
use libsqlite3_sys as ffi;
use serde::Serialize;

use crate::start::SystemClock;

/// What stands above the figures.
#[derive(Serialize)]
pub struct About {
    pub date: String,
    pub version: &'static str,
    pub commit: String,
    pub machine: String,
    /// Programs that wanted to run during the minute before.
    pub load: String,
    pub engine: String,
}

impl About {
    pub fn now() -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self {
            date: SystemClock.now().to_string().chars().take(10).collect(),
            version: env!("CARGO_PKG_VERSION"),
            commit: commit(),
            machine: machine(),
            load: load(),
            engine: engine()?,
        })
    }
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let told = |file: &str, name: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split_once(':'));
        value.map(|(_, value)| value.trim().to_owned())
    };
    let cpu = told("/proc/cpuinfo", "model name").unwrap_or_else(|| "CPU not told".to_owned());
    let memory = told("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches(" kB").parse::<f64>().ok())
        .map_or(String::new(), |kib| {
            format!(", {:.1} GiB", kib / 1024.0 / 1024.0)
        });
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "{cpu}, {cores} cores{memory}, {} {} {}",
        std::env::consts::OS,
        kernel.trim(),
        std::env::consts::ARCH
    )
}

fn load() -> String {
    let told = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().unwrap_or_default().to_owned()
}

fn commit() -> String {
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        let answer = git
            .args(args)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output();
        answer
            .ok()
            .filter(|answer| answer.status.success())
            .map(|answer| String::from_utf8_lossy(&answer.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "HEAD"]) else {
        return "not known".to_owned();
    };
    match git(&["status", "--porcelain", "--untracked-files=no"]) {
        Some(changes) if changes.is_empty() => commit,
        _ => format!("{commit} with changes"),
    }
}

/// The engine as it names itself.
fn engine() -> Result<String, Box<dyn std::error::Error>> {
    let mut cipher = String::new();
    let mut handle = ptr::null_mut();
    // SAFETY: the name is a C string, SQLite fills `handle`, `note` writes to `cipher` during the call
    // alone, and the handle is closed whatever the calls said.
    let (version, code) = unsafe {
        ffi::sqlite3_open(c":memory:".as_ptr(), &raw mut handle);
        let code = ffi::sqlite3_exec(
            handle,
            c"PRAGMA cipher_version".as_ptr(),
            Some(note),
            (&raw mut cipher).cast(),
            ptr::null_mut(),
        );
        ffi::sqlite3_close(handle);
        (CStr::from_ptr(ffi::sqlite3_libversion()), code)
    };
    if code != ffi::SQLITE_OK || cipher.is_empty() {
        return Err("the engine does not say which cipher it has".into());
    }
    Ok(format!(
        "SQLCipher {cipher} over SQLite {}",
        version.to_str()?
    ))
}

/// Keeps the first column of a row.
unsafe extern "C" fn note(
    cipher: *mut c_void,
    _: c_int,
    values: *mut *mut c_char,
    _: *mut *mut c_char,
) -> c_int {
    // SAFETY: `cipher` is the text that was handed to the call; a row has a first column, which is a C
    // string or null.
    unsafe {
        if !(*values).is_null() {
            let value = CStr::from_ptr(*values).to_string_lossy();
            (*cipher.cast::<String>()).push_str(&value);
        }
    }
    0
}
