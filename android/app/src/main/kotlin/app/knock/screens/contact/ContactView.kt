package app.knock.screens.contact

import android.content.Context
import android.view.Gravity
import android.view.View
import app.knock.R
import app.knock.screens.Screen
import app.knock.screens.form.renderRows
import app.knock.widgets.Avatar
import app.knock.widgets.Gap
import app.knock.widgets.Page
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.pad
import app.knock.widgets.padAll
import app.knock.widgets.scrolling
import app.knock.widgets.square
import app.knock.widgets.words

class ContactView(
    context: Context,
    private val onEvent: (ContactEvent) -> Unit,
) : Screen<ContactState> {
    private val page = Page(context) { onEvent(ContactEvent.Back) }
    private val avatar = Avatar(context)
    private val name = label(context, TextKind.TITLE)
    private val list = column(context)
    override val root: View = page

    init {
        page.bar.setTitle(page.words(R.string.contact_title))
        val head = column(context)
        head.gravity = Gravity.CENTER_HORIZONTAL
        head.padAll(Gap.FULL, Gap.FULL)
        head.square(avatar, AVATAR)
        head.line(name, top = Gap.NEAR)
        name.gravity = Gravity.CENTER
        name.textAlignment = View.TEXT_ALIGNMENT_CENTER
        val box = column(context)
        box.pad(bottom = Gap.FAR)
        box.line(head)
        box.line(list)
        page.content(scrolling(box))
    }

    override fun render(state: ContactState) {
        page.setBusy(state.person == null || state.isLookingUp)
        state.person?.let {
            avatar.show(it.title, it.npub)
            name.text = it.title
        }
        renderRows(list, state.rows(), onEvent)
    }

    private companion object {
        const val AVATAR = 88
    }
}
