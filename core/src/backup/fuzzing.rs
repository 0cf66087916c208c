//! The reader of this room for bytes from outside, for fuzzing.

use std::io::Cursor;

use super::{CopyWatch, container::Container};

/// A file that is said to be a backup. True when it is a whole one: then its library is as long as it
/// says, and reads the same each time.
pub(crate) fn backup(bytes: &[u8]) -> bool {
    let watch = CopyWatch::default();
    let Ok(mut container) = Container::read(Cursor::new(bytes), bytes.len() as u64) else {
        return false;
    };
    assert!(container.key_slots.len() + container.manifest.username.len() <= bytes.len());
    let (mut once, mut again) = (Vec::new(), Vec::new());
    let whole = container.extract(&mut once, &watch).is_ok();
    assert_eq!(whole, container.extract(&mut again, &watch).is_ok());
    assert!(once == again && once.len() <= bytes.len());
    if whole {
        assert_eq!(once.len() as u64, container.library_bytes());
    }
    whole
}
