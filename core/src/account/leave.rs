//! Leaving: for a while by locking, for good by deleting.

use uuid::Uuid;

use super::{Accounts, OpenSession, Proof, files, name, store};
use crate::{Error, Result, blocking::blocking};

impl Accounts {
    /// Ends the session so that a restart asks for the password, too. The answer cleans the
    /// keyring up and may take its time; what lies there is worth nothing from the commit on.
    /// When not even that commit can be made, the keyring is waited for.
    pub async fn lock(&self, session: &OpenSession) -> Result<Option<Cleaning>> {
        let uid = session.account.uid;
        let keyring = self.keyring.clone();
        let cleaning = async move { keyring.delete(uid.to_string()).await };
        match self.end_sessions(uid).await {
            Ok(true) => Ok(Some(tokio::spawn(async move {
                let _ = cleaning.await;
            }))),
            Ok(false) => Ok(None),
            Err(_) if !session.account.stay_signed_in => Ok(None), // it lived in memory alone
            Err(error) => cleaning.await.map(|()| None).map_err(|_| error),
        }
    }

    /// Deletes the account of the proof: its slots with one commit, which is what makes the
    /// library unreadable for ever, then its files, its keyring entry and its row. Killed half
    /// way, the next start finishes it. The library must be closed.
    pub async fn delete(&self, proof: Proof) -> Result<()> {
        let mut tx = self.begin_write().await?;
        store::mark_deleting(&mut tx, proof.uid).await?;
        tx.commit().await?;
        self.pauses()
            .remove(&super::throttle::Bucket::Account(proof.uid));
        self.clear(proof.uid).await
    }

    /// Whether somebody typed the username of their account, to confirm what cannot be undone.
    pub fn confirm_name(session: &OpenSession, typed: &str) -> Result<()> {
        if name::fold(typed.trim()) == name::fold(&session.account.username) {
            Ok(())
        } else {
            Err(Error::NameNotConfirmed)
        }
    }

    /// Finishes at start the deletions that a kill has left half done. One that cannot be finished
    /// now stays for the next start: nobody can log in to it any more.
    pub(super) async fn clear_deleted(&self) -> Result<()> {
        let left = store::deleting(&mut *self.db().await?).await?;
        for uid in left {
            let _ = self.clear(uid).await;
        }
        Ok(())
    }

    async fn clear(&self, uid: Uuid) -> Result<()> {
        let dir = self.library_dir(uid);
        blocking(move || files::remove_library(&dir)).await?;
        // A keyring that does not answer keeps an entry, but its slot is gone: it opens nothing.
        let _ = self.keyring.delete(uid.to_string()).await;
        store::delete_account(&mut *self.db().await?, uid).await
    }
}

/// The keyring being cleaned after a lock.
pub type Cleaning = tokio::task::JoinHandle<()>;
