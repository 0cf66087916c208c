//! Makes the window's permissions, icon and configuration part of the program.
//!
//! `capabilities/main.json` is the one list of what the window may call; without the manifest made from it, Tauri
//! would let the window call every command there is.

use std::{error::Error, fs};

use tauri_build::{AppManifest, Attributes, WindowsAttributes};

const CAPABILITY: &str = "src-tauri/capabilities/main.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={CAPABILITY}");
    println!("cargo:rerun-if-changed=ui/dist"); // its pages are compiled into the program
    let capability = fs::read_to_string(CAPABILITY)?;
    let commands = AppManifest::new().commands(allowed_commands(&capability).leak());
    let icon = WindowsAttributes::new().window_icon_path("src-tauri/icons/icon.ico");
    tauri_build::try_build(
        Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/*.json")
            .app_manifest(commands)
            .windows_attributes(icon),
    )?;
    Ok(())
}

/// `"allow-book-add"` stands for the command `book_add`; permissions of Tauri's own begin with their plugin's name.
fn allowed_commands(capability: &str) -> Vec<&'static str> {
    let allowed = capability.split("\"allow-").skip(1);
    allowed
        .filter_map(|rest| rest.split('"').next())
        .map(|name| -> &'static str { name.replace('-', "_").leak() })
        .collect()
}
