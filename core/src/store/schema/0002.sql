-- A knock is paid in one of three ways: an invoice, an offer or a node (keysend). What names the payment is the
-- payment hash, or with an offer, whose hash is not known before, an id that we choose.
-- SQLite cannot change a table's CHECK, so the table is made anew; ids go on where they were.

CREATE TABLE outbox_new (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id      INTEGER NOT NULL UNIQUE,
    peer            BLOB NOT NULL CHECK (length(peer) = 32),
    state           TEXT NOT NULL,
    comment         TEXT NOT NULL,
    event_json      TEXT NOT NULL,
    one_time_secret BLOB NOT NULL,
    relays          TEXT NOT NULL,
    accepted        TEXT NOT NULL,
    pay_by          TEXT CHECK (pay_by IN ('invoice', 'offer', 'keysend')),
    pay_to          TEXT,
    payment_id      BLOB UNIQUE CHECK (length(payment_id) = 32),
    payer_note      TEXT,
    amount          INTEGER,
    fee             INTEGER,
    pay_until       INTEGER,
    verify_url      TEXT,
    preimage        BLOB CHECK (length(preimage) = 32),
    attempts        INTEGER NOT NULL,
    next_attempt_at INTEGER,
    error_kind      TEXT,
    error_text      TEXT,
    expires_at      INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    delivered_at    INTEGER,
    max_amount      INTEGER,
    max_fee         INTEGER,
    owner           TEXT,
    owned_until     INTEGER,
    CHECK ((pay_by IS NULL) = (pay_to IS NULL)
       AND (pay_by IS NULL) = (payment_id IS NULL)
       AND (pay_by IS NULL) = (amount IS NULL)
       AND (pay_by IS NULL) = (pay_until IS NULL)
       AND (coalesce(pay_by, 'invoice') = 'invoice') = (payer_note IS NULL))
) STRICT;

INSERT INTO outbox_new (id, message_id, peer, state, comment, event_json, one_time_secret, relays, accepted,
                        pay_by, pay_to, payment_id, amount, fee, pay_until, verify_url, preimage,
                        attempts, next_attempt_at, error_kind, error_text, expires_at, created_at, delivered_at,
                        max_amount, owner, owned_until)
SELECT id, message_id, peer, state, comment, event_json, one_time_secret, relays, accepted,
       iif(bolt11 IS NULL, NULL, 'invoice'), bolt11, payment_hash, amount, fee, invoice_expires_at, verify_url, preimage,
       attempts, next_attempt_at, error_kind, error_text, expires_at, created_at, delivered_at,
       max_amount, owner, owned_until
FROM outbox;

DELETE FROM sqlite_sequence WHERE name = 'outbox_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox_new', seq FROM sqlite_sequence WHERE name = 'outbox';

DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_state ON outbox (state);
