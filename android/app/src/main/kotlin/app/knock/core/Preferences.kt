package app.knock.core

import app.knock.ffi.Knock

/** The settings that the core keeps; the phone's own are in `app.knock.phone`. */
interface Preferences {
    suspend fun settings(): Settings

    /** Stores them whole. Where they change what the home may reach, whoever listens listens again. */
    suspend fun setSettings(settings: Settings)
}

internal class KnockPreferences(
    private val knock: Knock,
) : Preferences {
    override suspend fun settings() = knock.settings()

    override suspend fun setSettings(settings: Settings) = knock.setSettings(settings)
}
