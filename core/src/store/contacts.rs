//! People the user knows, and people the user has blocked.

use nostr::{PublicKey, RelayUrl, Timestamp};
use rusqlite::{Connection, Row, named_params, params};

use super::error::StoreError;
use super::open::Store;
use super::rows::{Columns, json, many, one, run, secs};

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who it is.
    pub pubkey: PublicKey,
    /// The user's own name for them; no two contacts share one, whatever its case (ASCII).
    pub petname: Option<String>,
    /// Where they are paid (LUD-16).
    pub lightning_address: Option<String>,
    /// Where they are paid (BOLT12).
    pub offer: Option<String>,
    /// The relays they read.
    pub relays: Vec<RelayUrl>,
    /// Their internet identifier (NIP-05), as last verified.
    pub nip05: Option<String>,
    /// Knocks from them are dropped.
    pub blocked: bool,
    /// When the user added them; 0 for a stranger who was only blocked.
    pub added_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Contact, StoreError> {
    Ok(Contact {
        pubkey: row.pubkey("pubkey")?,
        petname: row.get("petname")?,
        lightning_address: row.get("lightning_address")?,
        offer: row.get("offer")?,
        relays: row.relays("relays")?,
        nip05: row.get("nip05")?,
        blocked: row.get("blocked")?,
        added_at: row.time("added_at")?,
    })
}

impl Store {
    /// Adds the contact or replaces it as a whole. [`StoreError::PetnameTaken`] where another has the name.
    pub fn put_contact(&self, contact: &Contact) -> Result<(), StoreError> {
        let relays = json(&contact.relays)?;
        self.write(|tx| {
            run(
                tx,
                "INSERT INTO contacts (pubkey, petname, lightning_address, offer, relays, nip05, blocked, added_at)
                 VALUES (:pubkey, :petname, :address, :offer, :relays, :nip05, :blocked, :added_at)
                 ON CONFLICT (pubkey) DO UPDATE SET petname = excluded.petname,
                    lightning_address = excluded.lightning_address, offer = excluded.offer,
                    relays = excluded.relays, nip05 = excluded.nip05, blocked = excluded.blocked,
                    added_at = excluded.added_at",
                named_params! {
                    ":pubkey": contact.pubkey.as_bytes(),
                    ":petname": contact.petname,
                    ":address": contact.lightning_address,
                    ":offer": contact.offer,
                    ":relays": relays,
                    ":nip05": contact.nip05,
                    ":blocked": contact.blocked,
                    ":added_at": secs(contact.added_at),
                },
            )
        })?;
        Ok(())
    }

    /// The contact with this key.
    pub fn contact(&self, pubkey: &PublicKey) -> Result<Option<Contact>, StoreError> {
        self.read(|conn| by_key(conn, pubkey))
    }

    /// The contact with this petname; ASCII case does not count.
    pub fn contact_by_petname(&self, petname: &str) -> Result<Option<Contact>, StoreError> {
        self.read(|conn| one(conn, "SELECT * FROM contacts WHERE petname = ?1", [petname], read))
    }

    /// All contacts, by petname, those without one last. Blocked strangers are among them.
    pub fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        self.read(|conn| {
            many(conn, "SELECT * FROM contacts ORDER BY petname IS NULL, petname, pubkey", [], read)
        })
    }

    /// Removes a contact, and a block with it. `false` where there was none.
    pub fn remove_contact(&self, pubkey: &PublicKey) -> Result<bool, StoreError> {
        self.write(|tx| Ok(run(tx, "DELETE FROM contacts WHERE pubkey = ?1", [pubkey.as_bytes()])? > 0))
    }

    /// Blocks or unblocks anyone, known or not.
    pub fn set_blocked(&self, pubkey: &PublicKey, blocked: bool) -> Result<(), StoreError> {
        self.write(|tx| {
            run(
                tx,
                "INSERT INTO contacts (pubkey, relays, blocked, added_at) VALUES (?1, '[]', ?2, 0)
                 ON CONFLICT (pubkey) DO UPDATE SET blocked = excluded.blocked",
                params![pubkey.as_bytes(), blocked],
            )?;
            // An unblocked stranger is again nobody's contact.
            run(tx, "DELETE FROM contacts WHERE added_at = 0 AND blocked = 0 AND petname IS NULL", [])
        })?;
        Ok(())
    }
}

fn by_key(conn: &Connection, pubkey: &PublicKey) -> Result<Option<Contact>, StoreError> {
    one(conn, "SELECT * FROM contacts WHERE pubkey = ?1", [pubkey.as_bytes()], read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixtures::{key, relay, store};

    fn bob() -> Contact {
        Contact {
            pubkey: key(1),
            petname: Some("Bob".into()),
            lightning_address: Some("bob@example.com".into()),
            offer: Some("lno1x".into()),
            relays: vec![relay("wss://a.example"), relay("wss://b.example/x")],
            nip05: Some("bob@example.com".into()),
            blocked: false,
            added_at: Timestamp::from(5),
        }
    }

    #[test]
    fn a_contact_is_added_found_replaced_and_removed() {
        let (store, _dir) = store();
        store.put_contact(&bob()).unwrap();
        assert_eq!(store.contact(&key(1)).unwrap(), Some(bob()));
        assert_eq!(store.contact_by_petname("bOB").unwrap(), Some(bob()));
        assert_eq!(store.contact_by_petname("Bo").unwrap(), None);
        let changed = Contact { petname: Some("Robert".into()), offer: None, relays: vec![], ..bob() };
        store.put_contact(&changed).unwrap();
        assert_eq!(store.contacts().unwrap(), [changed]);
        assert!(store.remove_contact(&key(1)).unwrap());
        assert!(!store.remove_contact(&key(1)).unwrap());
        assert!(store.contacts().unwrap().is_empty());
    }

    #[test]
    fn a_petname_belongs_to_one() {
        let (store, _dir) = store();
        store.put_contact(&bob()).unwrap();
        let other = Contact { pubkey: key(2), petname: Some("BOB".into()), ..bob() };
        assert!(matches!(store.put_contact(&other), Err(StoreError::PetnameTaken)));
        assert_eq!(store.contacts().unwrap(), [bob()]);
        for n in [2, 3] {
            store.put_contact(&Contact { pubkey: key(n), petname: None, ..bob() }).unwrap();
        }
        assert_eq!(store.contacts().unwrap().len(), 3);
    }

    #[test]
    fn friends_and_strangers_can_be_blocked() {
        let (store, _dir) = store();
        store.put_contact(&bob()).unwrap();
        store.set_blocked(&key(1), true).unwrap();
        store.set_blocked(&key(9), true).unwrap();
        assert_eq!(store.contact(&key(1)).unwrap(), Some(Contact { blocked: true, ..bob() }));
        assert!(store.contact(&key(9)).unwrap().unwrap().blocked);
        store.set_blocked(&key(1), false).unwrap();
        store.set_blocked(&key(9), false).unwrap();
        assert_eq!(store.contacts().unwrap(), [bob()]);
    }
}
