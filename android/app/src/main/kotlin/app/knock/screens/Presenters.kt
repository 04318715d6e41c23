package app.knock.screens

import app.knock.navigation.Destination
import app.knock.screens.about.AboutPresenter
import app.knock.screens.addcontact.AddContactPresenter
import app.knock.screens.backup.BackupPresenter
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.contact.ContactPresenter
import app.knock.screens.contacts.ContactsPresenter
import app.knock.screens.conversations.ConversationsPresenter
import app.knock.screens.lock.LockPresenter
import app.knock.screens.mycode.MyCodePresenter
import app.knock.screens.node.NodePresenter
import app.knock.screens.notifications.NotificationsPresenter
import app.knock.screens.paste.PastePresenter
import app.knock.screens.price.PricePresenter
import app.knock.screens.privacy.PrivacyPresenter
import app.knock.screens.relays.RelaysPresenter
import app.knock.screens.requests.RequestsPresenter
import app.knock.screens.restore.RestorePresenter
import app.knock.screens.search.SearchPresenter
import app.knock.screens.settings.SettingsPresenter
import app.knock.screens.wallet.WalletPresenter
import app.knock.screens.welcome.WelcomePresenter
import app.knock.screens.words.WordsPresenter

/** The presenters of the back stack. One lives from when its destination is opened until it is left. */
class Presenters(
    private val parts: AppParts,
) {
    private val living = mutableMapOf<Destination, Presenter<*, *>>()

    /** The one that lives there, or a new one. */
    fun at(destination: Destination): Presenter<*, *> = living.getOrPut(destination) { make(destination) }

    /** Closes those that have been left. */
    fun keep(destinations: List<Destination>) {
        (living.keys - destinations.toSet()).forEach { living.remove(it)?.close() }
    }

    private fun make(destination: Destination): Presenter<*, *> {
        val (core, phone, device, push, navigator) = parts
        val scope = parts.newScope()
        return when (destination) {
            Destination.Welcome -> WelcomePresenter(core.home, phone, navigator, scope)
            Destination.Restore -> RestorePresenter(core.home, core.backups, phone, navigator, scope)
            Destination.Words -> WordsPresenter(core.identity, navigator, scope)
            Destination.WalletSetup -> WalletPresenter(core, device, phone, navigator, scope)
            Destination.NodeWallet -> NodePresenter(core.node, phone, navigator, scope)
            is Destination.Conversations -> ConversationsPresenter(destination.archived, core, navigator, scope)
            Destination.Requests -> RequestsPresenter(core.receiving, navigator, scope)
            is Destination.Chat ->
                ChatPresenter(destination.peer, destination.message, core, phone, navigator, scope, parts.lasting)
            Destination.Contacts -> ContactsPresenter(core.people, navigator, scope)
            is Destination.AddContact -> AddContactPresenter(destination.text, core.codes, core.people, phone, navigator, scope)
            Destination.MyCode -> MyCodePresenter(core.identity, phone, navigator, scope)
            is Destination.ContactDetails -> ContactPresenter(destination.npub, core, phone, navigator, scope)
            is Destination.Search -> SearchPresenter(destination.peer, core.conversations, core.people, navigator, scope)
            is Destination.Paste -> PastePresenter(destination.text, core.codes, core.receiving, phone, navigator, scope)
            Destination.Settings -> SettingsPresenter(core, device, navigator, scope)
            Destination.PriceSettings -> PricePresenter(core.preferences, navigator, scope)
            Destination.RelaySettings -> RelaysPresenter(core.preferences, core.relays, navigator, scope)
            Destination.PrivacySettings -> PrivacyPresenter(core.preferences, core.conversations, navigator, scope)
            Destination.LockSettings -> LockPresenter(device, phone, navigator, scope)
            Destination.NotificationSettings -> NotificationsPresenter(core.preferences, device, phone, push, navigator, scope)
            Destination.Backup -> BackupPresenter(core.identity, core.backups, phone, navigator, scope)
            Destination.About -> AboutPresenter(core.codes, navigator, scope)
        }
    }
}
