package app.knock.screens.restore

import app.knock.phone.PickedFile

data class RestoreState(
    /** Words, nsec or ncryptsec, as typed. Nowhere but in the memory. */
    val secret: String = "",
    val password: String = "",
    /** What was typed is locked with a password (NIP-49). */
    val needsPassword: Boolean = false,
    /** A sealed backup that was chosen instead. */
    val backup: PickedFile? = null,
    val isBusy: Boolean = false,
) {
    val canRestore get() = !isBusy && (secret.isNotBlank() || backup != null) && (!needsPassword || password.isNotEmpty())

    /** Without the secrets, so that no log gets to see them. */
    override fun toString() = "RestoreState(needsPassword=$needsPassword, isBusy=$isBusy)"
}

sealed interface RestoreEvent {
    class SecretTyped(
        val text: String,
    ) : RestoreEvent

    class PasswordTyped(
        val text: String,
    ) : RestoreEvent

    data object Scan : RestoreEvent

    data object PickBackup : RestoreEvent

    data object ForgetBackup : RestoreEvent

    data object Restore : RestoreEvent

    data object Back : RestoreEvent
}
