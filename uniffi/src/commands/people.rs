//! Contacts.

use std::sync::Arc;

use crate::records::{self, key};
use crate::{Cancellation, Contact, ContactChange, Conversation, Knock, KnockError, NewContact, Person};

#[uniffi::export]
impl Knock {
    /// All contacts, by name.
    pub async fn contacts(&self) -> Result<Vec<Contact>, KnockError> {
        self.with_engine(|engine| Ok(engine.store().contacts()?.into_iter().map(Into::into).collect())).await
    }

    /// Finds a contact by name or key without asking anybody.
    pub async fn contact(&self, text: String) -> Result<Option<Contact>, KnockError> {
        self.with_engine(move |engine| Ok(engine.known_contact(&text)?.map(Into::into))).await
    }

    /// Adds a contact, or completes one that is there.
    #[uniffi::method(default(cancel = None))]
    pub async fn add_contact(
        &self,
        contact: NewContact,
        cancel: Option<Arc<Cancellation>>,
    ) -> Result<Contact, KnockError> {
        let new = contact.try_into()?;
        self.ask(cancel, |engine| async move { Ok(engine.add_contact(new).await?.into()) }).await
    }

    /// Everything about somebody, contact or not.
    pub async fn person(&self, npub: String) -> Result<Person, KnockError> {
        let key = key(&npub)?;
        self.with_engine(move |engine| {
            let npub = records::npub(&key);
            let conversation = engine.conversation(&key)?.map(|one| Conversation::of(engine, one));
            Ok(Person {
                title: engine.name_of(&key)?,
                link: format!("nostr:{npub}"),
                npub,
                contact: engine.store().contact(&key)?.map(Into::into),
                conversation: conversation.transpose()?,
                safety_number: engine.safety_number(&key),
            })
        })
        .await
    }

    /// Changes what the user can set of a contact.
    pub async fn change_contact(&self, npub: String, change: ContactChange) -> Result<Contact, KnockError> {
        let (key, change) = (key(&npub)?, change.try_into()?);
        self.with_engine(move |engine| Ok(engine.change_contact(&key, change)?.into())).await
    }

    /// Whom the user hears nothing from, contacts and strangers.
    pub async fn blocked(&self) -> Result<Vec<Contact>, KnockError> {
        self.with_engine(|engine| Ok(engine.store().blocked()?.into_iter().map(Into::into).collect())).await
    }

    /// Removes a contact; its messages stay. Tells whether there was one.
    pub async fn remove_contact(&self, npub: String) -> Result<bool, KnockError> {
        let key = key(&npub)?;
        self.with_engine(move |engine| Ok(engine.store().remove_contact(&key)?)).await
    }

    /// Hears nothing from this key any more, or hears it again.
    pub async fn set_blocked(&self, npub: String, blocked: bool) -> Result<(), KnockError> {
        let key = key(&npub)?;
        self.with_engine(move |engine| Ok(engine.block(&key, blocked)?)).await
    }
}
