//! Starts the child, with something wrong around it.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::{
    home::{Home, Template},
    oracle::Broken,
    script::Step,
};

/// A child that takes more moments hangs. Counted while we are awake, because a computer may be paused.
const PATIENCE: u32 = 12_000;
const MOMENT: Duration = Duration::from_millis(5);

/// What rounds need, made once.
pub struct Rig {
    pub template: Template,
    tools: TempDir,
    places: AtomicU64,
    /// How many calls a flow makes when nothing is wrong.
    pub calls: Mutex<BTreeMap<(String, String), u64>>,
    /// Calls that fail when they are told to; see shim/faulty.c. Or why there is none.
    shim: Result<PathBuf, String>,
}

impl Rig {
    pub async fn new() -> Self {
        let tools = TempDir::new().unwrap();
        let shim = compile(tools.path());
        Self {
            template: Template::new().await,
            tools,
            places: AtomicU64::default(),
            calls: Mutex::default(),
            shim,
        }
    }

    pub fn shim(&self) -> Result<&Path, String> {
        self.shim.as_deref().map_err(Clone::clone)
    }

    /// A new folder to mount something on.
    pub fn place(&self) -> PathBuf {
        let number = self.places.fetch_add(1, Ordering::Relaxed);
        let place = self.tools.path().join(number.to_string());
        fs::create_dir_all(&place).unwrap();
        place
    }
}

fn compile(folder: &Path) -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("LD_PRELOAD is of Linux".to_owned());
    }
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/shim/faulty.c");
    let library = folder.join("faulty.so");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .args([source, "-ldl"])
        .output();
    match compiled {
        Ok(done) if done.status.success() => Ok(library),
        Ok(done) => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
        Err(error) => Err(format!("no C compiler: {error}")),
    }
}

/// Whether a program is here.
pub fn is_here(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Runs a program of the system; fails with what it says.
pub fn system(program: &str, args: &[&str]) -> Result<(), String> {
    let done = Command::new(program).args(args).output();
    match done {
        Ok(done) if done.status.success() => Ok(()),
        Ok(done) => Err(String::from_utf8_lossy(&done.stderr).trim().to_owned()),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

/// How the child is started.
#[derive(Default)]
pub struct Start {
    /// What stands before the program: another one that starts it.
    pub through: Vec<String>,
    pub variables: Vec<(&'static str, String)>,
    /// Killed so long after it has opened the data folder.
    pub kill_after: Option<Duration>,
}

/// What became of the child.
pub struct Ran {
    pub said: String,
    /// It was killed, by us or by what was wrong around it.
    pub killed: bool,
}

impl Start {
    pub fn through(words: &[&str]) -> Self {
        Self {
            through: words.iter().map(|&word| word.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Runs the script in a data folder.
    pub fn run(
        &self,
        home: &Path,
        scratch: &Path,
        code: &str,
        script: &[Step],
    ) -> Result<Ran, Broken> {
        let mut words = self.through.clone();
        words.push(env::current_exe().unwrap().to_string_lossy().into_owned());
        words.push("child".to_owned());
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .args([home, scratch])
            .arg(code)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|error| format!("no child: {error}"))?;
        let lines: Vec<String> = script.iter().map(|step| format!("{step}\n")).collect();
        // A child that is killed before it reads is no failure of ours.
        let _ = child
            .stdin
            .take()
            .unwrap()
            .write_all(lines.concat().as_bytes());
        let mut errors = child.stderr.take().unwrap();
        let complaint = thread::spawn(move || {
            let mut text = String::new();
            let _ = errors.read_to_string(&mut text);
            text
        });
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (opened, is_open) = mpsc::channel();
        let listener = thread::spawn(move || {
            let mut said = String::new();
            while let Ok(1..) = out.read_line(&mut said) {
                if said.ends_with("OPEN\n") {
                    let _ = opened.send(());
                }
            }
            said
        });
        if let Some(after) = self.kill_after {
            let _ = is_open.recv_timeout(PATIENCE * MOMENT);
            thread::sleep(after);
            let _ = child.kill(); // it may have come to its end
        }
        let mut moments = 0;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            moments += 1;
            if moments > PATIENCE {
                child.kill().unwrap();
                child.wait().unwrap();
                return Err("the child hangs".to_owned());
            }
            thread::sleep(MOMENT);
        };
        let (said, complaint) = (listener.join().unwrap(), complaint.join().unwrap());
        let killed = was_killed(status);
        if !killed && !status.success() {
            return Err(format!("the child ended with {status}: {complaint}"));
        }
        Ok(Ran { said, killed })
    }

    /// As [`Self::run`], in a copy of the template.
    pub fn run_in(&self, home: &Home, rig: &Rig, script: &[Step]) -> Result<Ran, Broken> {
        self.run(&home.path(), &home.scratch(), &rig.template.code, script)
    }
}

#[cfg(unix)]
fn was_killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal() == Some(9) || status.code() == Some(137) // as a shell says it
}

#[cfg(not(unix))]
fn was_killed(status: ExitStatus) -> bool {
    status.code() == Some(1)
}
