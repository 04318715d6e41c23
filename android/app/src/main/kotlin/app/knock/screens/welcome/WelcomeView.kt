package app.knock.screens.welcome

import android.content.Context
import android.view.Gravity
import android.view.View
import app.knock.R
import app.knock.screens.Screen
import app.knock.widgets.Gap
import app.knock.widgets.Page
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.filledButton
import app.knock.widgets.icon
import app.knock.widgets.isThere
import app.knock.widgets.isUsable
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.padAll
import app.knock.widgets.rest
import app.knock.widgets.scrolling
import app.knock.widgets.softButton
import app.knock.widgets.square
import app.knock.widgets.textButton
import app.knock.widgets.words

class WelcomeView(
    context: Context,
    onEvent: (WelcomeEvent) -> Unit,
) : Screen<WelcomeState> {
    private val page = Page(context, onBack = null)
    private val begin = filledButton(context, R.string.welcome_begin) { onEvent(WelcomeEvent.Begin) }
    private val restore = softButton(context, R.string.welcome_restore) { onEvent(WelcomeEvent.Restore) }
    private val signer = textButton(context, R.string.welcome_signer) { onEvent(WelcomeEvent.AskSigner) }
    override val root: View = page

    init {
        page.bar.visibility = View.GONE
        val box = column(context)
        box.padAll(Gap.WIDE, Gap.WIDE)
        val middle = column(context).apply { gravity = Gravity.CENTER_VERTICAL }
        middle.square(icon(context, R.drawable.ic_knock, R.color.accent), MARK)
        middle.line(label(context, TextKind.DISPLAY, page.words(R.string.welcome_title)), top = Gap.WIDE)
        POINTS.forEach { middle.line(label(context, TextKind.BODY, page.words(it)), top = Gap.FULL) }
        box.rest(middle)
        box.line(begin, top = Gap.WIDE)
        box.line(restore, top = Gap.NEAR)
        box.line(signer, top = Gap.SMALL)
        box.line(textButton(context, R.string.welcome_about) { onEvent(WelcomeEvent.About) }, top = Gap.SMALL)
        page.content(scrolling(box))
    }

    override fun render(state: WelcomeState) {
        page.setBusy(state.isBusy)
        begin.isUsable = !state.isBusy
        restore.isUsable = !state.isBusy
        signer.isThere = state.hasSigner
        signer.isUsable = !state.isBusy
    }

    private companion object {
        const val MARK = 72
        val POINTS = intArrayOf(R.string.welcome_point_private, R.string.welcome_point_paid, R.string.welcome_point_nothing)
    }
}
