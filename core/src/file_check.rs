//! What the engine itself finds wrong with the file of an open library.

use crate::{Library, Result};

impl Library {
    /// Looks at every page and every row of the file, and at the words of the long texts. One line for
    /// each fault; none when all is well.
    pub async fn file_faults(&self) -> Result<Vec<String>> {
        let mut db = self.read().await?;
        let mut faults: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
            .fetch_all(&mut *db)
            .await?;
        let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_all(&mut *db)
            .await?;
        faults.extend(said.into_iter().filter(|line| line != "ok"));
        let orphans = sqlx::query("PRAGMA foreign_key_check")
            .fetch_all(&mut *db)
            .await?;
        faults.extend(
            orphans
                .iter()
                .map(|_| "a row that belongs to none".to_owned()),
        );
        db.proven(()).await?;
        let mut write = self.begin_write().await?;
        let words = sqlx::query("INSERT INTO long_text (long_text) VALUES ('integrity-check')");
        if let Err(fault) = words.execute(write.db()).await {
            faults.push(fault.to_string());
        }
        write.roll_back().await?;
        Ok(faults)
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use super::*;
    use crate::{BookFields, Clock, ErrorCode, LibraryKey, ViewQuery};

    struct Now;

    impl Clock for Now {
        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::from_second(1_795_000_000).unwrap()
        }
    }

    async fn opened(file: &Path) -> Result<Library> {
        let key = LibraryKey::for_tests([9; 32]);
        Library::open(file, &key, "somebody", Arc::new(Now)).await
    }

    async fn long_text_hits(library: &Library) -> Result<usize> {
        let query = ViewQuery {
            text: "notes:nn".to_owned(),
            ..ViewQuery::default()
        };
        let view = library.open_view(query).await?.view().unwrap();
        Ok(usize::try_from(view.total).unwrap())
    }

    /// Every page carries a seal, so that no changed byte is ever taken for what was written.
    #[tokio::test]
    async fn f01_a_changed_byte_on_any_page_is_told_and_nothing_wrong_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("library.db");
        let key = LibraryKey::for_tests([9; 32]);
        Library::create(&file, &key, "somebody", &Now)
            .await
            .unwrap();
        let library = opened(&file).await.unwrap();
        let mut books = Vec::new();
        for length in [1, 2_000, 20_000, 50_000] {
            let fields = BookFields {
                title: format!("Book of {length}"),
                private_notes: "nn ".repeat(length), // from one page to a chain of them
                ..BookFields::default()
            };
            books.push(library.add_book(fields).await.unwrap().book);
        }
        assert_eq!(library.file_faults().await.unwrap(), [""; 0]);
        library.close().await.unwrap();
        let whole = std::fs::read(&file).unwrap();
        for page in 0..whole.len() / 4_096 {
            let mut damaged = whole.clone();
            damaged[page * 4_096 + 97 * page % 4_096] ^= 0x10;
            std::fs::write(&file, &damaged).unwrap();
            let library = match opened(&file).await {
                Ok(library) => library,
                Err(error) => {
                    assert_eq!(
                        error.code(),
                        ErrorCode::LibraryDamaged,
                        "page {page}: {error:?}"
                    );
                    assert_eq!(std::fs::read(&file).unwrap(), damaged, "page {page}");
                    continue;
                }
            };
            for book in &books {
                match library.book(book.id).await {
                    Ok(read) => assert_eq!(&read, book, "page {page}"),
                    Err(error) => {
                        assert_eq!(
                            error.code(),
                            ErrorCode::LibraryDamaged,
                            "page {page}: {error:?}"
                        );
                    }
                }
            }
            library.index_ready().await;
            match long_text_hits(&library).await {
                Ok(hits) => assert_eq!(hits, books.len(), "page {page}"),
                Err(error) => {
                    let told = [ErrorCode::LibraryDamaged, ErrorCode::NotLoggedIn];
                    assert!(told.contains(&error.code()), "page {page}: {error:?}");
                }
            }
            match library.file_faults().await {
                Ok(faults) => assert_ne!(faults, [""; 0], "page {page}"),
                Err(error) => {
                    assert_eq!(
                        error.code(),
                        ErrorCode::LibraryDamaged,
                        "page {page}: {error:?}"
                    );
                }
            }
            let _ = library.close().await;
        }
    }
}
