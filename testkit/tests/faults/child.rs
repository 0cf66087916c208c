//! The child: Bookly without a window, which does what its script says and tells what it was told
//! is done. It is killed, starved and lied to; see `ledger` for what it says.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use bookly_core::{
    Book, BookChange, BookFields, BookId, Bookly, Clock, Error, ErrorCode, ImportFile, ImportWatch,
    KdfCost, Library, LockReason, Login, MemoryKeyring, NewAccount, Place, Recovery,
    ReencryptWatch, ViewQuery,
};
use jiff::Timestamp;

use crate::{
    ledger::{ABSENT, UNKNOWN},
    script::{self, PASSWORDS, Step, WRITER},
};

/// Later than any clock that Bookly would call wrong, and the same in every run.
pub struct ClockAt(pub i64);

impl Clock for ClockAt {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + self.0).unwrap()
    }
}

pub async fn open(home: &Path, at: i64, cost: KdfCost) -> Result<Bookly, Error> {
    let keyring = Arc::new(MemoryKeyring::default());
    Bookly::open_with_cost(home, Arc::new(ClockAt(at)), keyring, cost).await
}

pub async fn open_cheaply(home: &Path) -> Result<Bookly, Error> {
    open(home, 0, KdfCost::cheap_for_tests()).await
}

pub fn login(name: &str, password: usize) -> Login {
    Login {
        name: name.to_owned(),
        password: PASSWORDS[password].to_owned().into(),
        stay_signed_in: false,
    }
}

pub fn new_account(name: &str) -> NewAccount {
    NewAccount {
        username: name.to_owned(),
        email: format!("{name}@example.org"),
        password: PASSWORDS[0].to_owned().into(),
        stay_signed_in: false,
    }
}

pub fn recovery(name: &str, code: &str, new: usize) -> Recovery {
    Recovery {
        name: name.to_owned(),
        code: code.to_owned().into(),
        new_password: PASSWORDS[new].to_owned().into(),
        stay_signed_in: false,
    }
}

/// Every book with the numbers of the script, wherever it is.
pub async fn numbered(library: &Library) -> Result<BTreeMap<u64, Book>, Error> {
    let mut books = BTreeMap::new();
    for book in everything(library).await? {
        if let Some(number) = script::number_of(&book.fields.title) {
            books.insert(number, book);
        }
    }
    Ok(books)
}

/// Every book, the trash included, read from the file.
pub async fn everything(library: &Library) -> Result<Vec<Book>, Error> {
    let mut books = Vec::new();
    for place in [Place::All, Place::Trash] {
        let ids = found(library, "", place).await?;
        for id in ids {
            books.push(library.book(id).await?);
        }
    }
    Ok(books)
}

pub async fn found(library: &Library, text: &str, place: Place) -> Result<Vec<BookId>, Error> {
    library.index_ready().await;
    let query = ViewQuery {
        text: text.to_owned(),
        place,
        ..ViewQuery::default()
    };
    let view = library.open_view(query).await?.view();
    let view = view.ok_or(Error::Internal("a query was not read"))?;
    library.view_ids(view.id).await
}

/// The titles that a list of what is found begins with.
pub async fn titles(library: &Library, text: &str) -> Result<Vec<String>, Error> {
    library.index_ready().await;
    let query = ViewQuery {
        text: text.to_owned(),
        ..ViewQuery::default()
    };
    let view = library.open_view(query).await?.view();
    let rows = view.map(|view| view.first).unwrap_or_default();
    Ok(rows.into_iter().map(|row| row.title).collect())
}

struct Known {
    id: BookId,
    sha: String,
    trashed: bool,
}

struct Child {
    bookly: Bookly,
    scratch: PathBuf,
    code: String,
    /// Of the library that is open; none before a login.
    books: Option<BTreeMap<u64, Known>>,
    step: u64,
}

/// Reads its script from the standard input. `code` is the recovery code of the writer, `scratch` a
/// folder that nothing is wrong with.
pub async fn run(home: &Path, scratch: &Path, code: &str) {
    let lines = std::io::stdin().lock().lines().map_while(Result::ok);
    let steps: Vec<Step> = lines.map(|line| line.parse().unwrap()).collect();
    let bookly = match open_cheaply(home).await {
        Ok(bookly) => bookly,
        Err(error) => return say(&format!("ERR 0 {}", word(error.code()))),
    };
    say("OPEN");
    let mut child = Child {
        bookly,
        scratch: scratch.to_owned(),
        code: code.to_owned(),
        books: None,
        step: 0,
    };
    for step in steps {
        child.step += 1;
        say(&format!("STEP {} {step}", child.step));
        let went = child.take(step).await;
        if let Err(error) = went {
            say(&format!("ERR {} {}", child.step, word(error.code())));
            // Whether it was done is not known, so what the password is from here on is not, either.
            if child.books.is_none() || is_of_the_account(step) {
                break;
            }
        }
    }
    // A program that ends while the engine still works on threads of its own may crash on its way out.
    let _ = child.bookly.close().await;
    say("DONE");
}

fn is_of_the_account(step: Step) -> bool {
    !matches!(
        step,
        Step::Add(_)
            | Step::Edit(_)
            | Step::Trash(_)
            | Step::Restore(_)
            | Step::Import(_)
            | Step::Store
            | Step::TrashAll
            | Step::RestoreAll
    )
}

/// In one piece, so that a kill leaves whole lines.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// The code as the window gets it.
pub fn word(code: ErrorCode) -> String {
    serde_json::to_value(code)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

impl Child {
    fn tries(&self, thing: &str, state: &str) {
        say(&format!("TRY {} {thing} {state}", self.step));
    }

    fn acknowledges(&self, thing: &str, state: &str) {
        say(&format!("ACK {} {thing} {state}", self.step));
    }

    async fn take(&mut self, step: Step) -> Result<(), Error> {
        match step {
            Step::LogIn(password) => {
                self.bookly.log_in(login(WRITER, password)).await?;
                self.learn().await
            }
            Step::SignUp => self.sign_up().await,
            Step::Lock => self.bookly.lock(LockReason::Asked).await.map(drop),
            Step::Unlock(password) => {
                self.bookly.unlock(secret(password)).await?;
                Ok(())
            }
            Step::Password(old, new) => {
                self.tries("password", &new.to_string());
                self.bookly
                    .change_password(secret(old), secret(new))
                    .await?;
                self.acknowledges("password", &new.to_string());
                Ok(())
            }
            Step::Recover(new) => self.recover(new).await,
            Step::Reencrypt(password) => {
                self.tries("code", UNKNOWN);
                let watch = ReencryptWatch::default();
                let done = self.bookly.reencrypt(secret(password), &watch).await?;
                self.acknowledges("code", &done.recovery_code);
                Ok(())
            }
            Step::Delete(password) => {
                self.tries("account", ABSENT);
                self.bookly.delete_account(secret(password), WRITER).await?;
                self.acknowledges("account", ABSENT);
                Ok(())
            }
            Step::LogOut => self.bookly.log_out().await,
            Step::Close => self.bookly.close().await,
            _ => self.change(step).await,
        }
    }

    /// Another account, so that the writer's own is there to be looked at.
    async fn sign_up(&mut self) -> Result<(), Error> {
        self.tries("new-account", "there");
        let signed_up = self.bookly.sign_up(new_account("cleo")).await?;
        self.acknowledges("new-account", "there");
        self.acknowledges("new-code", &signed_up.recovery_code);
        self.books = Some(BTreeMap::new());
        Ok(())
    }

    async fn recover(&mut self, new: usize) -> Result<(), Error> {
        self.tries("code", UNKNOWN);
        self.tries("password", &new.to_string());
        let recovery = recovery(WRITER, &self.code, new);
        let recovered = self.bookly.recover(recovery).await?;
        self.acknowledges("code", &recovered.recovery_code);
        self.acknowledges("password", &new.to_string());
        self.learn().await
    }

    async fn learn(&mut self) -> Result<(), Error> {
        let library = self.bookly.library().await?;
        let known = numbered(&library).await?.into_iter().map(|(number, book)| {
            let known = Known {
                id: book.id,
                sha: script::sha(&book.fields),
                trashed: book.trashed_at.is_some(),
            };
            (number, known)
        });
        self.books = Some(known.collect());
        Ok(())
    }

    /// A step that changes books.
    async fn change(&mut self, step: Step) -> Result<(), Error> {
        let library = self.bookly.library().await?;
        match step {
            Step::Add(number) => self.add(&library, number).await,
            Step::Edit(number) => self.edit(&library, number).await,
            Step::Trash(number) => self.put(&library, &[number], true).await,
            Step::Restore(number) => self.put(&library, &[number], false).await,
            Step::TrashAll | Step::RestoreAll => {
                let all: Vec<u64> = self
                    .books
                    .iter()
                    .flatten()
                    .map(|(number, _)| *number)
                    .collect();
                self.put(&library, &all, step == Step::TrashAll).await
            }
            Step::Import(rows) => self.import(&library, rows).await,
            _ => {
                library.index_stored().await;
                Ok(())
            }
        }
    }

    async fn add(&mut self, library: &Library, number: u64) -> Result<(), Error> {
        let fields = script::fields(number, self.step);
        let (thing, sha) = (thing(number), script::sha(&fields));
        self.tries(&thing, &sha);
        let saved = library.add_book(fields).await?.book;
        self.acknowledges(&thing, &script::state_of(&saved));
        let known = Known {
            id: saved.id,
            sha,
            trashed: false,
        };
        self.books.get_or_insert_default().insert(number, known);
        Ok(())
    }

    async fn edit(&mut self, library: &Library, number: u64) -> Result<(), Error> {
        let Some(known) = self.books.as_ref().and_then(|books| books.get(&number)) else {
            return Ok(());
        };
        let fields = script::fields(number, self.step);
        let title = fields.title.clone();
        let (thing, sha) = (thing(number), script::sha(&fields));
        let (id, was) = (known.id, script::state(&known.sha, known.trashed));
        let state = script::state(&sha, known.trashed);
        self.tries(&thing, &state);
        match library.change_book(id, change_to(fields)).await {
            Ok(saved) => {
                self.acknowledges(&thing, &script::state_of(&saved.book));
                if let Some(known) = self.books.as_mut().and_then(|books| books.get_mut(&number)) {
                    known.sha = sha;
                }
                Ok(())
            }
            Err(error) => {
                // What failed must not be shown as if it were done.
                if let Ok(shown) = library.book(id).await
                    && script::state_of(&shown) != was
                {
                    say(&format!("SHOWN {} {thing} though it failed", self.step));
                }
                if let Ok(titles) = titles(library, &title).await
                    && titles.contains(&title)
                {
                    say(&format!("FOUND {} {thing} though it failed", self.step));
                }
                Err(error)
            }
        }
    }

    async fn put(
        &mut self,
        library: &Library,
        numbers: &[u64],
        trashed: bool,
    ) -> Result<(), Error> {
        let books = self.books.get_or_insert_default();
        let meant: Vec<_> = numbers
            .iter()
            .filter_map(|number| Some((*number, books.get(number)?)))
            .filter(|(_, known)| known.trashed != trashed)
            .map(|(number, known)| (number, known.id, script::state(&known.sha, trashed)))
            .collect();
        if meant.is_empty() {
            return Ok(());
        }
        let step = self.step;
        let lines = |word: &str| {
            let lines = meant
                .iter()
                .map(|(number, _, state)| format!("{word} {step} {} {state}", thing(*number)));
            lines.collect::<Vec<_>>().join("\n")
        };
        let ids: Vec<BookId> = meant.iter().map(|(_, id, _)| *id).collect();
        say(&lines("TRY"));
        if trashed {
            library.trash_books(&ids).await?;
        } else {
            library.restore_books(&ids).await?;
        }
        say(&lines("ACK"));
        for (number, ..) in meant {
            if let Some(known) = self.books.as_mut().and_then(|books| books.get_mut(&number)) {
                known.trashed = trashed;
            }
        }
        Ok(())
    }

    async fn import(&self, library: &Library, rows: u32) -> Result<(), Error> {
        let path = self.scratch.join(format!("export-{}.csv", self.step));
        // The child has no more room than Bookly has: it may fail here itself.
        fs::write(&path, script::export(self.step, rows)).map_err(Error::ImportFileUnreadable)?;
        let thing = format!("import:{}", self.step);
        self.tries(&thing, "whole");
        let file = File::open(&path).map_err(Error::ImportFileUnreadable)?;
        let file = ImportFile::new(file, "export.csv".to_owned())?;
        library.run_import(&file, &ImportWatch::default()).await?;
        self.acknowledges(&thing, "whole");
        Ok(())
    }
}

pub fn thing(number: u64) -> String {
    format!("book:{number}")
}

fn secret(password: usize) -> bookly_core::Secret {
    PASSWORDS[password].to_owned().into()
}

fn change_to(fields: BookFields) -> BookChange {
    BookChange {
        title: Some(fields.title),
        subtitle: Some(fields.subtitle),
        contributors: Some(fields.contributors),
        publisher: Some(fields.publisher),
        published: Some(fields.published),
        page_count: Some(fields.page_count),
        tags: Some(fields.tags),
        private_notes: Some(fields.private_notes),
        review: Some(fields.review),
        ..BookChange::default()
    }
}
