//! Looks at what a fault left: nothing that was acknowledged may be missing, nothing may be there
//! that nobody wrote, and what is damaged must be told as damaged.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use bookly_core::{Book, Bookly, Error, ErrorCode, Library, Place};

use crate::{
    child::{everything, found, login, open_cheaply, recovery, thing, word},
    ledger::{ABSENT, Ledger, UNKNOWN},
    script::{self, BYSTANDER, BYSTANDERS_BOOKS, WRITER},
};

/// What a fault may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// Nothing less than everything.
    LoseNothing,
    /// The library's own file was damaged: it must be told, and what is shown must be right.
    BeDamaged,
    /// The log of changes was damaged behind a crash: an earlier state of each book may come back.
    FallBack,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Everything is there and right.
    Whole,
    /// Told as damage at the opening.
    ToldAtOpening,
    /// Told as damage when it was read.
    ToldWhenRead,
    /// Only a look at every page tells; everything that is shown is right.
    ToldByCheck,
    /// A state from before was opened.
    Earlier,
}

impl End {
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::ToldAtOpening => "damage told at opening",
            Self::ToldWhenRead => "damage told when read",
            Self::ToldByCheck => "damage told by a full check",
            Self::Earlier => "an earlier state",
        }
    }
}

/// A promise that was broken, in words.
pub type Broken = String;

/// Counted in moments that we were awake: a computer that was paused does not make us hang.
const PATIENCE: u32 = 1_200;
const MOMENT: Duration = Duration::from_millis(100);

pub async fn look(home: &Path, ledger: &Ledger, may: May) -> Result<End, Broken> {
    if let Some(wrong) = ledger.wrong.first() {
        return Err(format!("the child says: {wrong}"));
    }
    let looking = look_now(home, ledger, may);
    tokio::pin!(looking);
    for _ in 0..PATIENCE {
        if let Ok(looked) = tokio::time::timeout(MOMENT, &mut looking).await {
            return looked;
        }
    }
    Err("opening what was left hangs".to_owned())
}

async fn look_now(home: &Path, ledger: &Ledger, may: May) -> Result<End, Broken> {
    let bookly = match open_cheaply(home).await {
        Ok(bookly) => bookly,
        Err(error) => return told(&error, may, End::ToldAtOpening, "opening the data folder"),
    };
    let looked = look_inside(&bookly, ledger, may).await;
    let closed = bookly.close().await;
    let end = looked?;
    if let Err(error) = closed {
        told(&error, may, End::ToldWhenRead, "closing")?;
    }
    if may == May::LoseNothing {
        nothing_else_is_there(home, ledger)?;
    }
    Ok(end)
}

async fn look_inside(bookly: &Bookly, ledger: &Ledger, may: May) -> Result<End, Broken> {
    bystander(bookly).await?;
    let passwords = ledger.may_be("password");
    let mut opened = Vec::new();
    for (at, _) in script::PASSWORDS.iter().enumerate() {
        match bookly.log_in(login(WRITER, at)).await {
            Ok(_) => opened.push(at.to_string()),
            Err(error) if is_refusal(error.code()) => {}
            Err(error) => return told(&error, may, End::ToldAtOpening, "logging in"),
        }
    }
    let account = ledger.may_be("account");
    if opened.is_empty() && account.iter().any(|state| state == ABSENT) {
        return Ok(End::Whole);
    }
    match opened.as_slice() {
        [one] if passwords.contains(one) => {}
        [] => return Err("no password opens the library".to_owned()),
        others => return Err(format!("opened by {others:?}, not by one of {passwords:?}")),
    }
    if account == [ABSENT] {
        return Err("a deleted account opens".to_owned());
    }
    let password: usize = opened[0].parse().unwrap();
    let logged_in = bookly.log_in(login(WRITER, password)).await;
    logged_in.map_err(|error| format!("a second login fails: {error}"))?;
    let library = bookly.library().await.map_err(|error| error.to_string())?;
    let end = content(&library, ledger, may).await?;
    drop(library);
    if may == May::LoseNothing {
        the_code_opens(bookly, ledger, password).await?;
    }
    Ok(end)
}

/// A refusal, as after a wrong password.
pub fn is_refusal(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::LoginRefused | ErrorCode::PasswordWrong | ErrorCode::RecoveryRefused
    )
}

/// A failure is as good as an answer where damage was done, if it says so.
fn told(error: &Error, may: May, end: End, doing: &str) -> Result<End, Broken> {
    match (error.code(), may) {
        (ErrorCode::LibraryDamaged, May::BeDamaged | May::FallBack) => Ok(end),
        (code, _) => Err(format!("{doing}: {} ({error:?})", word(code))),
    }
}

/// Whoever was not written to has lost nothing.
async fn bystander(bookly: &Bookly) -> Result<(), Broken> {
    let wrong = |error: Error| format!("another account: {error:?}");
    bookly.log_in(login(BYSTANDER, 0)).await.map_err(wrong)?;
    let library = bookly.library().await.map_err(wrong)?;
    let books = found(&library, "", Place::All).await.map_err(wrong)?.len();
    if books as u64 == BYSTANDERS_BOOKS {
        Ok(())
    } else {
        Err(format!("another account has {books} books"))
    }
}

async fn content(library: &Library, ledger: &Ledger, may: May) -> Result<End, Broken> {
    let books = match everything(library).await {
        Ok(books) => books,
        Err(error) => return told(&error, may, End::ToldWhenRead, "reading"),
    };
    let mut states = BTreeMap::new();
    let mut rows: BTreeMap<(u64, u32), u32> = BTreeMap::new();
    for book in &books {
        let title = &book.fields.title;
        if let Some(number) = script::number_of(title) {
            if states
                .insert(thing(number), script::state_of(book))
                .is_some()
            {
                return Err(format!("{title} is there twice"));
            }
        } else if let Some((import, row, of)) = imported(title) {
            if !book
                .fields
                .contributors
                .iter()
                .any(|by| by.name == format!("Writer {import} {row}"))
            {
                return Err(format!("{title} is not as it was imported"));
            }
            *rows.entry((import, of)).or_default() += 1;
        } else {
            return Err("a book that nobody wrote".to_owned());
        }
    }
    for ((import, of), rows) in rows {
        if rows != of {
            return Err(format!("{rows} of {of} rows of an import"));
        }
        states.insert(format!("import:{import}"), "whole".to_owned());
    }
    let mut earlier = false;
    for kind in ["book:", "import:"] {
        for thing in ledger.things(kind) {
            let state = states.remove(thing).unwrap_or_else(|| ABSENT.to_owned());
            if ledger.may_be(thing).contains(&state) {
                continue;
            }
            let was_once = state == ABSENT || ledger.ever(thing).contains(&state);
            if may != May::FallBack || !was_once {
                let expected = ledger.may_be(thing);
                return Err(format!("{thing} is {state}, which is none of {expected:?}"));
            }
            earlier = true;
        }
    }
    if let Some((thing, _)) = states.pop_first() {
        return Err(format!("{thing} is there, and nobody tried to write it"));
    }
    if let Err(error) = search_agrees(library, &books).await? {
        return told(&error, may, End::ToldWhenRead, "searching");
    }
    match library.file_faults().await {
        Ok(faults) if faults.is_empty() => Ok(if earlier { End::Earlier } else { End::Whole }),
        Ok(_) if may == May::BeDamaged => Ok(End::ToldByCheck),
        Ok(faults) => Err(format!("the file has faults: {faults:?}")),
        Err(error) => told(&error, may, End::ToldByCheck, "checking the file"),
    }
}

/// The import, the row and of how many.
fn imported(title: &str) -> Option<(u64, u32, u32)> {
    let (import, row) = title.strip_prefix("Import ")?.split_once(" row ")?;
    let (row, of) = row.split_once(" of ")?;
    Some((import.parse().ok()?, row.parse().ok()?, of.parse().ok()?))
}

/// The search finds what is in the library: by title in memory, and by long text in the file.
async fn search_agrees(library: &Library, books: &[Book]) -> Result<Result<(), Error>, Broken> {
    for book in books
        .iter()
        .filter(|book| book.trashed_at.is_none())
        .take(8)
    {
        let Some(number) = script::number_of(&book.fields.title) else {
            continue;
        };
        for text in [
            book.fields.title.clone(),
            format!("notes:\"notes {number}\""),
        ] {
            match found(library, &text, Place::All).await {
                Ok(ids) if ids.contains(&book.id) => {}
                Ok(_) => return Err(format!("{text} is not found")),
                Err(error) => return Ok(Err(error)),
            }
        }
    }
    Ok(Ok(()))
}

/// The recovery code is the one that was given last. Changes the library: to be looked at last.
async fn the_code_opens(bookly: &Bookly, ledger: &Ledger, password: usize) -> Result<(), Broken> {
    let codes = ledger.may_be("code");
    let mut opened = 0;
    for code in codes.iter().filter(|code| *code != UNKNOWN) {
        match bookly.recover(recovery(WRITER, code, password)).await {
            Ok(_) => opened += 1,
            Err(error) if error.code() == ErrorCode::RecoveryRefused => {}
            Err(error) => return Err(format!("recovering: {error:?}")),
        }
    }
    // One that was never shown may have taken its place.
    let may_be_unknown = codes.iter().any(|code| code == UNKNOWN);
    if opened == 1 || (opened == 0 && may_be_unknown) {
        Ok(())
    } else {
        Err(format!("{opened} of {} recovery codes open", codes.len()))
    }
}

/// A library folder holds the library and its slots, and nothing that a fault left half done.
fn nothing_else_is_there(home: &Path, ledger: &Ledger) -> Result<(), Broken> {
    let folders: Vec<_> = fs::read_dir(home.join("libraries"))
        .map_err(|error| error.to_string())?
        .flatten()
        .collect();
    for folder in &folders {
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .map_err(|error| error.to_string())?
            .flatten()
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .collect();
        // One that was just made and never opened since has its log.
        if !ledger.may_be("new-account").is_empty() {
            names.retain(|name| !name.starts_with("library.db-"));
        }
        names.sort();
        if names != ["keyslots.json", "library.db"] {
            return Err(format!("left beside a library: {names:?}"));
        }
    }
    // A library whose account was not written down is found by its folder, and nothing is lost.
    let most = 3 - usize::from(ledger.may_be("account") == [ABSENT]);
    if folders.len() > most {
        return Err(format!("{} libraries", folders.len()));
    }
    Ok(())
}
