-- When every page of the file was last found to be whole; milliseconds since 1970, UTC, 0 for never.
ALTER TABLE meta ADD COLUMN checked_at INTEGER NOT NULL DEFAULT 0;
