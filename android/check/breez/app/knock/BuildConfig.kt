package app.knock

/** What Gradle makes of build.gradle.kts. */
object BuildConfig {
    const val BREEZ_API_KEY = ""
}
