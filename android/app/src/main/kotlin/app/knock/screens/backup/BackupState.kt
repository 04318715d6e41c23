package app.knock.screens.backup

import app.knock.R
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.say

data class BackupState(
    /** The identity came from words. */
    val hasWords: Boolean = false,
    /** The key is elsewhere: there is nothing to take along. */
    val isRemote: Boolean = false,
    override val isBusy: Boolean = false,
) : FormState<BackupEvent> {
    override val title get() = say(R.string.backup_title)
    override val back get() = BackupEvent.Back

    override fun rows(): List<Row<BackupEvent>> =
        buildList {
            add(Row.Header(say(R.string.backup_section_file)))
            add(
                Row.Item(
                    say(R.string.backup_make),
                    say(R.string.backup_make_summary),
                    BackupEvent.AskPassphrase,
                    isEnabled = !isBusy,
                ),
            )
            add(Row.Note(say(R.string.backup_note)))
            if (!isRemote) {
                add(Row.Header(say(R.string.backup_section_key)))
                if (hasWords) add(Row.Item(say(R.string.words_title), say(R.string.backup_words_summary), BackupEvent.ShowWords))
                add(Row.Item(say(R.string.backup_ncryptsec), say(R.string.backup_ncryptsec_summary), BackupEvent.AskKeyPassword))
                add(Row.Item(say(R.string.backup_nsec), say(R.string.backup_nsec_summary), BackupEvent.AskNsec, isGrave = true))
            }
            add(Row.Header(say(R.string.backup_section_erase)))
            add(Row.Item(say(R.string.erase_title), say(R.string.erase_summary), BackupEvent.AskErase, isGrave = true))
        }
}

sealed interface BackupEvent {
    data object AskPassphrase : BackupEvent

    class AskAgain(
        val passphrase: String,
    ) : BackupEvent

    class Make(
        val passphrase: String,
        val again: String,
    ) : BackupEvent

    data object ShowWords : BackupEvent

    data object AskKeyPassword : BackupEvent

    class CopyLockedKey(
        val password: String,
    ) : BackupEvent

    data object AskNsec : BackupEvent

    data object CopyNsec : BackupEvent

    data object AskErase : BackupEvent

    data object Erase : BackupEvent

    data object Back : BackupEvent
}
