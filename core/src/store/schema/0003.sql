-- Conversations: what a chat shows, what changes it, and an index over its texts.

-- `shown`: a text or a file. What is hidden acts on another message, named by its rumor id in `target`:
-- an edit, a reaction, a reaction's withdrawal. `reply_to` is the rumor id that is quoted.
-- `seen_at`: when the receiver proved that they have it. `told`: its sender was told that it is read.
ALTER TABLE messages ADD COLUMN shown INTEGER NOT NULL DEFAULT 1 CHECK (shown IN (0, 1));
ALTER TABLE messages ADD COLUMN target BLOB CHECK (length(target) = 32);
ALTER TABLE messages ADD COLUMN reply_to BLOB CHECK (length(reply_to) = 32);
ALTER TABLE messages ADD COLUMN edited_at INTEGER;
ALTER TABLE messages ADD COLUMN seen_at INTEGER;
ALTER TABLE messages ADD COLUMN unsent_at INTEGER;
ALTER TABLE messages ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));
UPDATE messages SET shown = 0, read = 1 WHERE kind NOT IN (14, 15);

CREATE INDEX messages_timeline ON messages (peer, sent_at, id) WHERE shown = 1;
CREATE INDEX messages_waiting ON messages (peer, sent_at, id) WHERE shown = 1 AND read = 0;
CREATE INDEX messages_target ON messages (peer, target) WHERE target IS NOT NULL;
CREATE INDEX messages_own_rumor ON messages (peer, rumor_id) WHERE direction = 'out';
CREATE INDEX messages_untold ON messages (peer, id) WHERE direction = 'in' AND told = 0;

-- One row for each peer with whom there is anything, kept by the triggers below, so that the list needs
-- no look at the messages. `last_id` is the newest message shown; `last_at` is when it was stored, 0 when
-- nothing is left. `muted_until` may lie beyond all time; `ttl_secs` is for the messages to come.
CREATE TABLE conversations (
    peer             BLOB PRIMARY KEY NOT NULL CHECK (length(peer) = 32),
    last_id          INTEGER,
    last_sent        INTEGER NOT NULL DEFAULT 0,
    last_at          INTEGER NOT NULL DEFAULT 0,
    unread           INTEGER NOT NULL DEFAULT 0,
    pinned           INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
    archived         INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    muted_until      INTEGER NOT NULL DEFAULT 0,
    ttl_secs         INTEGER,
    draft            TEXT NOT NULL DEFAULT '',
    draft_reply_to   BLOB CHECK (length(draft_reply_to) = 32),
    draft_saved_at   INTEGER,
    draft_expires_at INTEGER
) STRICT;

CREATE INDEX conversations_list ON conversations (archived, pinned, last_at, peer);
CREATE INDEX conversations_empty ON conversations (peer) WHERE last_id IS NULL;
CREATE INDEX conversations_drafts ON conversations (draft_expires_at) WHERE draft_expires_at IS NOT NULL;

-- Texts cut into pairs of characters by search_tokens() (search_tokens.rs), for any script. The texts
-- themselves are not stored twice. `peer` is the start of the key, to search in one conversation.
CREATE VIRTUAL TABLE search USING fts5 (tokens, peer, content = '', columnsize = 0, prefix = '1',
                                        tokenize = 'ascii');

INSERT INTO conversations (peer, last_id, last_sent, last_at, unread)
    SELECT peer, id, max(sent_at), received_at, (SELECT count(*) FROM messages u WHERE u.peer = m.peer AND u.read = 0)
    FROM messages m WHERE shown = 1 GROUP BY peer;
INSERT INTO search (rowid, tokens, peer)
    SELECT id, search_tokens(content), hex(substr(peer, 1, 8)) FROM messages WHERE shown = 1 AND kind = 14;

CREATE TRIGGER messages_inserted AFTER INSERT ON messages WHEN new.shown = 1 BEGIN
    INSERT INTO conversations (peer, last_id, last_sent, last_at, unread)
        VALUES (new.peer, new.id, new.sent_at, new.received_at, 1 - new.read)
        ON CONFLICT (peer) DO UPDATE SET
            unread = unread + excluded.unread,
            archived = archived AND muted_until > excluded.last_at,
            last_id = iif(excluded.last_sent >= last_sent, excluded.last_id, last_id),
            last_at = max(last_at, excluded.last_at),
            last_sent = max(last_sent, excluded.last_sent);
END;

CREATE TRIGGER messages_deleted AFTER DELETE ON messages WHEN old.shown = 1 BEGIN
    UPDATE conversations SET unread = unread - (1 - old.read) WHERE peer = old.peer;
    UPDATE conversations SET
        last_id = (SELECT id FROM messages WHERE peer = old.peer AND shown = 1 ORDER BY sent_at DESC, id DESC LIMIT 1),
        last_sent = coalesce((SELECT sent_at FROM messages WHERE peer = old.peer AND shown = 1
                              ORDER BY sent_at DESC, id DESC LIMIT 1), 0),
        last_at = coalesce((SELECT received_at FROM messages WHERE peer = old.peer AND shown = 1
                            ORDER BY sent_at DESC, id DESC LIMIT 1), 0)
        WHERE peer = old.peer AND last_id = old.id;
END;

CREATE TRIGGER messages_read AFTER UPDATE OF read ON messages WHEN new.shown = 1 AND new.read <> old.read BEGIN
    UPDATE conversations SET unread = unread + old.read - new.read WHERE peer = new.peer;
END;

-- A message on its way that got another line is sent later than it was begun.
CREATE TRIGGER messages_resealed AFTER UPDATE OF sent_at ON messages WHEN new.shown = 1 BEGIN
    UPDATE conversations SET last_id = new.id, last_sent = new.sent_at, last_at = max(last_at, new.received_at)
        WHERE peer = new.peer AND last_sent <= new.sent_at;
END;

CREATE TRIGGER search_inserted AFTER INSERT ON messages WHEN new.shown = 1 AND new.kind = 14 BEGIN
    INSERT INTO search (rowid, tokens, peer)
        VALUES (new.id, search_tokens(new.content), hex(substr(new.peer, 1, 8)));
END;

CREATE TRIGGER search_deleted AFTER DELETE ON messages WHEN old.shown = 1 AND old.kind = 14 BEGIN
    INSERT INTO search (search, rowid, tokens, peer)
        VALUES ('delete', old.id, search_tokens(old.content), hex(substr(old.peer, 1, 8)));
END;

CREATE TRIGGER search_changed AFTER UPDATE OF content ON messages
    WHEN new.shown = 1 AND new.kind = 14 AND new.content <> old.content BEGIN
    INSERT INTO search (search, rowid, tokens, peer)
        VALUES ('delete', old.id, search_tokens(old.content), hex(substr(old.peer, 1, 8)));
    INSERT INTO search (rowid, tokens, peer)
        VALUES (new.id, search_tokens(new.content), hex(substr(new.peer, 1, 8)));
END;

-- `address_by` says who gave the lightning address or offer: the user, a card, a profile. Prices are what a
-- contact asks for. Marks: NIP-05 name looked up, safety number compared.
ALTER TABLE contacts ADD COLUMN asked_price INTEGER;
ALTER TABLE contacts ADD COLUMN address_by TEXT NOT NULL DEFAULT 'user';
ALTER TABLE contacts ADD COLUMN nip05_verified_at INTEGER;
ALTER TABLE contacts ADD COLUMN verified_at INTEGER;

CREATE INDEX knocks_sender ON knocks (sender) WHERE state = 'request';

-- Until when lines may still be added to a message that is not sealed for good.
ALTER TABLE outbox ADD COLUMN open_until INTEGER;
CREATE INDEX outbox_open ON outbox (peer) WHERE open_until IS NOT NULL;

-- Events that relays are yet to be asked to delete (NIP-09): taken back, or read by their receiver.
CREATE TABLE deletions (
    outgoing        INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    reason          TEXT NOT NULL CHECK (reason IN ('read', 'unsent')),
    relays          TEXT NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX deletions_due ON deletions (next_attempt_at);
