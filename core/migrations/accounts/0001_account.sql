-- Who keeps a library on this computer, what opens it, and who stays signed in.
-- This file is not encrypted: nothing about books belongs here.

CREATE TABLE account (
    uid                TEXT    NOT NULL PRIMARY KEY CHECK (length(uid) = 36),
    username           TEXT    NOT NULL CHECK (length(username) BETWEEN 1 AND 64),
    -- A name never looks like an email, so that one login field can take both.
    username_folded    TEXT    NOT NULL UNIQUE CHECK (username_folded <> '' AND instr(username_folded, '@') = 0),
    email              TEXT    NOT NULL,
    email_folded       TEXT    NOT NULL UNIQUE CHECK (instr(email_folded, '@') > 1),
    created_at         INTEGER NOT NULL, -- milliseconds since 1970, UTC
    recovery_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (recovery_confirmed IN (0, 1)),
    -- Rises with every change of a password or recovery slot; keyslots.json carries it too.
    slot_generation    INTEGER NOT NULL DEFAULT 1 CHECK (slot_generation >= 1),
    -- Rises when every session of the account must end, as after a new password.
    session_generation INTEGER NOT NULL DEFAULT 1 CHECK (session_generation >= 1),
    -- The newest revision of the library that was seen: an older file was put back by somebody.
    library_revision   INTEGER NOT NULL DEFAULT 0 CHECK (library_revision >= 0)
) STRICT;

-- The library key, wrapped once for each thing that opens it.
CREATE TABLE key_slot (
    id          TEXT    NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    account_uid TEXT    NOT NULL REFERENCES account (uid) ON DELETE CASCADE,
    kind        TEXT    NOT NULL CHECK (kind IN ('password', 'recovery', 'remember')),
    kdf         TEXT    NOT NULL CHECK (kdf = CASE kind WHEN 'password' THEN 'argon2id' ELSE 'hkdf-sha256' END),
    memory_kib  INTEGER CHECK (memory_kib BETWEEN 19456 AND 1048576),
    passes      INTEGER CHECK (passes BETWEEN 2 AND 16),
    lanes       INTEGER CHECK (lanes BETWEEN 1 AND 4),
    salt        BLOB    NOT NULL CHECK (length(salt) BETWEEN 16 AND 32),
    nonce       BLOB    NOT NULL CHECK (length(nonce) = 24),
    wrapped_key BLOB    NOT NULL CHECK (length(wrapped_key) = 48),
    verifier    BLOB    CHECK (length(verifier) = 32),
    expires_at  INTEGER, -- seconds since 1970, UTC
    CHECK ((kind = 'password') = (verifier IS NOT NULL)),
    CHECK ((kind = 'password') = (memory_kib IS NOT NULL AND passes IS NOT NULL AND lanes IS NOT NULL)),
    CHECK ((kind = 'remember') = (expires_at IS NOT NULL)),
    UNIQUE (account_uid, kind)
) STRICT;

-- What a session token must agree with, word for word. Deleting the row revokes the token.
-- Times are seconds since 1970, UTC, as in the token.
CREATE TABLE session (
    sid         TEXT    NOT NULL PRIMARY KEY CHECK (length(sid) = 36),
    account_uid TEXT    NOT NULL REFERENCES account (uid) ON DELETE CASCADE,
    generation  INTEGER NOT NULL CHECK (generation >= 1),
    issued_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL CHECK (expires_at > issued_at),
    auth_time   INTEGER NOT NULL CHECK (auth_time <= issued_at),
    remembered  INTEGER NOT NULL CHECK (remembered IN (0, 1)),
    UNIQUE (account_uid)
) STRICT;

-- One row: what the program remembers between two runs.
CREATE TABLE meta (
    id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    last_name TEXT,                         -- filled in at the login screen
    last_seen INTEGER NOT NULL DEFAULT 0    -- seconds; a clock behind it has been set back
) STRICT;
INSERT INTO meta (id) VALUES (1);
