//! B3: a try that is killed while the password is hashed has been counted.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use bookly_core::{KdfCost, Login};
use sqlx::ConnectOptions;

use crate::{child::open, rig::Rig, script::WRITER};

/// Child: a wrong password, at its full cost.
pub async fn guess(home: &Path, at: &str) {
    let bookly = open(home, at.parse().unwrap(), KdfCost::standard()).await;
    let guess = Login {
        name: WRITER.to_owned(),
        password: "not the password".to_owned().into(),
        stay_signed_in: false,
    };
    let refused = bookly.unwrap().log_in(guess).await;
    println!("{:?}", refused.err().map(|error| error.code()));
}

pub async fn kill_guesses(rig: &Rig) {
    let home = rig.template.copy();
    let file = home.path().join("accounts.db");
    let counted = async || -> u32 {
        let options = bookly_engine::options().filename(&file).read_only(true);
        let Ok(mut db) = options.connect().await else {
            return 0;
        };
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
            let patience = begun.elapsed().as_secs() < 20;
            assert!(patience, "B3: round {round} is not counted");
        }
        child.kill().unwrap();
        let said = child.wait_with_output().unwrap().stdout;
        in_time += u32::from(said.is_empty()); // a busy machine may kill too late
        assert_eq!(counted().await, round);
    }
    assert!(in_time > 0, "every kill came too late");
    println!("B3: 50 tries killed, {in_time} of them while the password was hashed: 50 counted");
}
