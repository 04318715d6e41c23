-- sought: of `relays`, the first so many are those that the receiver asks; NULL means all of them, and
-- that the message goes to few. publisher, publisher_until: who publishes the rest in the background.
ALTER TABLE outbox ADD COLUMN sought INTEGER;
ALTER TABLE outbox ADD COLUMN publisher TEXT;
ALTER TABLE outbox ADD COLUMN publisher_until INTEGER;

-- Came with a backup: another phone may have sent and paid it meanwhile.
ALTER TABLE outbox ADD COLUMN restored INTEGER NOT NULL DEFAULT 0 CHECK (restored IN (0, 1));

-- What each relay did with a message that goes everywhere.
CREATE TABLE publications (
    outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    relay     TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    reason    TEXT,
    PRIMARY KEY (outbox_id, relay)
) STRICT, WITHOUT ROWID;

CREATE INDEX publications_waiting ON publications (outbox_id, place) WHERE outcome = 'waiting';

-- Relays that monitors tell of (NIP-66).
CREATE TABLE discovered_relays (
    relay    TEXT PRIMARY KEY NOT NULL,
    monitors INTEGER NOT NULL,
    rtt_ms   INTEGER,
    found_at INTEGER NOT NULL
) STRICT;
