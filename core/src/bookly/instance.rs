//! One Bookly for one data folder.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use crate::{Error, HomeFault, Result};

/// The lock, not a number in a file, says who has the folder: the system releases it when the process
/// ends, however it ends.
pub struct Instance(File);

impl Instance {
    /// Fails with `LibraryInUse` when another Bookly has it, and `HomeNotUsable` where nothing can be kept.
    pub fn lock(home: &Path) -> Result<Self> {
        let unusable = |error: std::io::Error| Error::HomeNotUsable(HomeFault::from(&error));
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(home.join("instance.lock"))
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Error::LibraryInUse),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }
}

impl Drop for Instance {
    /// Closing the file is not enough: a program that is just being started holds all our files until it
    /// has begun, and the lock with them.
    fn drop(&mut self) {
        let _ = self.0.unlock(); // the system does it at the end of the process
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_has_a_folder() {
        let home = tempfile::tempdir().unwrap();
        let first = Instance::lock(home.path()).unwrap();
        let second = Instance::lock(home.path());
        assert!(matches!(second, Err(Error::LibraryInUse)));
        drop(first);
        Instance::lock(home.path()).unwrap();
    }

    #[test]
    fn a_program_that_is_being_started_does_not_keep_a_folder() {
        let home = tempfile::tempdir().unwrap();
        let first = Instance::lock(home.path()).unwrap();
        let inherited = first.0.try_clone().unwrap();
        drop(first);
        Instance::lock(home.path()).unwrap();
        drop(inherited);
    }
}
