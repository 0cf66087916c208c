//! The writing half of an import: finds the book a row is about, adds it or fills it.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::SqliteConnection;

use super::{
    ImportPreview, ImportSummary, Note, NoteCount, PastImport, Rejected, RejectedRow, SHOWN,
    SampleRow, Verdict,
    batches::{Batch, Candidate},
    fill,
    names::{Name, Naming, Seen},
};
use crate::{
    Book, BookFields, BookId, ChangeKind, Library, Result,
    book::{
        derive, insert, put_whole,
        row::{self, NewRow},
        store,
    },
    journal::{self, ChangeId, Entity},
    library::Write,
};

/// An import under way. Dropped, it leaves nothing behind.
pub(super) struct Importer {
    library: Library,
    write: Write,
    change: ChangeId,
    preview: ImportPreview,
    notes: BTreeMap<Note, u32>,
    subject: String,
    naming: Naming,
    /// The names of the file's own rows so far, when the library had no books before. What is not
    /// among them need not be looked up.
    seen: Option<Seen>,
}

/// What is known of the books that a batch may be about.
#[derive(Default)]
struct Known {
    by_identifier: HashMap<(String, String), BookId>,
    by_key: HashMap<String, Vec<BookId>>,
    books: HashMap<BookId, Book>,
}

impl Importer {
    pub(super) async fn begin(library: &Library, source: &str, layout: String) -> Result<Self> {
        let mut write = library.begin_write().await?;
        let change = journal::begin(write.db(), library.now_ms(), ChangeKind::Import, None).await?;
        let no_books = store::is_empty(write.db()).await?;
        let preview = ImportPreview {
            source: source.to_owned(),
            layout,
            ..ImportPreview::default()
        };
        Ok(Self {
            library: library.clone(),
            write,
            change,
            preview,
            notes: BTreeMap::new(),
            subject: String::new(),
            naming: Naming::default(),
            seen: no_books.then(Seen::new),
        })
    }

    /// How names are made of the rows that it takes.
    pub(super) fn naming(&self) -> Naming {
        self.naming.clone()
    }

    /// Takes the next rows of the file.
    pub(super) async fn take(&mut self, rows: Batch) -> Result<()> {
        let mut candidates = Vec::with_capacity(rows.len());
        for row in rows {
            self.preview.rows += 1;
            match row {
                Ok(candidate) => candidates.push(candidate),
                Err(rejected) => self.reject(rejected),
            }
        }
        let known = self.find_known(&candidates).await?;
        if let Some(seen) = &mut self.seen {
            for candidate in &candidates {
                seen.add(&candidate.names);
            }
        }
        let mut new: Vec<Candidate> = Vec::with_capacity(candidates.len());
        let mut names = HashSet::new();
        for candidate in candidates {
            for note in &candidate.notes {
                *self.notes.entry(*note).or_default() += 1;
            }
            // A book that comes twice in one batch: what the first row did must be in the library
            // for the second to find it.
            let again = if candidate.names.iter().any(|name| names.contains(name)) {
                self.add(std::mem::take(&mut new)).await?;
                Some(self.find_known(std::slice::from_ref(&candidate)).await?)
            } else {
                None
            };
            if let Some(book) = again.as_ref().unwrap_or(&known).same_as(&candidate) {
                names.extend(self.fill(candidate, book).await?);
            } else {
                names.extend(candidate.names.iter().copied());
                new.push(candidate);
            }
        }
        self.add(new).await
    }

    fn reject(&mut self, rejected: RejectedRow) {
        self.preview.rejected += 1;
        if self.preview.rejected_rows.len() < SHOWN {
            self.preview.rejected_rows.push(rejected);
        }
    }

    fn show(&mut self, candidate: &Candidate, verdict: Verdict) {
        if self.preview.sample.len() < SHOWN {
            self.preview.sample.push(SampleRow {
                row: candidate.row,
                title: candidate.fields.title.clone(),
                authors: row::authors_line(&candidate.fields.contributors),
                verdict,
            });
        }
    }

    async fn find_known(&mut self, candidates: &[Candidate]) -> Result<Known> {
        let may_be_known = |c: &&Candidate| {
            let seen = self.seen.as_ref();
            seen.is_none_or(|seen| seen.may_have_any(&c.names))
        };
        let candidates: Vec<&Candidate> = candidates.iter().filter(may_be_known).collect();
        if candidates.is_empty() {
            return Ok(Known::default());
        }
        let identifiers = candidates
            .iter()
            .flat_map(|c| c.fields.identifiers.iter().map(|i| (&i.scheme, &i.value)));
        let wanted = row::json(identifiers)?;
        let db = self.write.db();
        let mut known = Known::default();
        for (scheme, value, book) in store::by_identifiers(db, &wanted).await? {
            known.by_identifier.entry((scheme, value)).or_insert(book);
        }
        for (key, book) in
            store::by_match_keys(db, &row::json(candidates.iter().map(|c| &c.key))?).await?
        {
            known.by_key.entry(key).or_default().push(book);
        }
        let ids: HashSet<BookId> = known
            .by_identifier
            .values()
            .chain(known.by_key.values().flatten())
            .copied()
            .collect();
        if !ids.is_empty() {
            let books = store::find_many(db, &row::json(ids)?).await?;
            known.books = books.into_iter().map(|book| (book.id, book)).collect();
        }
        Ok(known)
    }

    async fn add(&mut self, new: Vec<Candidate>) -> Result<()> {
        let count = i64::try_from(new.len()).unwrap_or(0);
        let Some(last) = new.last() else {
            return Ok(());
        };
        self.subject.clone_from(&last.fields.title);
        let first = store::take_ids(self.write.db(), count).await?;
        let uids = self.library.new_uids(new.len())?;
        let now = self.library.now_ms();
        let mut rows = Vec::with_capacity(new.len());
        for ((id, uid), candidate) in (first.0..).map(BookId).zip(uids).zip(new) {
            self.preview.new += 1;
            self.show(&candidate, Verdict::New);
            rows.push(NewRow {
                id,
                uid,
                match_key: candidate.key,
                fields: candidate.fields,
                sources: candidate.source.into_json(),
                added_at: candidate.added_at.unwrap_or(now),
                updated_at: now,
                trashed_at: None,
            });
        }
        insert::add(self.write.db(), &rows).await?;
        journal::note_new(self.write.db(), self.change, first, count).await
    }

    /// Fills what is empty in a book that is here already; what a person wrote is never replaced.
    /// Returns by what the book can be found now: with its first author, it has got another key.
    async fn fill(&mut self, candidate: Candidate, book: &Book) -> Result<Vec<Name>> {
        // An earlier row of this batch may have filled it already.
        let book = crate::book::require(self.write.db(), book.id).await?;
        let filled = fill::fill(&book, &candidate.fields, &candidate.source.row()?);
        let Some((fields, sources)) = filled else {
            self.preview.same += 1;
            self.show(&candidate, Verdict::Same);
            return Ok(Vec::new());
        };
        for (id, before) in store::snapshots(self.write.db(), &row::json([book.id])?).await? {
            journal::note(
                self.write.db(),
                self.change,
                Entity::Book,
                id,
                Some(&before),
            )
            .await?;
        }
        let fields = derive(fields);
        let key = row::match_key(&fields.title, &fields.contributors);
        let names = self.naming.names(&fields.identifiers, &key);
        if let Some(seen) = &mut self.seen {
            seen.add(&names);
        }
        put_whole(
            self.write.db(),
            &book,
            &fields,
            &sources,
            self.library.now_ms(),
        )
        .await?;
        self.preview.filled += 1;
        self.show(&candidate, Verdict::Filled);
        self.subject = book.fields.title;
        Ok(names)
    }

    /// Leaves the library as it was and tells what would have happened.
    pub(super) async fn roll_back(self) -> Result<ImportPreview> {
        self.write.roll_back().await?;
        let notes = self
            .notes
            .into_iter()
            .map(|(note, count)| NoteCount {
                text: note.to_string(),
                count,
            })
            .collect();
        Ok(ImportPreview {
            notes,
            ..self.preview
        })
    }

    /// Keeps the import, unless it had nothing to do.
    pub(super) async fn commit(mut self, file_name: &str) -> Result<ImportSummary> {
        let ImportPreview {
            source,
            rows,
            new,
            same,
            filled,
            rejected,
            ..
        } = self.preview;
        let mut summary = ImportSummary {
            change_id: None,
            rows,
            added: new,
            same,
            filled,
            rejected,
            seconds: 0.0,
        };
        if new + filled == 0 {
            self.write.roll_back().await?;
            return Ok(summary);
        }
        let run = sqlx::query(
            "INSERT INTO import_run (change_id, source, file_name, added, filled, same, rejected) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        );
        run.bind(self.change)
            .bind(source)
            .bind(file_name)
            .bind(new)
            .bind(filled)
            .bind(same)
            .bind(rejected)
            .execute(self.write.db())
            .await?;
        self.write.finish(self.change, &self.subject).await?;
        summary.change_id = Some(self.change);
        Ok(summary)
    }
}

impl Known {
    /// The book that a row is surely about: one of its numbers is the same; or title and first
    /// author are, and no number says otherwise.
    fn same_as(&self, candidate: &Candidate) -> Option<&Book> {
        if self.books.is_empty() {
            return None; // as in nearly every batch
        }
        let mut numbers = candidate.fields.identifiers.iter();
        let by_number =
            numbers.find_map(|i| self.by_identifier.get(&(i.scheme.clone(), i.value.clone())));
        let book = |id: &BookId| self.books.get(id);
        by_number.and_then(book).or_else(|| {
            let alike = self.by_key.get(&candidate.key)?.iter().filter_map(book);
            alike
                .into_iter()
                .find(|book| !contradicts(&book.fields, &candidate.fields))
        })
    }
}

/// Two books with different numbers of one scheme are different books.
fn contradicts(one: &BookFields, other: &BookFields) -> bool {
    let of = |fields: &BookFields, scheme: &str| -> Vec<String> {
        fields
            .identifiers
            .iter()
            .filter(|i| i.scheme == scheme)
            .map(|i| i.value.clone())
            .collect()
    };
    other.identifiers.iter().any(|i| {
        let values = of(one, &i.scheme);
        !values.is_empty() && !values.contains(&i.value)
    })
}

impl From<Rejected> for RejectedRow {
    fn from(rejected: Rejected) -> Self {
        Self {
            row: rejected.row,
            says: rejected.says,
            reason: rejected.reason.to_string(),
        }
    }
}

/// The imports that were kept, the newest first.
pub(super) async fn past(db: &mut SqliteConnection) -> Result<Vec<PastImport>> {
    let past = sqlx::query_as(
        "SELECT import_run.change_id, at, source, file_name, added, filled, rejected,
                undone = 1 OR EXISTS (SELECT 1 FROM change AS later WHERE later.reverts = change.id AND later.undone = 0) AS undone
           FROM import_run JOIN change ON change.id = import_run.change_id
          ORDER BY import_run.change_id DESC LIMIT 100",
    );
    Ok(past.fetch_all(db).await?)
}
