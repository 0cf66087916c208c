//! How the window looks: a small file that is not encrypted, so that the login has it too.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

/// What a person chose about the looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Preferences {
    theme: Theme,
    density: Density,
    /// 80 to 200.
    text_percent: u16,
    /// Whether single keys act in the book list.
    single_keys: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
enum Density {
    Compact,
    #[default]
    Regular,
    Roomy,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            density: Density::default(),
            text_percent: 100,
            single_keys: true,
        }
    }
}

/// The preferences and the file they are kept in.
pub(crate) struct PreferenceFile {
    file: PathBuf,
    now: Mutex<Preferences>,
}

impl PreferenceFile {
    /// Reads the file; one that is missing or cannot be read gives the defaults.
    pub(crate) fn read(home: &Path) -> Self {
        let file = home.join("preferences.json");
        let now = fs::read(&file)
            .ok()
            .and_then(|bytes| read_over_defaults(&bytes))
            .unwrap_or_default();
        Self {
            file,
            now: Mutex::new(now),
        }
    }

    /// What holds now.
    pub(crate) fn now(&self) -> Preferences {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes new preferences and writes them, whole or not at all.
    pub(crate) fn change(&self, preferences: Preferences) -> io::Result<()> {
        let preferences = Preferences {
            text_percent: preferences.text_percent.clamp(80, 200),
            ..preferences
        };
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let new = self.file.with_extension("json.new");
        fs::write(&new, serde_json::to_vec_pretty(&preferences)?)?;
        fs::rename(&new, &self.file)?;
        *now = preferences;
        Ok(())
    }
}

/// What an older Bookly wrote lacks what came later; the defaults fill in.
fn read_over_defaults(bytes: &[u8]) -> Option<Preferences> {
    let mut all = serde_json::to_value(Preferences::default()).ok()?;
    let read: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes).ok()?;
    all.as_object_mut()?.extend(read);
    serde_json::from_value(all).ok()
}
