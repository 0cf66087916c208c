-- Wrong passwords and recovery codes in a row: one row for each account, and one for all unknown
-- names together. A try is counted before it is made, so that a kill does not take it back.
CREATE TABLE throttle (
    bucket   TEXT    NOT NULL PRIMARY KEY CHECK (bucket = 'unknown' OR length(bucket) = 36),
    failures INTEGER NOT NULL CHECK (failures >= 1),
    last_at  INTEGER NOT NULL -- seconds since 1970, UTC
) STRICT;

-- Set with the commit that takes the key slots away: what is left is rubbish to be cleared.
ALTER TABLE account ADD COLUMN deleting INTEGER NOT NULL DEFAULT 0 CHECK (deleting IN (0, 1));

-- Set with the commit that puts slots of a new key in place: the library encrypted under it stands
-- beside the old one, whose place it must take before anybody opens it.
ALTER TABLE account ADD COLUMN reencrypted INTEGER NOT NULL DEFAULT 0 CHECK (reencrypted IN (0, 1));

-- Minutes without a person until the library locks, 0 for never; null while nobody has chosen.
ALTER TABLE account ADD COLUMN lock_after INTEGER CHECK (lock_after IN (0, 1, 5, 15, 60));
