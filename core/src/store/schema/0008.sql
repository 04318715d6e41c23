-- Which knock a payment was for: one payment pays for one.
CREATE INDEX knocks_payment ON knocks (payment_hash) WHERE payment_hash IS NOT NULL;
