package app.knock.screens.backup

import app.knock.R
import app.knock.core.Backups
import app.knock.core.Identity
import app.knock.core.SignerKind
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.text.Phrase
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** Taking everything, or the key alone, elsewhere; and leaving this phone. Secrets come out for the owner only. */
class BackupPresenter(
    private val identity: Identity,
    private val backups: Backups,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<BackupState, BackupEvent>(BackupState(), scope) {
    init {
        attempt {
            val info = identity.info()
            show { it.copy(hasWords = info.hasWords, isRemote = info.signer != SignerKind.HERE) }
        }
    }

    override fun onEvent(event: BackupEvent) {
        when (event) {
            BackupEvent.AskPassphrase -> ask(passphraseQuestion())
            is BackupEvent.AskAgain -> askAgain(event.passphrase)
            is BackupEvent.Make -> make(event.passphrase, event.again)
            BackupEvent.ShowWords -> asOwner { navigator.open(Destination.Words) }
            BackupEvent.AskKeyPassword -> ask(keyPasswordQuestion())
            is BackupEvent.CopyLockedKey -> copyLockedKey(event.password)
            BackupEvent.AskNsec -> askNsec()
            BackupEvent.CopyNsec -> asOwner { copy(identity.nsec(), say(R.string.backup_nsec_copied)) }
            BackupEvent.AskErase -> askErase()
            BackupEvent.Erase -> erase()
            BackupEvent.Back -> navigator.back()
        }
    }

    private fun askAgain(passphrase: String) {
        if (passphrase.length < SHORTEST) return tell(say(R.string.passphrase_too_short, SHORTEST))
        ask(
            Ask.Enter(
                say(R.string.passphrase_again),
                say(R.string.passphrase_hint),
                isSecret = true,
            ) { BackupEvent.Make(passphrase, it) },
        )
    }

    private fun make(
        passphrase: String,
        again: String,
    ) {
        if (passphrase != again) return tell(say(R.string.passphrase_differs))
        show { it.copy(isBusy = true) }
        attempt {
            try {
                val saved = phone.saveWritten("knock-backup.knock", BACKUP_TYPE) { path -> backups.make(path, passphrase) }
                if (saved) tell(say(R.string.backup_done))
            } finally {
                show { it.copy(isBusy = false) }
            }
        }
    }

    private fun copyLockedKey(password: String) {
        if (password.length < SHORTEST) return tell(say(R.string.passphrase_too_short, SHORTEST))
        show { it.copy(isBusy = true) }
        asOwner {
            try {
                copy(identity.ncryptsec(password), say(R.string.backup_ncryptsec_copied))
            } finally {
                show { it.copy(isBusy = false) }
            }
        }
    }

    private fun copy(
        secret: String,
        done: Phrase,
    ) {
        phone.copy(secret, secret = true)
        tell(done)
    }

    private fun erase() =
        asOwner {
            backups.erase()
            navigator.reset(Destination.Welcome)
        }

    /** Where the phone has no lock, there is nobody to ask. */
    private fun asOwner(work: suspend () -> Unit) {
        attempt { if (!phone.hasLock() || phone.confirmOwner()) work() else show { it.copy(isBusy = false) } }
    }

    private fun passphraseQuestion() =
        Ask.Enter<BackupEvent>(
            say(R.string.passphrase_title),
            say(R.string.passphrase_hint),
            isSecret = true,
            help = say(R.string.passphrase_help),
        ) { BackupEvent.AskAgain(it) }

    private fun keyPasswordQuestion() =
        Ask.Enter<BackupEvent>(
            say(R.string.backup_ncryptsec),
            say(R.string.passphrase_hint),
            isSecret = true,
            help = say(R.string.backup_ncryptsec_help),
        ) { BackupEvent.CopyLockedKey(it) }

    private fun askNsec() =
        ask(
            Ask.Confirm(
                say(R.string.backup_nsec),
                say(R.string.backup_nsec_text),
                say(R.string.copy),
                BackupEvent.CopyNsec,
                isGrave = true,
            ),
        )

    private fun askErase() =
        ask(
            Ask.Confirm(
                say(R.string.erase_title),
                say(R.string.erase_text),
                say(R.string.erase_yes),
                BackupEvent.Erase,
                isGrave = true,
            ),
        )

    private companion object {
        /** As short as a passphrase may be: it protects a file that may lie anywhere. */
        const val SHORTEST = 8
        const val BACKUP_TYPE = "application/octet-stream"
    }
}
