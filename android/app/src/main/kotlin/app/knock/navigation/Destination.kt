package app.knock.navigation

/** Every screen there is, with what it is about. [save] is what a killed process comes back with. */
sealed interface Destination {
    data object Welcome : Destination

    /** Words, a key or a sealed backup bring an identity back. */
    data object Restore : Destination

    /** The words of a new identity, to be written down. */
    data object Words : Destination

    data object WalletSetup : Destination

    /** The Lightning node inside the app, where it is built in. */
    data object NodeWallet : Destination

    data class Conversations(
        val archived: Boolean = false,
    ) : Destination

    data object Requests : Destination

    /** [message] is where a search led. */
    data class Chat(
        val peer: String,
        val message: Long? = null,
    ) : Destination

    data object Contacts : Destination

    /** [text] is a link that was opened with the app. */
    data class AddContact(
        val text: String? = null,
    ) : Destination

    data object MyCode : Destination

    data class ContactDetails(
        val npub: String,
    ) : Destination

    /** In one conversation or in all. */
    data class Search(
        val peer: String? = null,
    ) : Destination

    /** [text] is what another app shared. */
    data class Paste(
        val text: String? = null,
    ) : Destination

    data object Settings : Destination

    data object PriceSettings : Destination

    data object RelaySettings : Destination

    data object PrivacySettings : Destination

    data object LockSettings : Destination

    data object NotificationSettings : Destination

    data object Backup : Destination

    data object About : Destination
}

/** Shows secrets: no screenshots of it, and nothing in the list of recent apps. */
val Destination.isSecret: Boolean
    get() = this is Destination.Words || this is Destination.Restore || this is Destination.Backup
