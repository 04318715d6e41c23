package app.knock.navigation

import java.net.URLDecoder
import java.net.URLEncoder

/** Destinations that are about nothing in particular, by the name that they are saved under. */
private val plain =
    mapOf(
        "welcome" to Destination.Welcome,
        "restore" to Destination.Restore,
        "words" to Destination.Words,
        "wallet" to Destination.WalletSetup,
        "node" to Destination.NodeWallet,
        "requests" to Destination.Requests,
        "contacts" to Destination.Contacts,
        "code" to Destination.MyCode,
        "settings" to Destination.Settings,
        "price" to Destination.PriceSettings,
        "relays" to Destination.RelaySettings,
        "privacy" to Destination.PrivacySettings,
        "lock" to Destination.LockSettings,
        "notifications" to Destination.NotificationSettings,
        "backup" to Destination.Backup,
        "about" to Destination.About,
    )

private val names = plain.entries.associate { (name, destination) -> destination to name }

/** One line of text. What others gave (a link, a shared text) is not kept: it may hold a secret. */
fun Destination.save(): String =
    when (this) {
        is Destination.Conversations -> if (archived) "archive" else "conversations"
        is Destination.Chat -> listOfNotNull("chat", escape(peer), message?.toString()).joinToString(" ")
        is Destination.AddContact -> "add"
        is Destination.ContactDetails -> "contact ${escape(npub)}"
        is Destination.Search -> listOfNotNull("search", peer?.let(::escape)).joinToString(" ")
        is Destination.Paste -> "paste"
        else -> names.getValue(this)
    }

/** Null where an older or newer version saved it. */
fun restoreDestination(line: String): Destination? {
    val words = line.split(' ')
    val about = words.getOrNull(1)?.let(::unescape)
    return plain[words[0]] ?: when (words[0]) {
        "conversations" -> Destination.Conversations()
        "archive" -> Destination.Conversations(archived = true)
        "chat" -> about?.let { Destination.Chat(it, words.getOrNull(2)?.toLongOrNull()) }
        "add" -> Destination.AddContact()
        "contact" -> about?.let { Destination.ContactDetails(it) }
        "search" -> Destination.Search(about)
        "paste" -> Destination.Paste()
        else -> null
    }
}

private fun escape(text: String): String = URLEncoder.encode(text, "UTF-8")

private fun unescape(text: String): String? =
    try {
        URLDecoder.decode(text, "UTF-8")
    } catch (_: IllegalArgumentException) {
        null
    }
