//! Backups that are damaged or exchanged while Bookly is not running: none of them is taken for
//! good, none is in the way of the library, and what is still whole can be restored.

use std::{
    fs,
    path::{Path, PathBuf},
};

use bookly_core::{
    BackupSecret, BackupSource, Bookly, CopyWatch, Error, ErrorCode, SecretKind, list_backups,
};

use crate::{
    chance::Chance,
    child::{login, open_cheaply, thing, word},
    home::Home,
    kinds::Outcome,
    ledger::Ledger,
    live::kept,
    oracle::{self, Broken, End, May},
    rest::{cut, flip, mix_pages},
    rig::Rig,
    script::{BOOKS, BYSTANDER, PASSWORDS, WRITER, fields, state_of},
};

const UNTOUCHED: &str = "left as it was";

pub async fn round(rig: &Rig, chance: &mut Chance) -> Outcome {
    let home = rig.template.copy();
    let (before, mut now) = (rig.template.ledger.clone(), rig.template.ledger.clone());
    let what = match prepare(&home, &mut now).await {
        Ok(backups) => exchange(&backups, chance),
        Err(error) => return Outcome::broken("a backup".to_owned(), format!("{error:?}")),
    };
    let end = match look(&home.path(), &before, &now).await {
        Ok(end) if what == UNTOUCHED && end != End::Earlier => {
            Err("a backup that nobody touched was not restored".to_owned())
        }
        end => end,
    };
    kept(home, Outcome::new(what, true, &now, end))
}

/// The files of the writer's and of the bystander's backup.
struct Backups {
    own: PathBuf,
    others: PathBuf,
}

/// Backs both libraries up, and writes a book that the writer's backup does not have.
async fn prepare(home: &Home, now: &mut Ledger) -> bookly_core::Result<Backups> {
    let bookly = open_cheaply(&home.path()).await?;
    let mut files = Vec::new();
    for name in [BYSTANDER, WRITER] {
        let account = bookly.log_in(login(name, 0)).await?;
        let made = bookly.back_up(&CopyWatch::default()).await?;
        let folder = home.path().join("backups").join(account.uid.to_string());
        files.push(folder.join(made.name));
    }
    let saved = bookly.library().await?.add_book(fields(BOOKS, 0)).await?;
    now.know(&thing(BOOKS), &state_of(&saved.book));
    bookly.close().await?;
    let own = files.pop().unwrap();
    let others = files.pop().unwrap();
    Ok(Backups { own, others })
}

fn exchange(Backups { own, others }: &Backups, chance: &mut Chance) -> String {
    let what = match chance.below(11) {
        0..4 => return flip(own, chance),
        4 | 5 => return cut(own, chance),
        6 => return mix_pages(own, chance),
        7 => {
            fs::copy(others, own).unwrap();
            "the backup of another account"
        }
        8 => {
            fs::remove_file(own).unwrap();
            fs::create_dir(own).unwrap();
            "a folder in its place"
        }
        9 => {
            fs::remove_file(own).unwrap();
            "taken away"
        }
        _ => UNTOUCHED,
    };
    what.to_owned()
}

async fn look(home: &Path, before: &Ledger, now: &Ledger) -> Result<End, Broken> {
    let bookly = open_cheaply(home).await.map_err(told("opening"))?;
    let logged_in = bookly.log_in(login(WRITER, 0)).await;
    let uid = logged_in.map_err(told("logging in"))?.uid;
    let end = judge(&bookly).await?;
    // Whatever lies there, the next backup is made and is good.
    let made = bookly.back_up(&CopyWatch::default()).await;
    let made = made.map_err(told("backing up"))?;
    let folder = home.join("backups").join(uid.to_string());
    let listed = list_backups(&folder).map_err(told("listing"))?;
    if !listed.iter().any(|one| one.name == made.name && one.sound) {
        return Err("a new backup is not listed as good".to_owned());
    }
    bookly.close().await.map_err(told("closing"))?;
    drop(bookly);
    let ledger = if end == End::Earlier { before } else { now };
    oracle::look(home, ledger, May::LoseNothing).await?;
    Ok(end)
}

/// What is called good is restored; what is not is refused, and not for the password's sake.
async fn judge(bookly: &Bookly) -> Result<End, Broken> {
    let watch = CopyWatch::default();
    let listed = bookly.backups().await.map_err(told("listing"))?;
    let Some(backup) = listed.first() else {
        return Ok(End::Whole);
    };
    let good = bookly.check_backup(&backup.name, &watch).await;
    let good = good.map_err(told("checking"))?;
    let source = BackupSource::Own(backup.name.clone());
    let secret = BackupSecret {
        by: SecretKind::Password,
        secret: PASSWORDS[0].to_owned().into(),
    };
    match bookly.open_backup(source, secret, &watch).await {
        Ok(_) if good => {
            bookly.restore(&watch).await.map_err(told("restoring"))?;
            Ok(End::Earlier)
        }
        Ok(_) => Err("opened, though called damaged".to_owned()),
        Err(error) if error.code() == ErrorCode::BackupRefused => {
            Err("\"wrong password\" said for damage".to_owned())
        }
        Err(error) if good && error.code() != ErrorCode::BackupOfOther => {
            Err(format!("called good, and not opened: {error:?}"))
        }
        Err(_) if backup.sound => Ok(End::ToldByCheck),
        Err(_) => Ok(End::ToldAtOpening),
    }
}

fn told(doing: &str) -> impl Fn(Error) -> Broken {
    move |error| format!("{doing}: {} ({error:?})", word(error.code()))
}
