//! Bookly killed in the middle of its work, a hundred times each: an import is there whole or not
//! at all, and an edit that was acknowledged is there.
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
    BookChange, BookFields, Clock, ImportFile, ImportWatch, Library, LibraryKey, ViewQuery,
};
use jiff::Timestamp;
use tempfile::TempDir;

const ROUNDS: u32 = 100;
const ROWS: u32 = 2_000;
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
        [_, "--list", ..] => {}
        _ => runtime.block_on(async {
            let (none, whole) = kill_imports().await;
            println!(
                "{ROUNDS} imports killed: {none} left nothing, {whole} were whole, 0 were torn"
            );
            let acknowledged = kill_edits().await;
            println!("{ROUNDS} editors killed: {acknowledged} acknowledged edits, 0 lost");
            println!("2 passed, 0 failed");
        }),
    }
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

async fn kill_imports() -> (u32, u32) {
    let mut export = "Book Id,Title,Author,My Rating,Exclusive Shelf\n".to_owned();
    for row in 0..ROWS {
        writeln!(export, "{row},Book {row},Author {},3,read", row % 50).unwrap();
    }
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
