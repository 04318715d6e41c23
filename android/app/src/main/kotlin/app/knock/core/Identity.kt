package app.knock.core

import app.knock.ffi.Knock

/** Who the user is, and the keys to take elsewhere. */
interface Identity {
    suspend fun npub(): String

    /** Where the key is, and what can be done with it. */
    suspend fun info(): IdentityInfo

    suspend fun card(): Card

    /** The card as a QR code: a PNG with so many pixels for each square. */
    suspend fun cardQr(scale: Int): ByteArray

    /** The secret key. Whoever has it is the user. */
    suspend fun nsec(): String

    /** The secret key, locked with a password (NIP-49). */
    suspend fun ncryptsec(password: String): String

    /** The words that everything can be restored from, where the identity came from words. */
    suspend fun words(): String?
}

internal class KnockIdentity(
    private val knock: Knock,
) : Identity {
    override suspend fun npub() = knock.npub()

    override suspend fun info() = knock.identity()

    override suspend fun card() = knock.card()

    override suspend fun cardQr(scale: Int) = knock.cardQr(scale.toUInt())

    override suspend fun nsec() = knock.exportNsec()

    override suspend fun ncryptsec(password: String) = knock.exportNcryptsec(password)

    override suspend fun words() = knock.seedWords()
}
