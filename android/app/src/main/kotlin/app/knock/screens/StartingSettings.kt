package app.knock.screens

import app.knock.core.Home
import app.knock.core.Settings

/** How many relays somebody new begins with: if one is down, the others have the message. */
private const val FIRST_RELAYS = 3

/** What somebody new begins with: the first relays of the directory. The settings change them. */
fun Home.startingSettings(): Settings = defaultSettings().copy(relays = relayDirectory().take(FIRST_RELAYS))
