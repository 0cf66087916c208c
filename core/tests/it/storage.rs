//! The file itself: encrypted, whole at rest, safe from a kill.

use bookly_core::{ErrorCode, Place};

use crate::support::{TestHome, add, by, titled, titles};

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

fn contains(bytes: &[u8], text: &str) -> bool {
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let finds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    finds(text.as_bytes()) || finds(&utf16)
}

#[tokio::test]
async fn f13_no_file_shows_a_word_of_a_book() {
    let (home, library) = TestHome::with_library().await;
    add(&library, by("Zweitausendeins Nacht", "Xanthippe Quagmire")).await;
    let check = |when: &str| {
        let files = files_below(home.folder.path());
        assert!(files.iter().any(|file| file.ends_with("library.db")));
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            for word in ["Zweitausendeins", "Quagmire"] {
                assert!(
                    !contains(&bytes, word),
                    "{word} in {} {when}",
                    file.display()
                );
            }
        }
    };
    check("while running");
    drop(library);
    home.bookly.close().await.unwrap();
    check("after quitting");
}

#[tokio::test]
async fn at_rest_the_library_is_one_file() {
    let (home, library) = TestHome::with_library().await;
    add(&library, titled("Emma")).await;
    drop(library);
    home.bookly.close().await.unwrap();
    let beside: Vec<_> = files_below(home.library_file().parent().unwrap())
        .into_iter()
        .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("library.db"))
        .collect();
    assert_eq!(beside, ["library.db"]);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_damaged_not_a_wrong_password() {
    let (home, library) = TestHome::with_library().await;
    drop(library);
    let file = home.library_file();
    let home = home.restart().await;
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[100..4000].fill(0);
    std::fs::write(&file, bytes).unwrap();
    let error = home
        .bookly
        .log_in(crate::support::login("ilse", crate::support::PASSWORD))
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::LibraryDamaged);
}

#[tokio::test]
async fn a_second_bookly_on_the_same_folder_is_refused() {
    let home = TestHome::new().await;
    let second = bookly_core::Bookly::open_with_cost(
        home.folder.path(),
        home.clock.clone(),
        home.keyring.clone(),
        bookly_core::KdfCost::cheap_for_tests(),
    );
    assert_eq!(
        second.await.err().map(|error| error.code()),
        Some(ErrorCode::LibraryInUse)
    );
}

#[tokio::test]
async fn reading_goes_on_while_a_change_is_written() {
    let (_home, library) = TestHome::with_library().await;
    add(&library, titled("Emma")).await;
    let writing = library.clone();
    let edits = tokio::spawn(async move {
        for i in 0..50 {
            add(&writing, titled(&format!("Book {i}"))).await;
        }
    });
    while !edits.is_finished() {
        assert!(!titles(&library, "emma", Place::All).await.is_empty());
    }
    edits.await.unwrap();
    assert_eq!(library.sidebar_counts().await.unwrap().all, 51);
}
