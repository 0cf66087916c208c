-- One row for the library as a whole. `revision` rises with every change that is committed;
-- a cache that carries another number is stale.
CREATE TABLE meta (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    library_uid BLOB    NOT NULL CHECK (length(library_uid) = 16),
    account_uid TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 0,
    next_book   INTEGER NOT NULL DEFAULT 1, -- a number is never given twice, so history cannot mix
    -- Which books have changed since an earlier revision than this is not known any more.
    followed_from INTEGER NOT NULL DEFAULT 0,
    -- By which rules the words of `long_text` were made; 0 is none.
    long_text_words INTEGER NOT NULL DEFAULT 0,
    -- Books that are not in the trash, so that opening need not count them. Kept in step by the store.
    books       INTEGER NOT NULL DEFAULT 0 CHECK (books >= 0)
) STRICT;

-- A book is one row (docs/decisions/0003-a-book-is-one-row.md): what is a list in it is a JSON
-- array, so that a window of rows and the build of the search index read this table alone.
-- Long texts stand last, where reading the columns before them does not touch their pages.
-- Times are milliseconds since 1970, UTC.
CREATE TABLE book (
    id            INTEGER PRIMARY KEY,
    uid           BLOB    NOT NULL UNIQUE CHECK (length(uid) = 16),
    title         TEXT    NOT NULL CHECK (trim(title) <> ''),
    subtitle      TEXT    NOT NULL,
    contributors  TEXT    NOT NULL CHECK (json_type(contributors) = 'array'),
    series        TEXT    NOT NULL CHECK (json_type(series) = 'array'),
    publisher     TEXT    NOT NULL,
    published     TEXT    NOT NULL,
    page_count    INTEGER CHECK (page_count BETWEEN 1 AND 1000000),
    language      TEXT    NOT NULL,
    identifiers   TEXT    NOT NULL CHECK (json_type(identifiers) = 'array'),
    format        TEXT    NOT NULL,
    tags          TEXT    NOT NULL CHECK (json_type(tags) = 'array'),
    rating        INTEGER CHECK (rating BETWEEN 1 AND 20),
    status        TEXT    NOT NULL CHECK (status IN ('none', 'to_read', 'reading', 'paused', 'finished', 'abandoned')),
    added_at      INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    trashed_at    INTEGER,
    match_key     TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    review        TEXT    NOT NULL,
    private_notes TEXT    NOT NULL,
    sources       TEXT    NOT NULL CHECK (json_type(sources) = 'array')
) STRICT;
-- The first window of the default order, before the search index is ready.
CREATE INDEX book_added ON book (added_at, id) WHERE trashed_at IS NULL;
-- Folded title and first author: finds the same book in another file.
CREATE INDEX book_match ON book (match_key);

-- The identifiers of all books again, for looking one up. Kept in step by the store.
-- Foreign keys that many rows have are looked at by the commit: to look at once, SQLite would keep
-- a copy of every page that a statement of many rows touches.
CREATE TABLE identifier (
    scheme  TEXT    NOT NULL,
    value   TEXT    NOT NULL,
    book_id INTEGER NOT NULL REFERENCES book (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (scheme, value, book_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_book ON identifier (book_id);

-- Finding in long texts: the folded words of books that have any, under the numbers of the books.
-- All that the engine does is part them at their spaces; every letter that is not ASCII is part of a
-- word for this tokenizer. Kept in step by the store.
CREATE VIRTUAL TABLE long_text USING fts5 (
    description, review, notes, content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- The one journal. A change is what a person did in one go; it can be undone and done again.
CREATE TABLE change (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    kind    TEXT    NOT NULL CHECK (kind IN ('add', 'edit', 'trash', 'restore', 'import', 'import_undo',
                                           'shelf_create', 'shelf_change', 'shelf_move', 'shelf_delete')),
    count   INTEGER NOT NULL,
    subject TEXT    NOT NULL,
    undone  INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    reverts INTEGER REFERENCES change (id) ON DELETE SET NULL,
    -- The revision of the library in which it was last made, undone or done again.
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX change_revision ON change (revision);
CREATE INDEX change_undone ON change (id) WHERE undone = 1;

-- What a change touched. `other` is the side that is not in the library now: the state before
-- while the change is done, the state after while it is undone. NULL: not there on that side.
CREATE TABLE change_row (
    change_id INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    entity    TEXT    NOT NULL CHECK (entity IN ('book', 'shelf')),
    entity_id INTEGER NOT NULL,
    other     TEXT,
    PRIMARY KEY (change_id, entity, entity_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_row_entity ON change_row (entity, entity_id, change_id);

-- Books that dropped changes were about, and the last revision in which they were touched so.
CREATE TABLE dropped_book (
    book_id  INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX dropped_book_revision ON dropped_book (revision);

-- An import that was kept.
CREATE TABLE import_run (
    change_id INTEGER PRIMARY KEY REFERENCES change (id) ON DELETE CASCADE,
    source    TEXT    NOT NULL,
    file_name TEXT    NOT NULL,
    added     INTEGER NOT NULL,
    filled    INTEGER NOT NULL,
    same      INTEGER NOT NULL,
    rejected  INTEGER NOT NULL
) STRICT;

-- A smart shelf: a query under a name. There is always room between two positions, which are
-- compared as bytes, so that moving a shelf changes no other.
CREATE TABLE shelf (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- a number is never given twice, so history cannot mix
    uid        BLOB    NOT NULL UNIQUE CHECK (length(uid) = 16),
    name       TEXT    NOT NULL CHECK (name = trim(name) AND length(name) BETWEEN 1 AND 100),
    name_key   TEXT    NOT NULL UNIQUE, -- the name without case and accents
    query      TEXT    NOT NULL CHECK (query = trim(query) AND length(query) <= 4096),
    position   BLOB    NOT NULL UNIQUE CHECK (length(position) > 0),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- What was searched for lately; no change to the library, so the journal does not know of it.
CREATE TABLE recent_search (
    id       INTEGER PRIMARY KEY, -- rises with time
    text     TEXT    NOT NULL CHECK (text = trim(text) AND length(text) BETWEEN 1 AND 4096),
    text_key TEXT    NOT NULL UNIQUE, -- the text without case and accents
    at       INTEGER NOT NULL
) STRICT;

-- The search index as it was, so that opening need not read every book. A cache: what does not fit
-- is built anew. The row is there only when all parts were written.
CREATE TABLE search_snapshot (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL, -- of the library; books touched since are read again
    made_by  INTEGER NOT NULL, -- says how the program folds, sorts and stores
    parts    INTEGER NOT NULL
) STRICT;
CREATE TABLE search_snapshot_part (
    part INTEGER PRIMARY KEY,
    data BLOB    NOT NULL
) STRICT;
