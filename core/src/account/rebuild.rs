//! accounts.db made anew. It is no sealed file: a damaged byte in it could pass for another name or
//! another slot. So it is proven at each start, and where it is not what was written, it is made again
//! from the sealed files beside the libraries. The damaged one is kept.
//!
//! What is lost with it: who stays signed in, how many wrong passwords were typed, and the minutes until
//! a library locks.

use std::{fs, io, path::Path};

use sqlx::SqlitePool;
use uuid::Uuid;

use super::{files, keyfile::KeyFile, sign_up, store};
use crate::{Error, Result, blocking::blocking};

const NAME: &str = "accounts.db";
const HALF_MADE: &str = "accounts.new.db";

/// Opens accounts.db. When it is damaged, or gone although there are libraries, it is made anew. Fails
/// with [`Error::LibraryDamaged`] when a library does not say whose it is.
pub(super) async fn open(home: &Path) -> Result<SqlitePool> {
    let file = home.join(NAME);
    // An empty file is what is left of a first start that was killed, or of a damaged one.
    let is_gone = match fs::symlink_metadata(&file) {
        Ok(there) => there.is_file() && there.len() == 0,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if !is_gone {
        match store::open(file.clone()).await {
            Err(Error::LibraryDamaged) => {}
            opened => return opened,
        }
    }
    let libraries = home.join("libraries");
    let found = blocking(move || accounts_below(&libraries)).await?;
    if !found.is_empty() || !is_gone {
        make_anew(home, found.ok_or_damaged()?).await?;
    }
    store::open(file.clone()).await
}

/// What the folders of libraries say.
struct Found {
    accounts: Vec<KeyFile>,
    /// Libraries that do not say whose they are.
    strangers: usize,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// An account that is left out could never log in again, and would be told that its name is wrong.
    fn ok_or_damaged(self) -> Result<Vec<KeyFile>> {
        if self.strangers > 0 || self.is_empty() {
            return Err(Error::LibraryDamaged);
        }
        Ok(self.accounts)
    }
}

fn accounts_below(libraries: &Path) -> Result<Found> {
    let mut found = Found {
        accounts: Vec::new(),
        strangers: 0,
    };
    let folders = fs::read_dir(libraries).map_err(|error| files::unusable(&error))?;
    for folder in folders {
        let folder = folder.map_err(|error| files::unusable(&error))?;
        let uid = folder.file_name().to_str().map(Uuid::parse_str);
        let Some(Ok(uid)) = uid else {
            continue;
        };
        match KeyFile::read(&folder.path(), uid) {
            Some(account) if account.owner.is_some() => found.accounts.push(account),
            _ => found.strangers += 1,
        }
    }
    // The newer of two with one name: the older was a sign-up that never came to its end.
    let born = |account: &KeyFile| account.owner.as_ref().map(|owner| owner.created_at);
    found
        .accounts
        .sort_by_key(|account| std::cmp::Reverse(born(account)));
    Ok(found)
}

/// Whole or not at all: the old file stays in its place until the new one takes it.
async fn make_anew(home: &Path, accounts: Vec<KeyFile>) -> Result<()> {
    let (file, new) = (home.join(NAME), home.join(HALF_MADE));
    let quarantine = home.join("quarantine");
    blocking({
        let (file, new) = (file.clone(), new.clone());
        move || {
            files::remove_database(&new)?;
            files::keep_copy(&file, &quarantine, "accounts")
        }
    })
    .await?;
    let db = store::open(new.clone()).await?;
    let filled = fill(&db, accounts).await;
    db.close().await;
    filled?;
    blocking(move || take_place(&new, &file)).await
}

async fn fill(db: &SqlitePool, accounts: Vec<KeyFile>) -> Result<()> {
    let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
    for account in accounts {
        let Some(owner) = &account.owner else {
            continue;
        };
        let free = store::is_free(&mut tx, &owner.username, &owner.email).await?;
        if free {
            sign_up::insert(&mut tx, &account).await?;
        }
    }
    Ok(tx.commit().await?)
}

fn take_place(new: &Path, file: &Path) -> Result<()> {
    // A journal of the damaged file must not be taken for one of the new file.
    files::remove_file(&file.with_extension("db-journal"))?;
    files::remove_file(&new.with_extension("db-journal"))?;
    files::put_in_place(new, file)
}
