-- Files left on a server by us, until they are deleted there. Not tied to a message's row: that goes at its
-- end, and the server must still be asked.
CREATE TABLE uploads (
    sha256          BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32),
    server          TEXT NOT NULL,
    secret          BLOB NOT NULL CHECK (length(secret) = 32),
    expires_at      INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    next_attempt_at INTEGER
) STRICT;

CREATE INDEX uploads_expiry ON uploads (expires_at);
