package app.knock.core

import app.knock.ffi.Knock

/** Relays that others know of. */
interface Relays {
    /** Asks the user's relays for what monitors tell (NIP-66); best first. */
    suspend fun discover(): List<DiscoveredRelay>

    /** The relays that the user's own public list says are read (NIP-65). Those asked see an interest in the user's key. */
    suspend fun ofPublicList(): List<String>

    /** What was found last. */
    suspend fun discovered(): List<DiscoveredRelay>
}

internal class KnockRelays(
    private val knock: Knock,
) : Relays {
    override suspend fun discover() = knock.discoverRelays()

    override suspend fun ofPublicList() = knock.publicRelays()

    override suspend fun discovered() = knock.discoveredRelays()
}
