//! What protects an account: its password, its recovery code, its key, and the way out.

use std::{fs, io, path::PathBuf, sync::Arc};

use super::{Bookly, Here, SignedUp, close_library};
use crate::{
    Account, Recovery, Result, Secret,
    account::{Accounts, LIBRARY, REENCRYPTED},
    backup,
    blocking::blocking,
    reencrypt::{self, ReencryptWatch},
};

impl Bookly {
    /// Another password, for whoever knows the present one. Every other session ends.
    pub async fn change_password(&self, current: Secret, new: Secret) -> Result<Account> {
        let session = self.session().await?;
        let mut session = session.lock().await;
        self.accounts
            .change_password(&mut session, current, new)
            .await?;
        Ok(session.account().clone())
    }

    /// Opens a library by its recovery code, with a new password; a new code comes with it.
    pub async fn recover(&self, recovery: Recovery) -> Result<SignedUp> {
        let mut here = self.here.lock().await;
        let recovered = self.accounts.recover(recovery).await?;
        let _ = close_library(&mut here).await; // the new code must be shown whatever became of that
        let account = recovered.session.account().clone();
        let opened = self.open_here(&mut here, recovered.session).await;
        if matches!(*here, Here::Nobody) {
            opened?;
        }
        Ok(SignedUp {
            message: "Password changed",
            account,
            recovery_code: recovered.recovery_code.text().expose().to_owned(),
        })
    }

    /// A new recovery code, for whoever knows the password. The old one opens nothing any more.
    pub async fn renew_recovery(&self, current: Secret) -> Result<String> {
        let session = self.session().await?;
        let mut session = session.lock().await;
        let code = self.accounts.renew_recovery(&mut session, current).await?;
        Ok(code.text().expose().to_owned())
    }

    /// Encrypts the whole library anew with a new key, for whoever knows the password. A copy of
    /// the folder from before opens with the old password still; this library does not open with
    /// the key of such a copy. Stopped, failed or killed on the way, the old key holds; from the
    /// commit of the new slots on, the new one does.
    pub async fn reencrypt(&self, current: Secret, watch: &ReencryptWatch) -> Result<SignedUp> {
        let mut here = self.here.lock().await;
        let session = Arc::clone(&here.open()?.session);
        let mut held = session.lock().await;
        let proof = self.accounts.prove(&held, current).await?;
        let uid = held.account().uid;
        self.accounts.settle_library(uid).await?;
        let file = held.library_dir().join(LIBRARY);
        let fresh = held.library_dir().join(REENCRYPTED);
        let key = Accounts::new_key()?;
        *self.watch() = Some(watch.clone());
        let closed = here.open()?.library.close().await;
        let written = match closed {
            Ok(()) => reencrypt::write_anew(&file, held.library_key(), &fresh, &key, watch).await,
            Err(error) => Err(error),
        };
        *self.watch() = None;
        let adopted = match written {
            Ok(()) => self.accounts.adopt_key(&mut held, proof, key).await,
            Err(error) => {
                let _ = fs::remove_file(&fresh); // else the next start does it
                Err(error)
            }
        };
        let account = held.account().clone();
        let opened = self.library_of(&held).await;
        drop(held);
        self.note_person(); // who waited for it is still here
        match (opened, &mut *here) {
            (Ok(library), Here::Open(open)) => open.library = library,
            (Ok(_), _) => {}
            (Err(error), _) => {
                self.leave_damaged(&mut here, session, &error).await;
                adopted?;
                return Err(error);
            }
        }
        Ok(SignedUp {
            message: "Library encrypted anew",
            account,
            recovery_code: adopted?.text().expose().to_owned(),
        })
    }

    /// Deletes the account that is logged in and its library, for whoever knows the password and
    /// types the username. Nothing brings them back.
    pub async fn delete_account(&self, current: Secret, username: &str) -> Result<()> {
        self.delete(current, username).await?;
        Ok(())
    }

    /// As [`Self::delete_account`], and its backups with it.
    pub async fn delete_account_and_backups(&self, current: Secret, username: &str) -> Result<()> {
        let backups = self.delete(current, username).await?;
        blocking(move || match fs::remove_dir_all(backups) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(backup::of_file(&error)),
            _ => Ok(()),
        })
        .await
    }

    /// Gives the folder of the backups that are left.
    async fn delete(&self, current: Secret, username: &str) -> Result<PathBuf> {
        let mut here = self.here.lock().await;
        let session = Arc::clone(&here.open()?.session);
        let session = session.lock().await;
        Accounts::confirm_name(&session, username)?;
        let proof = self.accounts.prove(&session, current).await?;
        let uid = session.account().uid;
        drop(session);
        let backups = self.accounts.backups_dir(uid);
        let _ = close_library(&mut here).await; // what could not be folded in is deleted as well
        self.accounts.delete(proof).await?;
        Ok(backups)
    }
}
