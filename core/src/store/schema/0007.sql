-- What a payment's comment announced is found without walking through all knocks.
CREATE INDEX knocks_comment ON knocks (comment);

-- Captions and names of files are searched for like texts: the function reads the words of either from kind, content and tags.
DROP TRIGGER search_inserted;
DROP TRIGGER search_deleted;

CREATE TRIGGER search_inserted AFTER INSERT ON messages WHEN new.shown = 1 BEGIN
    INSERT INTO search (rowid, tokens, peer)
        VALUES (new.id, search_tokens(new.kind, new.content, new.tags), hex(substr(new.peer, 1, 8)));
END;

CREATE TRIGGER search_deleted AFTER DELETE ON messages WHEN old.shown = 1 BEGIN
    INSERT INTO search (search, rowid, tokens, peer)
        VALUES ('delete', old.id, search_tokens(old.kind, old.content, old.tags), hex(substr(old.peer, 1, 8)));
END;

INSERT INTO search (rowid, tokens, peer)
    SELECT id, search_tokens(kind, content, tags), hex(substr(peer, 1, 8)) FROM messages WHERE shown = 1 AND kind = 15;
