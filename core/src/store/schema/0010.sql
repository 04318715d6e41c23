-- Storing many messages: what is written for each of them is less.

-- The search index takes in what is new at a transaction's end, all at once (search.rs). A trigger did it for each
-- message, and FTS5 writes to the disk with every statement that has triggers. Messages up to `upto` are in the index.
CREATE TABLE search_progress (upto INTEGER NOT NULL) STRICT;
INSERT INTO search_progress (upto) SELECT coalesce(max(id), 0) FROM messages;

DROP TRIGGER search_inserted;
DROP TRIGGER search_deleted;
DROP TRIGGER search_changed;

CREATE TRIGGER search_deleted AFTER DELETE ON messages
    WHEN old.shown = 1 AND old.id <= (SELECT upto FROM search_progress) BEGIN
    INSERT INTO search (search, rowid, tokens, peer)
        VALUES ('delete', old.id, search_tokens(old.kind, old.content, old.tags), hex(substr(old.peer, 1, 8)));
END;

CREATE TRIGGER search_changed AFTER UPDATE OF content ON messages
    WHEN new.shown = 1 AND new.kind = 14 AND new.content <> old.content
        AND old.id <= (SELECT upto FROM search_progress) BEGIN
    INSERT INTO search (search, rowid, tokens, peer)
        VALUES ('delete', old.id, search_tokens(old.content), hex(substr(old.peer, 1, 8)));
    INSERT INTO search (rowid, tokens, peer)
        VALUES (new.id, search_tokens(new.content), hex(substr(new.peer, 1, 8)));
END;

-- Each index is another page for every message, since peers write in turns. Only what is read can be told to be read. What
-- is unread the conversations count, and finds itself among a chat's newest.
DROP INDEX messages_untold;
CREATE INDEX messages_untold ON messages (peer, id) WHERE direction = 'in' AND told = 0 AND read = 1;
DROP INDEX messages_unread;
DROP INDEX messages_waiting;
DROP INDEX messages_peer;

-- Within an hour there are few, also of all senders together.
DROP INDEX knocks_fetched;
DROP INDEX knocks_fetched_sender;
CREATE INDEX knocks_fetched ON knocks (first_seen_at, sender) WHERE state NOT IN ('request', 'ignored');

-- A knock that is done has no comment.
DROP INDEX knocks_comment;
CREATE INDEX knocks_comment ON knocks (comment) WHERE comment <> '';
