//! Backups and restores killed in the middle: afterwards there is the library as it was or the
//! backup, never none, and every backup that is listed is whole.

use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use bookly_core::{
    BackupSecret, BackupSource, BookFields, Bookly, CopyWatch, KdfCost, SecretKind, ViewQuery,
    list_backups, newest_verified_backup,
};
use tempfile::TempDir;

use crate::{
    child::{login, new_account, open},
    home::copy_folder,
    rig::is_here,
    script::{PASSWORDS, WRITER},
};

/// Books at the time of the backup, and now.
const THEN: u32 = 40;
const NOW: u32 = 45;
/// Of each flow, at moments that are spread over it, in every test run.
const QUICK: u32 = 8;
/// The same when there is time.
const ROUNDS: u32 = 40;
/// The calls to the system that change what lies in a folder, or make sure of it.
const STEPS: [&str; 9] = [
    "/^rename",
    "/^link",
    "/^unlink",
    "/^f(data)?sync",
    "ftruncate",
    "/^mkdir",
    "rmdir",
    "/chmod",
    "pwrite64",
];

async fn cheap_at(home: &Path, later: i64) -> Bookly {
    open(home, later, KdfCost::cheap_for_tests()).await.unwrap()
}

/// What lies in a folder, by its name.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut below: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    below.sort();
    below
}

/// Child: does one thing with backups and says when it begins and when it is done.
pub async fn act(flow: &str, home: &Path, file: &Path) {
    let bookly = cheap_at(home, 60).await;
    if flow != "take-up" {
        bookly.log_in(login(WRITER, 0)).await.unwrap();
    }
    println!("ready");
    std::io::stdout().flush().unwrap();
    if flow == "backup" {
        bookly.back_up(&CopyWatch::default()).await.unwrap();
    } else {
        restore(&bookly, file, flow == "take-up").await.unwrap();
    }
    println!("done");
    std::io::stdout().flush().unwrap();
    let _ = std::io::stdin().read_line(&mut String::new()); // until it is killed or let go
}

async fn restore(bookly: &Bookly, file: &Path, as_account: bool) -> bookly_core::Result<()> {
    let watch = CopyWatch::default();
    let source = BackupSource::File(File::open(file).unwrap());
    let secret = BackupSecret {
        by: SecretKind::Password,
        secret: PASSWORDS[0].to_owned().into(),
    };
    bookly.open_backup(source, secret, &watch).await?;
    if as_account {
        bookly.restore_as_account(None, &watch).await.map(drop)
    } else {
        bookly.restore(&watch).await.map(drop)
    }
}

/// A data folder whose library has a backup from before its last books, and a copy of that backup.
struct Template {
    folder: TempDir,
    backup: PathBuf,
    elsewhere: TempDir,
}

impl Template {
    async fn new() -> Self {
        let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let backup = elsewhere.path().join("copy.bookly");
        let bookly = cheap_at(folder.path(), 0).await;
        bookly.sign_up(new_account(WRITER)).await.unwrap();
        let library = bookly.library().await.unwrap();
        let watch = CopyWatch::default();
        for book in 0..NOW {
            if book == THEN {
                let made = bookly.back_up(&watch).await.unwrap();
                bookly
                    .save_backup(&made.name, &backup, &watch)
                    .await
                    .unwrap();
            }
            let fields = BookFields {
                title: format!("Book {book}"),
                ..BookFields::default()
            };
            library.add_book(fields).await.unwrap();
        }
        drop(library);
        bookly.close().await.unwrap();
        Self {
            folder,
            backup,
            elsewhere,
        }
    }

    /// Where a flow begins: with the library, or with nothing.
    fn home(&self, flow: &str) -> TempDir {
        let home = TempDir::new().unwrap();
        if flow != "take-up" {
            copy_folder(self.folder.path(), home.path()).unwrap();
        }
        home
    }
}

/// When the child is killed.
#[derive(Clone, Copy)]
enum Kill {
    Never,
    After(Duration),
    /// When one of its threads makes its n-th call of some kind.
    AtStep(&'static str, u32),
}

/// Runs a flow; how long it took, and whether it said that it was done.
fn run(flow: &str, home: &Path, file: &Path, kill: Kill) -> (Duration, bool) {
    let program = env::current_exe().unwrap();
    let mut command = match kill {
        Kill::AtStep(call, nth) => {
            let mut strace = Command::new("strace");
            strace.args(["-f", "-qq", "-o", "/dev/null", "-e", call]);
            strace.arg(format!("-einject={call}:signal=KILL:when={nth}"));
            strace.arg(program);
            strace
        }
        _ => Command::new(program),
    };
    let mut child = command
        .args([flow, home.to_str().unwrap(), file.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || lines.next().and_then(Result::ok);
    let ready = next();
    let begun = Instant::now();
    let said = match kill {
        Kill::After(after) => {
            assert_eq!(ready.as_deref(), Some("ready"));
            thread::sleep(after);
            child.kill().unwrap();
            next()
        }
        _ => next(),
    };
    let ran = begun.elapsed();
    if !matches!(kill, Kill::AtStep(..)) {
        child.kill().unwrap();
    }
    child.wait().unwrap(); // it lets go of its input
    (ran, said.as_deref() == Some("done"))
}

async fn books(bookly: &Bookly) -> u32 {
    let library = bookly.library().await.unwrap();
    library.index_ready().await;
    let view = library.open_view(ViewQuery::default()).await.unwrap();
    view.view().unwrap().total
}

/// True when what was left is the state of after.
async fn is_after(flow: &str, home: &Path, template: &Template, done: bool) -> bool {
    let bookly = cheap_at(home, 120).await;
    assert_eq!(below(&home.join("tmp")), [] as [PathBuf; 0]);
    if flow == "take-up" && bookly.start().await.unwrap().account_count == 0 {
        assert!(!done);
        restore(&bookly, &template.backup, true).await.unwrap();
        assert_eq!(books(&bookly).await, THEN);
        return false;
    }
    bookly.log_in(login(WRITER, 0)).await.unwrap();
    let count = books(&bookly).await;
    let (account, folders) = (below(&home.join("libraries")), below(&home.join("backups")));
    let mut files = below(account.first().unwrap());
    files.retain(|file| !file.to_string_lossy().contains("library.db-"));
    assert_eq!((account.len(), files.len()), (1, 2), "{files:?}");
    let listed = folders.first().map(|dir| list_backups(dir).unwrap());
    let listed = listed.unwrap_or_default();
    for backup in &listed {
        let whole = bookly
            .check_backup(&backup.name, &CopyWatch::default())
            .await;
        assert!(backup.sound && whole.unwrap());
    }
    let after = match flow {
        "backup" => {
            assert_eq!(count, NOW);
            listed.len() == 2
        }
        "take-up" => {
            assert_eq!(count, THEN);
            true
        }
        _ => {
            assert!([NOW, THEN].contains(&count), "{count} books");
            // What was there is still there, in a backup.
            assert!(count == NOW || listed.iter().any(|b| b.counts.unwrap().books == NOW));
            count == THEN
        }
    };
    assert!(after || !done);
    // It goes on: nothing that was left is in the way.
    bookly.back_up(&CopyWatch::default()).await.unwrap();
    if let Some(dir) = folders.first() {
        let newest = newest_verified_backup(dir, &CopyWatch::default()).unwrap();
        assert_eq!(newest.unwrap().counts.unwrap().books, count);
        let unfinished = below(dir).len() - list_backups(dir).unwrap().len();
        assert_eq!(unfinished, 0);
    }
    restore(&bookly, &template.backup, false).await.unwrap();
    assert_eq!(books(&bookly).await, THEN);
    bookly.close().await.unwrap();
    after
}

/// F8: backups, restores and accounts made of backups, killed at moments spread over each, and, when
/// there is time and the system lets one look on, at every step that changes a file.
pub async fn kill_backups(thoroughly: bool) {
    let rounds = if thoroughly { ROUNDS } else { QUICK };
    let template = Template::new().await;
    for flow in ["backup", "restore", "take-up"] {
        let home = template.home(flow);
        let (whole, done) = run(flow, home.path(), &template.backup, Kill::Never);
        assert!(done && is_after(flow, home.path(), &template, true).await);
        let mut after = 0;
        for round in 0..rounds {
            let home = template.home(flow);
            // The last of them come too late.
            let moment = Kill::After(whole * round / (rounds * 7 / 8));
            let (_, done) = run(flow, home.path(), &template.backup, moment);
            after += u32::from(is_after(flow, home.path(), &template, done).await);
        }
        let before = rounds - after;
        println!(
            "F8: {rounds} times {flow} killed: {before} as before, {after} as after, 0 in between"
        );
        if thoroughly && is_here("strace") {
            kill_at_each_step(flow, &template).await;
        }
    }
    fs::metadata(template.elsewhere.path()).unwrap(); // the copy was only read
}

async fn kill_at_each_step(flow: &str, template: &Template) {
    let (mut before, mut after) = (0, 0);
    for call in STEPS {
        // Of the many pages that are written, each tenth.
        let every = if call == "pwrite64" { 10 } else { 1 };
        for nth in (1..).step_by(every) {
            let home = template.home(flow);
            let moment = Kill::AtStep(call, nth);
            let (_, done) = run(flow, home.path(), &template.backup, moment);
            let is_after = is_after(flow, home.path(), template, done).await;
            if done {
                break;
            }
            before += u32::from(!is_after);
            after += u32::from(is_after);
        }
    }
    println!("F8: {flow} killed at each of its steps: {before} as before, {after} as after");
}
