package app.knock.navigation

import app.knock.core.CodeName
import app.knock.core.CodePerson
import app.knock.core.Codes

/** Where a link that was opened, or a text that was shared with the app, belongs. */
fun destinationOf(
    text: String,
    codes: Codes,
): Destination =
    when (codes.read(text)) {
        is CodePerson, is CodeName -> Destination.AddContact(text)
        // A comment is opened there; of anything else that screen says what it is.
        else -> Destination.Paste(text)
    }

/** Where the app begins: with nobody at home, at the door. */
fun startOf(hasIdentity: Boolean): List<Destination> =
    listOf(if (hasIdentity) Destination.Conversations() else Destination.Welcome)
