package app.knock.screens.restore

import android.content.Context
import android.view.View
import app.knock.R
import app.knock.screens.Screen
import app.knock.widgets.EntryKind
import app.knock.widgets.Gap
import app.knock.widgets.Page
import app.knock.widgets.TextEntry
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.filledButton
import app.knock.widgets.isThere
import app.knock.widgets.isUsable
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.padAll
import app.knock.widgets.scrolling
import app.knock.widgets.softButton
import app.knock.widgets.textButton
import app.knock.widgets.words

class RestoreView(
    context: Context,
    onEvent: (RestoreEvent) -> Unit,
) : Screen<RestoreState> {
    private val page = Page(context) { onEvent(RestoreEvent.Back) }
    private val help = label(context, TextKind.BODY, page.words(R.string.restore_help))
    private val secret =
        TextEntry(context, page.words(R.string.restore_secret_hint), EntryKind.CODE) { onEvent(RestoreEvent.SecretTyped(it)) }
    private val scan = textButton(context, R.string.scan) { onEvent(RestoreEvent.Scan) }
    private val chosen = label(context, TextKind.NAME)
    private val forget = textButton(context, R.string.restore_forget_backup) { onEvent(RestoreEvent.ForgetBackup) }
    private val password =
        TextEntry(context, page.words(R.string.restore_password_hint), EntryKind.PASSWORD) {
            onEvent(RestoreEvent.PasswordTyped(it))
        }
    private val restore = filledButton(context, R.string.restore_yes) { onEvent(RestoreEvent.Restore) }
    private val pick = softButton(context, R.string.restore_pick_backup) { onEvent(RestoreEvent.PickBackup) }
    override val root: View = page

    init {
        page.bar.setTitle(page.words(R.string.restore_title))
        val box = column(context)
        box.padAll(Gap.FULL, Gap.FULL)
        box.line(help, bottom = Gap.FULL)
        box.line(secret)
        box.line(scan)
        box.line(chosen)
        box.line(forget)
        box.line(password, top = Gap.FULL)
        box.line(restore, top = Gap.WIDE)
        box.line(pick, top = Gap.NEAR)
        page.content(scrolling(box))
    }

    override fun render(state: RestoreState) {
        val backup = state.backup
        page.setBusy(state.isBusy)
        secret.show(state.secret)
        password.show(state.password)
        listOf(help, secret, scan, pick).forEach { it.isThere = backup == null }
        listOf(chosen, forget).forEach { it.isThere = backup != null }
        chosen.text = backup?.let { page.words(R.string.restore_chosen, it.name) }
        password.isThere = state.needsPassword
        restore.isUsable = state.canRestore
        pick.isUsable = !state.isBusy
    }
}
