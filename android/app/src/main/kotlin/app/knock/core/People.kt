package app.knock.core

import app.knock.ffi.Knock

/** Contacts, and what makes sure that they are who they say. */
interface People {
    /** All contacts, by name. */
    suspend fun contacts(): List<Contact>

    /** Finds a contact by name or key without asking anybody. */
    suspend fun contact(text: String): Contact?

    /** Adds a contact, or completes one that is there. */
    suspend fun add(contact: NewContact): Contact

    /** Removes a contact; messages stay. */
    suspend fun remove(npub: String): Boolean

    suspend fun setBlocked(
        npub: String,
        blocked: Boolean,
    )

    /** Somebody as their screen shows them; also a stranger. */
    suspend fun person(npub: String): Person

    /** Sets exactly these; null removes. */
    suspend fun change(
        npub: String,
        change: ContactChange,
    ): Contact

    /** Contacts and strangers that nothing is heard from. */
    suspend fun blocked(): List<Contact>

    /** Reads a card and adds its person. Nothing that the user gave is replaced. */
    suspend fun scanCard(
        text: String,
        name: String?,
    ): ScannedCard

    /** Lets a card's addresses take the place of the known ones, at the user's word. */
    suspend fun takeOverCard(text: String): Contact

    suspend fun setVerified(
        npub: String,
        verified: Boolean,
    ): Contact

    /** Looks their name at a domain up. Its server learns that somebody asks. */
    suspend fun verifyNip05(npub: String): Contact

    /** The contact's name, or the ends of the npub. */
    suspend fun nameOf(npub: String): String

    suspend fun namesOf(npubs: List<String>): Map<String, String>
}

internal class KnockPeople(
    private val knock: Knock,
) : People {
    override suspend fun contacts() = knock.contacts()

    override suspend fun contact(text: String) = knock.contact(text)

    override suspend fun add(contact: NewContact) = knock.addContact(contact)

    override suspend fun remove(npub: String) = knock.removeContact(npub)

    override suspend fun setBlocked(
        npub: String,
        blocked: Boolean,
    ) = knock.setBlocked(npub, blocked)

    override suspend fun person(npub: String) = knock.person(npub)

    override suspend fun change(
        npub: String,
        change: ContactChange,
    ) = knock.changeContact(npub, change)

    override suspend fun blocked() = knock.blocked()

    override suspend fun scanCard(
        text: String,
        name: String?,
    ) = knock.scanCard(text, name)

    override suspend fun takeOverCard(text: String) = knock.takeOverCard(text)

    override suspend fun setVerified(
        npub: String,
        verified: Boolean,
    ) = knock.setVerified(npub, verified)

    override suspend fun verifyNip05(npub: String) = knock.verifyNip05(npub)

    override suspend fun nameOf(npub: String) = knock.nameOf(npub)

    override suspend fun namesOf(npubs: List<String>) = knock.namesOf(npubs)
}
