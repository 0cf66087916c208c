//! Bookly killed in the middle of its work, again and again: an import is there whole or not at all,
//! an edit that was acknowledged is there, a search answers right whatever was left of its snapshot,
//! and an account opens as before or as after.
//!
//! The parent starts this program again as a child, kills it at a random moment, opens what it left
//! and looks.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may stop at once"
)]

mod accounts;

use std::{
    env,
    fmt::Write as _,
    fs::{self, File},
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use bookly_core::{
    BookChange, BookFields, BookId, Clock, ImportFile, ImportWatch, Library, LibraryKey, Place,
    View, ViewQuery,
};
use jiff::Timestamp;
use tempfile::TempDir;

const ROUNDS: u32 = 100;
const ROWS: u32 = 2_000;
/// Enough to be read anew when all are changed at once, and so to be stored anew.
const MANY_ROWS: u32 = 6_000;
const STORING_ROUNDS: u32 = 30;
const OWNER: &str = "killed";

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "import", folder] => runtime.block_on(import(Path::new(folder))),
        [_, "edit", folder] => runtime.block_on(edit(Path::new(folder))),
        [_, "store", folder] => runtime.block_on(store(Path::new(folder))),
        [_, "--list", ..] => {}
        [_, "accounts"] => runtime.block_on(kill_accounts()), // this part alone
        [_, flow, folder, extra] => {
            runtime.block_on(accounts::act(flow, Path::new(folder), extra));
        }
        _ => runtime.block_on(async {
            let (none, whole) = kill_imports().await;
            println!(
                "{ROUNDS} imports killed: {none} left nothing, {whole} were whole, 0 were torn"
            );
            let acknowledged = kill_edits().await;
            println!("{ROUNDS} editors killed: {acknowledged} acknowledged edits, 0 lost");
            let trashed = kill_storing().await;
            println!(
                "{STORING_ROUNDS} writers of a snapshot killed: {trashed} left all books in the trash, 0 answered wrongly"
            );
            kill_accounts().await;
            println!("8 passed, 0 failed");
        }),
    }
}

async fn kill_accounts() {
    accounts::kill_guesses().await;
    accounts::kill_flows().await;
}

fn key() -> LibraryKey {
    LibraryKey::for_tests([3; 32])
}

async fn open(folder: &Path) -> Library {
    Library::open(
        &folder.join("library.db"),
        &key(),
        OWNER,
        Arc::new(FixedClock),
    )
    .await
    .unwrap()
}

async fn fresh_folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    Library::create(
        &folder.path().join("library.db"),
        &key(),
        OWNER,
        &FixedClock,
    )
    .await
    .unwrap();
    folder
}

/// Child: imports a file for as long as it lives.
async fn import(folder: &Path) {
    let library = open(folder).await;
    let file = ImportFile::new(
        File::open(folder.join("export.csv")).unwrap(),
        "export.csv".to_owned(),
    )
    .unwrap();
    println!("ready");
    library
        .run_import(&file, &ImportWatch::default())
        .await
        .unwrap();
    println!("done");
    thread::sleep(Duration::from_mins(1));
}

/// Child: changes one book over and over and says so each time it was told that it is saved.
async fn edit(folder: &Path) {
    let library = open(folder).await;
    let book = library
        .add_book(BookFields {
            title: "0".to_owned(),
            ..BookFields::default()
        })
        .await
        .unwrap()
        .book
        .id;
    println!("0");
    for edit in 1_u64.. {
        let change = BookChange {
            title: Some(edit.to_string()),
            ..BookChange::default()
        };
        library.change_book(book, change).await.unwrap();
        println!("{edit}");
        std::io::stdout().flush().unwrap();
    }
}

/// Child: moves all books to the trash and back over and over, and each time the search index is
/// made anew and written into the file.
async fn store(folder: &Path) {
    let library = open(folder).await;
    let books = all_books(&library).await;
    println!("ready");
    loop {
        library.trash_books(&books).await.unwrap();
        library.index_stored().await;
        library.restore_books(&books).await.unwrap();
        library.index_stored().await;
    }
}

async fn found(library: &Library, text: &str, place: Place) -> View {
    let query = ViewQuery {
        text: text.to_owned(),
        place,
        ..ViewQuery::default()
    };
    library.index_ready().await;
    library.open_view(query).await.unwrap().view().unwrap()
}

async fn all_books(library: &Library) -> Vec<BookId> {
    let view = found(library, "", Place::All).await;
    let mut books = Vec::new();
    for start in (0..view.total).step_by(1_000) {
        let rows = library.view_window(view.id, start, 1_000).await.unwrap();
        books.extend(rows.into_iter().map(|row| row.id));
    }
    books
}

fn start(work: &str, folder: &Path) -> Child {
    let child = Command::new(env::current_exe().unwrap())
        .args([work, folder.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn();
    child.unwrap()
}

/// Kills after some time; gives what the child had said.
fn kill(mut child: Child, after: Duration) -> Vec<String> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = vec![lines.next().expect("the child said nothing").unwrap()];
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    // The last line may be cut off: what was not said whole was not acknowledged.
    said.extend(lines.map_while(Result::ok));
    said
}

fn export_of(rows: u32) -> String {
    let mut export = "Book Id,Title,Author,My Rating,Exclusive Shelf\n".to_owned();
    for row in 0..rows {
        writeln!(export, "{row},Book {row},Author {},3,read", row % 50).unwrap();
    }
    export
}

async fn kill_imports() -> (u32, u32) {
    let export = export_of(ROWS);
    // One undisturbed run tells how long the moments to kill at are spread over.
    let whole_run = {
        let folder = fresh_folder().await;
        fs::write(folder.path().join("export.csv"), &export).unwrap();
        let mut child = start("import", folder.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        lines.next();
        let started = std::time::Instant::now();
        assert_eq!(lines.next().unwrap().unwrap(), "done");
        child.kill().unwrap();
        child.wait().unwrap();
        started.elapsed()
    };
    let (mut none, mut whole) = (0, 0);
    for round in 0..ROUNDS {
        let folder = fresh_folder().await;
        fs::write(folder.path().join("export.csv"), &export).unwrap();
        kill(
            start("import", folder.path()),
            whole_run * round / (ROUNDS * 9 / 10),
        );
        let library = open(folder.path()).await;
        library.index_ready().await;
        match library
            .open_view(ViewQuery::default())
            .await
            .unwrap()
            .view()
            .unwrap()
            .total
        {
            0 => none += 1,
            ROWS => whole += 1,
            torn => panic!("round {round}: {torn} of {ROWS} rows are there"),
        }
        let past = library.past_imports().await.unwrap().len();
        assert!(past <= 1, "round {round}: {past} imports");
        library.close().await.unwrap();
    }
    assert!(
        none > 0 && whole > 0,
        "every kill came too early or too late: {none} none, {whole} whole"
    );
    (none, whole)
}

async fn kill_edits() -> u64 {
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let folder = fresh_folder().await;
        let said = kill(
            start("edit", folder.path()),
            Duration::from_millis(u64::from(round) * 2),
        );
        let last: u64 = said.last().unwrap().parse().unwrap();
        acknowledged += last;
        let library = open(folder.path()).await;
        library.index_ready().await;
        let found = library
            .open_view(ViewQuery::default())
            .await
            .unwrap()
            .view()
            .unwrap()
            .first
            .remove(0);
        let title: u64 = found.title.parse().unwrap();
        assert!(
            title == last || title == last + 1,
            "round {round}: said {last}, found {title}"
        );
        let history = library.book_history(found.id).await.unwrap().len() as u64;
        assert_eq!(
            history,
            (title + 1).min(500),
            "round {round}: the journal agrees"
        );
        library.close().await.unwrap();
    }
    acknowledged
}

async fn kill_storing() -> u32 {
    let whole = fresh_folder().await;
    let export = whole.path().join("export.csv");
    fs::write(&export, export_of(MANY_ROWS)).unwrap();
    let file = ImportFile::new(File::open(export).unwrap(), "export.csv".to_owned()).unwrap();
    let library = open(whole.path()).await;
    let watch = ImportWatch::default();
    library.run_import(&file, &watch).await.unwrap();
    library.close().await.unwrap();
    let mut all_trashed = 0;
    for round in 0..STORING_ROUNDS {
        let folder = TempDir::new().unwrap();
        let name = "library.db";
        fs::copy(whole.path().join(name), folder.path().join(name)).unwrap();
        let after = Duration::from_millis(u64::from(round) * 67);
        kill(start("store", folder.path()), after);
        let library = open(folder.path()).await;
        let (there, trashed) = (
            found(&library, "book author", Place::All).await.total,
            found(&library, "book author", Place::Trash).await.total,
        );
        assert!(
            [(MANY_ROWS, 0), (0, MANY_ROWS)].contains(&(there, trashed)),
            "round {round}: {there} books, {trashed} in the trash"
        );
        all_trashed += u32::from(there == 0);
        library.close().await.unwrap();
    }
    all_trashed
}
