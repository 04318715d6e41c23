package app.knock.screens.conversations

import android.content.Context
import android.view.View
import android.widget.FrameLayout
import app.knock.R
import app.knock.navigation.Destination
import app.knock.screens.Screen
import app.knock.widgets.Banner
import app.knock.widgets.EmptyView
import app.knock.widgets.Gap
import app.knock.widgets.ItemAdapter
import app.knock.widgets.Page
import app.knock.widgets.above
import app.knock.widgets.column
import app.knock.widgets.dp
import app.knock.widgets.filling
import app.knock.widgets.floatingButton
import app.knock.widgets.isThere
import app.knock.widgets.line
import app.knock.widgets.onEnd
import app.knock.widgets.pad
import app.knock.widgets.plainList
import app.knock.widgets.rest
import app.knock.widgets.words

class ConversationsView(
    context: Context,
    archived: Boolean,
    private val onEvent: (ConversationsEvent) -> Unit,
) : Screen<ConversationsState> {
    private val back = if (archived) ({ onEvent(ConversationsEvent.Back) }) else null
    private val page = Page(context, back)
    private val requests = Banner(context, R.drawable.ic_door) { go(Destination.Requests) }
    private val wallet = Banner(context, R.drawable.ic_bolt) { go(Destination.WalletSetup) }
    private val deaf = Banner(context, R.drawable.ic_alert) { go(Destination.WalletSetup) }
    private val sendOnly = Banner(context, R.drawable.ic_alert, null)
    private val list = plainList(context)
    private val adapter = ItemAdapter({ it.peer.hashCode().toLong() }) { ConversationLine(context, onEvent) }
    private val empty =
        if (archived) {
            EmptyView(context, R.drawable.ic_archive, R.string.archive_empty_title, R.string.archive_empty_text)
        } else {
            EmptyView(context, R.drawable.ic_knock, R.string.conversations_empty_title, R.string.conversations_empty_text)
                .action(R.string.add_title) { go(Destination.AddContact()) }
                .action(R.string.my_code_title) { go(Destination.MyCode) }
        }
    override val root: View = page

    init {
        page.bar.setTitle(page.words(if (archived) R.string.archive_title else R.string.app_name))
        if (!archived) actions()
        val box = column(context)
        val banners = column(context)
        banners.pad(Gap.FULL, 0, Gap.FULL, 0)
        listOf(deaf, sendOnly, wallet, requests).forEach { banners.line(it, bottom = Gap.HALF) }
        box.line(banners)
        val stack = FrameLayout(context)
        list.adapter = adapter
        list.setPadding(0, 0, 0, list.dp(BELOW))
        list.onEnd { onEvent(ConversationsEvent.LoadMore) }
        stack.filling(list)
        stack.filling(empty)
        if (!archived) {
            stack.above(
                floatingButton(context, R.drawable.ic_write, R.string.conversations_write) { go(Destination.Contacts) },
                android.view.Gravity.BOTTOM or android.view.Gravity.END,
                Gap.FULL,
            )
        }
        box.rest(stack)
        page.content(box)
    }

    private fun actions() {
        page.bar.action(R.drawable.ic_search, R.string.search_title) { go(Destination.Search()) }
        page.bar.action(R.drawable.ic_qr, R.string.my_code_title) { go(Destination.MyCode) }
        page.bar.menu {
            listOf(
                R.string.contacts_title to { go(Destination.Contacts) },
                R.string.archive_title to { go(Destination.Conversations(archived = true)) },
                R.string.paste_title to { go(Destination.Paste()) },
                R.string.refresh to { onEvent(ConversationsEvent.Refresh) },
                R.string.settings_title to { go(Destination.Settings) },
            )
        }
    }

    override fun render(state: ConversationsState) {
        adapter.submit(state.conversations)
        list.isThere = !state.isEmpty
        empty.isThere = state.isEmpty
        page.setBusy(state.isLoading)
        val resources = root.resources
        requests.show(
            state.requests.takeIf {
                it > 0 && !state.archived
            }?.let { resources.getQuantityString(R.plurals.requests_waiting, it, it) },
        )
        wallet.show(page.words(R.string.conversations_lacks_wallet).takeIf { state.lacksWallet && !state.archived })
        deaf.show(page.words(R.string.conversations_deaf).takeIf { state.isDeaf && !state.archived })
        sendOnly.show(page.words(R.string.conversations_send_only).takeIf { state.isSendOnly && !state.archived })
    }

    private fun go(to: Destination) = onEvent(ConversationsEvent.Go(to))

    private companion object {
        /** The floating button covers no line at the end of the list. */
        const val BELOW = 88
    }
}
