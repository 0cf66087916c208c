-- What was being written when Bookly was locked or ended, so that it can be offered again. At most one row.
CREATE TABLE draft (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    book  INTEGER REFERENCES book (id) ON DELETE CASCADE, -- NULL: a new book
    texts TEXT    NOT NULL CHECK (length(texts) <= 4194304)
) STRICT;
