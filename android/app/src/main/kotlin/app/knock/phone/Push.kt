package app.knock.phone

import kotlinx.coroutines.flow.StateFlow

/**
 * Being woken by a push service of the user's own choice. What comes there says nothing but that it is time to look for
 * knocks: nothing in it is believed, and no message goes that way.
 */
interface Push {
    val state: StateFlow<PushState>

    /** Apps on this phone that hold a line to a push service. */
    fun distributors(): List<Distributor>

    /** Asks one of them for an address. */
    fun turnOn(distributor: String)

    fun turnOff()
}

data class Distributor(
    val id: String,
    val name: String,
)

data class PushState(
    /** Who was asked; null where it is off. */
    val distributor: String? = null,
    /** What wakes this phone, once it is known. */
    val endpoint: String? = null,
)
