package app.knock.platform

import android.content.Intent
import android.net.Uri
import app.knock.core.Codes
import app.knock.navigation.Destination
import app.knock.navigation.destinationOf

internal const val ACTION_CHAT = "app.knock.CHAT"
internal const val ACTION_REQUESTS = "app.knock.REQUESTS"

/** Longer than any card or comment; what is longer is not for us. */
private const val LONGEST = 16_384

internal fun chatAddress(peer: String): Uri = Uri.fromParts("knock-chat", peer, null)

/**
 * Where an intent leads; null where it only opens the app. Any app may send one, so it leads to screens that show what
 * came and let the user decide, and does nothing by itself.
 */
internal fun destinationOf(
    intent: Intent?,
    codes: Codes,
): Destination? =
    when (intent?.action) {
        ACTION_CHAT -> intent.data?.schemeSpecificPart?.let { Destination.Chat(it) }
        ACTION_REQUESTS -> Destination.Requests
        Intent.ACTION_VIEW -> intent.dataString?.let { destinationOf(it.take(LONGEST), codes) }
        Intent.ACTION_SEND -> sharedText(intent)?.let { destinationOf(it.take(LONGEST), codes) }
        else -> null
    }

private fun sharedText(intent: Intent) = intent.getStringExtra(Intent.EXTRA_TEXT)?.takeIf { it.isNotBlank() }
