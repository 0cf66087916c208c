//! Flows of the account killed in the middle: afterwards there is the state of before or that of
//! after, never none, and never half of each.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use bookly_core::{
    BookFields, Bookly, Clock, ErrorCode, KdfCost, Login, MemoryKeyring, NewAccount, Recovery,
    ReencryptWatch, ViewQuery,
};
use jiff::Timestamp;
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

const OLD: &str = "correct otter shelf lantern";
const NEW: &str = "walnut ferry copper lilac";
const BOOKS: u32 = 40;
/// Of each flow; `BOOKLY_KILLS` asks for another number.
const ROUNDS: u32 = 20;

struct ClockAt(i64);

impl Clock for ClockAt {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + self.0).unwrap()
    }
}

async fn open(home: &Path, cost: KdfCost, at: i64) -> Bookly {
    let keyring = Arc::new(MemoryKeyring::default());
    Bookly::open_with_cost(home, Arc::new(ClockAt(at)), keyring, cost)
        .await
        .unwrap()
}

async fn cheap(home: &Path) -> Bookly {
    open(home, KdfCost::cheap_for_tests(), 0).await
}

fn login(name: &str, password: &str) -> Login {
    Login {
        name: name.to_owned(),
        password: password.to_owned().into(),
        stay_signed_in: false,
    }
}

fn recovery(code: &str) -> Recovery {
    Recovery {
        name: "ilse".to_owned(),
        code: code.to_owned().into(),
        new_password: NEW.to_owned().into(),
        stay_signed_in: false,
    }
}

/// Child: does one thing to the account and says when it begins and when it is done.
pub async fn act(flow: &str, home: &Path, extra: &str) {
    if flow == "guess" {
        let bookly = open(home, KdfCost::standard(), extra.parse().unwrap()).await;
        let refused = bookly.log_in(login("ilse", "not the password")).await;
        println!("{:?}", refused.err().map(|error| error.code()));
        return;
    }
    let bookly = cheap(home).await;
    if flow != "recover" {
        bookly.log_in(login("ilse", OLD)).await.unwrap();
    }
    println!("ready");
    std::io::stdout().flush().unwrap();
    let (old, new) = (OLD.to_owned().into(), NEW.to_owned().into());
    let code = match flow {
        "password" => {
            bookly.change_password(old, new).await.unwrap();
            String::new()
        }
        "recover" => bookly.recover(recovery(extra)).await.unwrap().recovery_code,
        "reencrypt" => {
            let watch = ReencryptWatch::default();
            bookly.reencrypt(old, &watch).await.unwrap().recovery_code
        }
        "delete" => {
            bookly.delete_account(old, "ilse").await.unwrap();
            String::new()
        }
        other => panic!("no such flow: {other}"),
    };
    println!("done {code}");
    std::io::stdout().flush().unwrap();
    thread::sleep(Duration::from_mins(1));
}

/// A data folder with two accounts and books in both, and the recovery code of the second.
struct Template {
    folder: TempDir,
    code: String,
}

impl Template {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let bookly = cheap(folder.path()).await;
        let mut code = String::new();
        for name in ["ben", "ilse"] {
            let new = NewAccount {
                username: name.to_owned(),
                email: format!("{name}@example.org"),
                password: OLD.to_owned().into(),
                stay_signed_in: false,
            };
            code = bookly.sign_up(new).await.unwrap().recovery_code;
            let library = bookly.library().await.unwrap();
            for book in 0..BOOKS {
                let title = format!("Book {book}");
                let fields = BookFields {
                    title,
                    ..BookFields::default()
                };
                library.add_book(fields).await.unwrap();
            }
        }
        bookly.close().await.unwrap();
        Self { folder, code }
    }

    fn copy(&self) -> TempDir {
        let copy = TempDir::new().unwrap();
        copy_folder(self.folder.path(), copy.path());
        copy
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs a flow and kills it some time after it began; gives how long it ran, and what it said at
/// its end if it came so far.
fn run(
    flow: &str,
    home: &Path,
    extra: &str,
    after: Option<Duration>,
) -> (Duration, Option<String>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([flow, home.to_str().unwrap(), extra])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "ready");
    let begun = Instant::now();
    let mut said = None;
    match after {
        Some(after) => thread::sleep(after),
        None => said = lines.next().map(Result::unwrap),
    }
    let ran = begun.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    (ran, said.or_else(|| lines.map_while(Result::ok).next()))
}

async fn opens(bookly: &Bookly, name: &str, password: &str) -> bool {
    match bookly.log_in(login(name, password)).await {
        Ok(_) => {}
        Err(error) => {
            assert_eq!(error.code(), ErrorCode::LoginRefused, "{name}");
            return false;
        }
    }
    let library = bookly.library().await.unwrap();
    library.index_ready().await;
    let total = library
        .open_view(ViewQuery::default())
        .await
        .unwrap()
        .view()
        .unwrap()
        .total;
    assert_eq!(total, BOOKS, "{name}");
    true
}

fn below(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

/// True when what was left is the state of after.
async fn is_after(flow: &str, home: &Path, old_code: &str, said: Option<&str>) -> bool {
    let bookly = cheap(home).await;
    let libraries = below(&home.join("libraries"));
    for library in &libraries {
        // Its log is there after a kill, and is folded in at the next opening.
        let mut files = below(library);
        files.retain(|file| !file.to_string_lossy().contains("library.db-"));
        assert_eq!(files.len(), 2, "the library and its slots: {files:?}");
    }
    assert!(opens(&bookly, "ben", OLD).await, "another account");
    let after = match flow {
        "delete" => {
            let there = opens(&bookly, "ilse", OLD).await;
            let count = bookly.start().await.unwrap().account_count;
            assert_eq!(
                (libraries.len(), count),
                if there { (2, 2) } else { (1, 1) }
            );
            !there
        }
        "reencrypt" => {
            assert!(opens(&bookly, "ilse", OLD).await);
            let by_code = bookly.recover(recovery(old_code)).await;
            let refused = by_code.err().map(|error| error.code());
            assert!(refused.is_none() || refused == Some(ErrorCode::RecoveryRefused));
            if let Some(code) = said.and_then(|said| said.strip_prefix("done ")) {
                assert!(bookly.recover(recovery(code)).await.is_ok());
            }
            refused.is_some()
        }
        _ => {
            let (old, new) = (
                opens(&bookly, "ilse", OLD).await,
                opens(&bookly, "ilse", NEW).await,
            );
            assert!(old != new, "old {old}, new {new}");
            let by_code = bookly.recover(recovery(old_code)).await.is_ok();
            assert_eq!(by_code, flow == "password" || old, "the code of before");
            new
        }
    };
    assert!(after || said.is_none(), "it said: {said:?}");
    bookly.close().await.unwrap();
    after
}

pub async fn kill_flows() {
    let rounds = env::var("BOOKLY_KILLS").ok();
    let rounds: u32 = rounds.map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let template = Template::new().await;
    for flow in ["password", "recover", "reencrypt", "delete"] {
        let home = template.copy();
        let (whole, said) = run(flow, home.path(), &template.code, None);
        assert!(is_after(flow, home.path(), &template.code, said.as_deref()).await);
        let mut after = 0;
        for round in 0..rounds {
            let home = template.copy();
            let moment = whole * round / rounds;
            let (_, said) = run(flow, home.path(), &template.code, Some(moment));
            after += u32::from(is_after(flow, home.path(), &template.code, said.as_deref()).await);
        }
        println!(
            "{rounds} times {flow} killed: {} as before, {after} as after, 0 in between",
            rounds - after
        );
    }
}

/// B3: a try that is killed while the password is hashed has been counted.
pub async fn kill_guesses() {
    let home = Template::new().await.folder;
    let file = home.path().join("accounts.db");
    let counted = async || -> u32 {
        let options = SqliteConnectOptions::new().filename(&file).read_only(true);
        let mut db = options.connect().await.unwrap();
        sqlx::query_scalar("SELECT coalesce(max(failures), 0) FROM throttle")
            .fetch_one(&mut db)
            .await
            .unwrap_or(0)
    };
    let mut in_time = 0;
    for round in 1..=50_u32 {
        let later = (round * 400).to_string();
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["guess", home.path().to_str().unwrap(), &later])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while counted().await < round {
            assert!(
                begun.elapsed().as_secs() < 20,
                "round {round} is not counted"
            );
        }
        child.kill().unwrap();
        let said = child.wait_with_output().unwrap().stdout;
        in_time += u32::from(said.is_empty()); // a busy machine may kill too late
        assert_eq!(counted().await, round);
    }
    assert!(in_time > 0, "every kill came too late");
    println!("50 tries killed, {in_time} of them while the password was hashed: 50 counted");
}
