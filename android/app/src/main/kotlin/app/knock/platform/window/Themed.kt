package app.knock.platform.window

import android.content.Context
import android.content.res.Configuration
import app.knock.phone.Theme

/** The same context in the light or the dark, where the user does not want what the phone has. */
fun Context.themed(theme: Theme): Context {
    val night =
        when (theme) {
            Theme.SYSTEM -> return this
            Theme.LIGHT -> Configuration.UI_MODE_NIGHT_NO
            Theme.DARK -> Configuration.UI_MODE_NIGHT_YES
        }
    // Only what differs: a size of letters that is set here would take the place of the user's.
    val changed =
        Configuration().apply {
            fontScale = 0f
            uiMode = night
        }
    return createConfigurationContext(changed)
}
