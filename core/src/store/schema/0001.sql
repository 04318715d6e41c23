-- Times are seconds since 1970, amounts millisatoshi, keys and ids 32 bytes, lists JSON arrays.

CREATE TABLE contacts (
    pubkey            BLOB PRIMARY KEY NOT NULL CHECK (length(pubkey) = 32),
    petname           TEXT UNIQUE COLLATE NOCASE,
    lightning_address TEXT,
    offer             TEXT,
    relays            TEXT NOT NULL,
    nip05             TEXT,
    blocked           INTEGER NOT NULL CHECK (blocked IN (0, 1)),
    added_at          INTEGER NOT NULL
) STRICT;

-- AUTOINCREMENT: an id is never used again, so paging and references survive deletion.
CREATE TABLE messages (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id    BLOB NOT NULL UNIQUE CHECK (length(event_id) = 32),
    rumor_id    BLOB NOT NULL CHECK (length(rumor_id) = 32),
    peer        BLOB NOT NULL CHECK (length(peer) = 32),
    direction   TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    kind        INTEGER NOT NULL,
    content     TEXT NOT NULL,
    tags        TEXT NOT NULL,
    sent_at     INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    paid        INTEGER,
    read        INTEGER NOT NULL CHECK (read IN (0, 1))
) STRICT;

-- A rumor that comes twice, under two one-time keys, shows once. One's own may be sent again.
CREATE UNIQUE INDEX messages_rumor ON messages (peer, rumor_id) WHERE direction = 'in';
CREATE INDEX messages_peer ON messages (peer, id);
CREATE INDEX messages_expiry ON messages (expires_at);
CREATE INDEX messages_unread ON messages (id) WHERE read = 0;

-- message_id may outlive its message: see sweep.rs.
CREATE TABLE outbox (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id         INTEGER NOT NULL UNIQUE,
    peer               BLOB NOT NULL CHECK (length(peer) = 32),
    state              TEXT NOT NULL,
    comment            TEXT NOT NULL,
    event_json         TEXT NOT NULL,
    one_time_secret    BLOB NOT NULL,
    relays             TEXT NOT NULL,
    accepted           TEXT NOT NULL,
    bolt11             TEXT,
    payment_hash       BLOB UNIQUE CHECK (length(payment_hash) = 32),
    amount             INTEGER,
    fee                INTEGER,
    invoice_expires_at INTEGER,
    verify_url         TEXT,
    preimage           BLOB CHECK (length(preimage) = 32),
    attempts           INTEGER NOT NULL,
    next_attempt_at    INTEGER,
    error_kind         TEXT,
    error_text         TEXT,
    expires_at         INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    delivered_at       INTEGER,
    max_amount         INTEGER,
    owner              TEXT,
    owned_until        INTEGER,
    CHECK ((bolt11 IS NULL) = (payment_hash IS NULL)
       AND (bolt11 IS NULL) = (amount IS NULL)
       AND (bolt11 IS NULL) = (invoice_expires_at IS NULL))
) STRICT;

CREATE INDEX outbox_state ON outbox (state);

CREATE TABLE knocks (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id        BLOB NOT NULL UNIQUE CHECK (length(event_id) = 32),
    comment         TEXT NOT NULL,
    sender          BLOB NOT NULL CHECK (length(sender) = 32),
    sent_at         INTEGER NOT NULL,
    first_seen_at   INTEGER NOT NULL,
    payment_hash    BLOB CHECK (length(payment_hash) = 32),
    paid            INTEGER,
    state           TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    next_attempt_at INTEGER,
    error_kind      TEXT,
    error_text      TEXT,
    owner           TEXT,
    owned_until     INTEGER
) STRICT;

CREATE INDEX knocks_state ON knocks (state, id);

CREATE TABLE settings (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;
