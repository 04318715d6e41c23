package app.knock.core

import app.knock.ffi.Knock

/** The sealed backup, and leaving this device. */
interface Backups {
    /** Writes everything into a new file. */
    suspend fun make(
        path: String,
        passphrase: String,
    )

    /** Makes a home from a backup instead of [Home.create]; opens it. Tells who lives there. */
    suspend fun restore(
        path: String,
        passphrase: String,
    ): String

    /** Deletes this home on this device. It is locked afterwards. */
    suspend fun erase()
}

internal class KnockBackups(
    private val knock: Knock,
) : Backups {
    override suspend fun make(
        path: String,
        passphrase: String,
    ) {
        knock.backUp(path, passphrase)
    }

    override suspend fun restore(
        path: String,
        passphrase: String,
    ) = knock.restore(path, passphrase)

    override suspend fun erase() = knock.erase()
}
