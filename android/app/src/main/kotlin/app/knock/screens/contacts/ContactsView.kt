package app.knock.screens.contacts

import android.content.Context
import android.view.View
import android.widget.FrameLayout
import app.knock.R
import app.knock.core.Contact
import app.knock.screens.Screen
import app.knock.widgets.Avatar
import app.knock.widgets.EmptyView
import app.knock.widgets.Gap
import app.knock.widgets.ItemAdapter
import app.knock.widgets.ItemView
import app.knock.widgets.Page
import app.knock.widgets.SearchEntry
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.filling
import app.knock.widgets.icon
import app.knock.widgets.iconButton
import app.knock.widgets.isThere
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.onOneLine
import app.knock.widgets.padAll
import app.knock.widgets.piece
import app.knock.widgets.plainList
import app.knock.widgets.rest
import app.knock.widgets.row
import app.knock.widgets.square
import app.knock.widgets.touchableLine
import app.knock.widgets.words

class ContactsView(
    context: Context,
    private val onEvent: (ContactsEvent) -> Unit,
) : Screen<ContactsState> {
    private val page = Page(context) { onEvent(ContactsEvent.Back) }
    private val query = SearchEntry(context, page.words(R.string.contacts_search_hint)) { onEvent(ContactsEvent.Searched(it)) }
    private val list = plainList(context)
    private val adapter = ItemAdapter<Contact>({ it.npub.hashCode().toLong() }) { ContactLine(context, onEvent) }
    private val empty =
        EmptyView(context, R.drawable.ic_person, R.string.contacts_empty_title, R.string.contacts_empty_text)
            .action(R.string.add_title) { onEvent(ContactsEvent.Add) }
            .action(R.string.my_code_title) { onEvent(ContactsEvent.MyCode) }
    override val root: View = page

    init {
        page.bar.setTitle(page.words(R.string.contacts_title))
        page.bar.action(R.drawable.ic_person_add, R.string.add_title) { onEvent(ContactsEvent.Add) }
        list.adapter = adapter
        val stack = FrameLayout(context)
        stack.filling(list)
        stack.filling(empty)
        val box = column(context)
        box.line(query)
        box.rest(stack)
        page.content(box)
    }

    override fun render(state: ContactsState) {
        page.setBusy(state.isLoading)
        query.show(state.query)
        query.isThere = !state.isEmpty
        // Those that nothing is heard from come last, to be found again.
        adapter.submit(if (state.query.isBlank()) state.contacts + state.blocked else state.contacts)
        empty.isThere = state.isEmpty && state.blocked.isEmpty()
        list.isThere = !empty.isThere
    }
}

private class ContactLine(
    context: Context,
    private val onEvent: (ContactsEvent) -> Unit,
) : ItemView<Contact> {
    private val avatar = Avatar(context)
    private val name = label(context, TextKind.NAME).onOneLine()
    private val verified = icon(context, R.drawable.ic_verified, R.color.good)
    private val address = label(context, TextKind.SOFT).onOneLine()
    private lateinit var contact: Contact
    private val details =
        iconButton(context, R.drawable.ic_info, R.string.contact_title) { onEvent(ContactsEvent.Details(contact)) }
    override val root = row(context)

    init {
        root.padAll(Gap.FULL, Gap.HALF)
        root.background = context.touchableLine()
        root.square(avatar, AVATAR, end = Gap.FULL)
        val texts = column(context)
        val top = row(context)
        top.rest(name)
        top.square(verified, SIGN, start = Gap.SMALL)
        texts.line(top)
        texts.line(address, top = Gap.HAIR)
        root.rest(texts)
        root.piece(details)
    }

    override fun show(item: Contact) {
        contact = item
        avatar.show(item.title, item.npub)
        name.text = item.title
        verified.isThere = item.verifiedAt != null
        address.text =
            when {
                item.blocked -> root.words(R.string.contact_is_blocked)
                else -> item.lightningAddress ?: item.nip05 ?: root.words(R.string.contact_no_address)
            }
        root.setOnClickListener { onEvent(if (item.blocked) ContactsEvent.Details(item) else ContactsEvent.Write(item)) }
    }

    private companion object {
        const val AVATAR = 40
        const val SIGN = 16
    }
}
