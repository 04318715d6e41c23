package app.knock.screens.restore

import app.knock.core.Backups
import app.knock.core.Home
import app.knock.core.ImportedIdentity
import app.knock.core.RemoteIdentity
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.phone.FileKind
import app.knock.phone.Phone
import app.knock.screens.Presenter
import app.knock.screens.startingSettings
import kotlinx.coroutines.CoroutineScope
import java.io.File

/** Brings an identity back: from words, a secret key, a remote signer, or a sealed backup. */
class RestorePresenter(
    private val home: Home,
    private val backups: Backups,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<RestoreState, RestoreEvent>(RestoreState(), scope) {
    override fun onEvent(event: RestoreEvent) {
        when (event) {
            is RestoreEvent.SecretTyped -> take(event.text)
            is RestoreEvent.PasswordTyped -> show { it.copy(password = event.text) }
            RestoreEvent.Scan -> attempt { phone.scanCode()?.let(::take) }
            RestoreEvent.PickBackup -> attempt { pickBackup() }
            RestoreEvent.ForgetBackup -> show { it.copy(backup = null, password = "", needsPassword = locks(it.secret)) }
            RestoreEvent.Restore -> restore()
            RestoreEvent.Back -> navigator.back()
        }
    }

    private fun take(secret: String) = show { it.copy(secret = secret, backup = null, needsPassword = locks(secret)) }

    private suspend fun pickBackup() {
        val file = phone.pickFile(FileKind.BACKUP) ?: return
        show { it.copy(backup = file, secret = "", password = "", needsPassword = true) }
    }

    private fun restore() {
        val now = state.value
        if (!now.canRestore) return
        show { it.copy(isBusy = true) }
        attempt {
            try {
                val backup = now.backup
                if (backup != null) {
                    backups.restore(backup.path, now.password)
                    File(backup.path).delete()
                    leaveTo(Destination.Conversations())
                } else {
                    home.create(originOf(now), home.startingSettings())
                    leaveTo(Destination.Conversations(), Destination.WalletSetup)
                }
            } finally {
                show { it.copy(isBusy = false) }
            }
        }
    }

    /** The secret is forgotten before anything else is shown. */
    private fun leaveTo(vararg destinations: Destination) {
        show { RestoreState() }
        navigator.reset(*destinations)
    }

    private fun originOf(now: RestoreState) =
        when {
            now.secret.trim().startsWith("bunker://") -> RemoteIdentity(now.secret.trim())
            else -> ImportedIdentity(tidy(now.secret), now.password.takeIf { now.needsPassword })
        }
}

/** Words as people write them down: on several lines, with capitals. Keys have no spaces in them. */
private fun tidy(secret: String): String {
    val words = secret.trim().split(Regex("\\s+"))
    return if (words.size > 1) words.joinToString(" ").lowercase() else words.first()
}

private fun locks(secret: String) = secret.trim().startsWith("ncryptsec1")
