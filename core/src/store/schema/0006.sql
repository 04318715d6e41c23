-- How many knocks were fetched lately, in all and from one sender. What waits or lies as a request is left out:
-- of that there may be a hundred thousand, and then the count has to be quick.
CREATE INDEX knocks_fetched ON knocks (first_seen_at) WHERE state NOT IN ('request', 'ignored');
CREATE INDEX knocks_fetched_sender ON knocks (sender, first_seen_at) WHERE state NOT IN ('request', 'ignored');
