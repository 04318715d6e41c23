package app.knock.core

import app.knock.ffi.Knock

/** The home: who lives in it, and whether it is open. */
interface Home {
    val isUnlocked: Boolean

    /** Whether somebody lives here. */
    suspend fun hasIdentity(): Boolean

    /** Moves an identity in and opens the home. One that is there already is not replaced. */
    suspend fun create(
        origin: Origin,
        settings: Settings,
    ): Created

    suspend fun unlock()

    suspend fun lock()

    /** The settings of somebody who has changed nothing. */
    fun defaultSettings(): Settings

    /** The relays that every Knock knows. */
    fun relayDirectory(): List<String>
}

internal class KnockHome(
    private val knock: Knock,
) : Home {
    override val isUnlocked get() = knock.isUnlocked()

    override suspend fun hasIdentity() = knock.hasIdentity()

    override suspend fun create(
        origin: Origin,
        settings: Settings,
    ) = knock.create(origin, settings)

    override suspend fun unlock() = knock.unlock()

    override suspend fun lock() = knock.lock()

    override fun defaultSettings() = app.knock.ffi.defaultSettings()

    override fun relayDirectory() = app.knock.ffi.relayDirectory()
}
