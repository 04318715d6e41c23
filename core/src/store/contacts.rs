//! People the user knows, and people the user has blocked.

use nostr::{PublicKey, RelayUrl, Timestamp};
use rusqlite::{Connection, Row, named_params, params};

use super::error::StoreError;
use super::open::Store;
use super::rows::{Columns, json, many, msat, one, run, secs};
use crate::amount::Msat;
use crate::names::display_name;

/// Who gave a contact's lightning address or offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AddressSource {
    /// The user typed it, or confirmed it.
    #[default]
    User,
    /// A card that the user scanned.
    Card,
    /// The contact's public profile (NIP-01).
    Profile,
}

impl AddressSource {
    /// The stable name it is stored under.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Card => "card",
            Self::Profile => "profile",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::User, Self::Card, Self::Profile].into_iter().find(|s| s.as_str() == text)
    }
}

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
    /// Who said so.
    pub address_by: AddressSource,
    /// What they ask for at least, for a knock to be let through.
    pub asked_price: Option<Msat>,
    /// The relays they read.
    pub relays: Vec<RelayUrl>,
    /// Their internet identifier (NIP-05).
    pub nip05: Option<String>,
    /// When that was last looked up and found to be theirs.
    pub nip05_verified_at: Option<Timestamp>,
    /// When the user compared safety numbers with them.
    pub verified_at: Option<Timestamp>,
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
        address_by: row.word("address_by", AddressSource::parse)?,
        asked_price: row.opt_msat("asked_price")?,
        relays: row.relays("relays")?,
        nip05: row.get("nip05")?,
        nip05_verified_at: row.opt_time("nip05_verified_at")?,
        verified_at: row.opt_time("verified_at")?,
        blocked: row.get("blocked")?,
        added_at: row.time("added_at")?,
    })
}

impl Contact {
    /// Somebody of whom nothing is known but the key.
    pub const fn new(pubkey: PublicKey, added_at: Timestamp) -> Self {
        Self {
            pubkey,
            petname: None,
            lightning_address: None,
            offer: None,
            address_by: AddressSource::User,
            asked_price: None,
            relays: Vec::new(),
            nip05: None,
            nip05_verified_at: None,
            verified_at: None,
            blocked: false,
            added_at,
        }
    }

    /// What they are called.
    pub fn title(&self) -> String {
        let nip05 = self.nip05.as_deref().filter(|_| self.nip05_verified_at.is_some());
        display_name(self.petname.as_deref(), nip05, &self.pubkey)
    }

    /// Whether the user knows them; else the row only says that a stranger is blocked.
    pub fn is_known(&self) -> bool {
        self.added_at > Timestamp::from(0)
    }
}

impl Store {
    /// Adds the contact or replaces it as a whole. [`StoreError::PetnameTaken`] where another has the name.
    pub fn put_contact(&self, contact: &Contact) -> Result<(), StoreError> {
        let relays = json(&contact.relays)?;
        self.write(|tx| {
            run(
                tx,
                "INSERT INTO contacts (pubkey, petname, lightning_address, offer, address_by, asked_price, relays,
                                       nip05, nip05_verified_at, verified_at, blocked, added_at)
                 VALUES (:pubkey, :petname, :address, :offer, :address_by, :asked_price, :relays,
                         :nip05, :nip05_verified_at, :verified_at, :blocked, :added_at)
                 ON CONFLICT (pubkey) DO UPDATE SET petname = excluded.petname,
                    lightning_address = excluded.lightning_address, offer = excluded.offer,
                    address_by = excluded.address_by, asked_price = excluded.asked_price,
                    relays = excluded.relays, nip05 = excluded.nip05,
                    nip05_verified_at = excluded.nip05_verified_at, verified_at = excluded.verified_at,
                    blocked = excluded.blocked, added_at = excluded.added_at",
                named_params! {
                    ":pubkey": contact.pubkey.as_bytes(),
                    ":petname": contact.petname,
                    ":address": contact.lightning_address,
                    ":offer": contact.offer,
                    ":address_by": contact.address_by.as_str(),
                    ":asked_price": msat(contact.asked_price),
                    ":relays": relays,
                    ":nip05": contact.nip05,
                    ":nip05_verified_at": contact.nip05_verified_at.map(secs),
                    ":verified_at": contact.verified_at.map(secs),
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

    /// What somebody is called, contact or not.
    pub fn name_of(&self, pubkey: &PublicKey) -> Result<String, StoreError> {
        let contact = self.contact(pubkey)?;
        Ok(contact.map_or_else(|| display_name(None, None, pubkey), |contact| contact.title()))
    }

    /// Whom the user hears nothing from, contacts and strangers.
    pub fn blocked(&self) -> Result<Vec<Contact>, StoreError> {
        let sql = "SELECT * FROM contacts WHERE blocked = 1 ORDER BY petname IS NULL, petname, pubkey";
        self.read(|conn| many(conn, sql, [], read))
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
            petname: Some("Bob".into()),
            lightning_address: Some("bob@example.com".into()),
            offer: Some("lno1x".into()),
            address_by: AddressSource::Card,
            asked_price: Some(Msat(21_000)),
            relays: vec![relay("wss://a.example"), relay("wss://b.example/x")],
            nip05: Some("bob@example.com".into()),
            nip05_verified_at: Some(Timestamp::from(6)),
            verified_at: Some(Timestamp::from(7)),
            ..Contact::new(key(1), Timestamp::from(5))
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
