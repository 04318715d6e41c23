package app.knock.screens

import android.content.Context
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import app.knock.navigation.Destination
import app.knock.screens.about.AboutPresenter
import app.knock.screens.addcontact.AddContactPresenter
import app.knock.screens.addcontact.AddContactView
import app.knock.screens.backup.BackupPresenter
import app.knock.screens.chat.ChatEvent
import app.knock.screens.chat.ChatPresenter
import app.knock.screens.chat.ChatView
import app.knock.screens.contact.ContactPresenter
import app.knock.screens.contact.ContactView
import app.knock.screens.contacts.ContactsEvent
import app.knock.screens.contacts.ContactsPresenter
import app.knock.screens.contacts.ContactsView
import app.knock.screens.conversations.ConversationsPresenter
import app.knock.screens.conversations.ConversationsView
import app.knock.screens.form.FormState
import app.knock.screens.form.FormView
import app.knock.screens.lock.LockPresenter
import app.knock.screens.mycode.MyCodeEvent
import app.knock.screens.mycode.MyCodePresenter
import app.knock.screens.mycode.MyCodeView
import app.knock.screens.node.NodePresenter
import app.knock.screens.notifications.NotificationsEvent
import app.knock.screens.notifications.NotificationsPresenter
import app.knock.screens.paste.PastePresenter
import app.knock.screens.paste.PasteView
import app.knock.screens.price.PricePresenter
import app.knock.screens.privacy.PrivacyPresenter
import app.knock.screens.relays.RelaysPresenter
import app.knock.screens.requests.RequestsPresenter
import app.knock.screens.requests.RequestsView
import app.knock.screens.restore.RestorePresenter
import app.knock.screens.restore.RestoreView
import app.knock.screens.search.SearchPresenter
import app.knock.screens.search.SearchView
import app.knock.screens.settings.SettingsEvent
import app.knock.screens.settings.SettingsPresenter
import app.knock.screens.wallet.WalletEvent
import app.knock.screens.wallet.WalletPresenter
import app.knock.screens.welcome.WelcomePresenter
import app.knock.screens.welcome.WelcomeView
import app.knock.screens.words.WordsPresenter
import app.knock.screens.words.WordsView
import app.knock.widgets.AskDialog
import app.knock.widgets.NoticeBar
import app.knock.widgets.dp
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.launch

/** Gives each destination its view, bound to the presenter that lives there. */
class AppScreens(
    private val presenters: Presenters,
) : ScreenFactory {
    override fun show(
        context: Context,
        destination: Destination,
    ): Shown =
        when (val presenter = presenters.at(destination)) {
            is WelcomePresenter -> bind(presenter, WelcomeView(context, presenter::onEvent))
            is RestorePresenter -> bind(presenter, RestoreView(context, presenter::onEvent))
            is WordsPresenter -> bind(presenter, WordsView(context, presenter::onEvent))
            is ConversationsPresenter ->
                bind(presenter, ConversationsView(context, presenter.state.value.archived, presenter::onEvent))
            is RequestsPresenter -> bind(presenter, RequestsView(context, presenter::onEvent))
            is ChatPresenter ->
                bind(presenter, ChatView(context, presenter::onEvent)) { presenter.onEvent(ChatEvent.Seen(it)) }
            is ContactsPresenter ->
                bind(presenter, ContactsView(context, presenter::onEvent)) { if (it) presenter.onEvent(ContactsEvent.Seen) }
            is AddContactPresenter -> bind(presenter, AddContactView(context, presenter::onEvent))
            is MyCodePresenter ->
                bind(presenter, MyCodeView(context, presenter::onEvent)) { if (it) presenter.onEvent(MyCodeEvent.Seen) }
            is ContactPresenter -> bind(presenter, ContactView(context, presenter::onEvent))
            is SearchPresenter -> bind(presenter, SearchView(context, presenter::onEvent))
            is PastePresenter -> bind(presenter, PasteView(context, presenter::onEvent))
            is WalletPresenter -> form(context, presenter) { if (it) presenter.onEvent(WalletEvent.Seen) }
            is NodePresenter -> form(context, presenter)
            is SettingsPresenter -> form(context, presenter) { if (it) presenter.onEvent(SettingsEvent.Seen) }
            is PricePresenter -> form(context, presenter)
            is RelaysPresenter -> form(context, presenter)
            is PrivacyPresenter -> form(context, presenter)
            is LockPresenter -> form(context, presenter)
            is NotificationsPresenter -> form(context, presenter) { if (it) presenter.onEvent(NotificationsEvent.Seen) }
            is BackupPresenter -> form(context, presenter)
            is AboutPresenter -> form(context, presenter)
            else -> error("no view for $destination")
        }

    private fun <S : FormState<E>, E> form(
        context: Context,
        presenter: Presenter<S, E>,
        onSeen: (Boolean) -> Unit = {},
    ) = bind(presenter, FormView(context, presenter::onEvent), onSeen)
}

/** The screen with its notices at the bottom and its questions above. */
private fun <S, E> bind(
    presenter: Presenter<S, E>,
    screen: Screen<S>,
    onSeen: (Boolean) -> Unit = {},
): Shown {
    val context = screen.root.context
    val notice = NoticeBar(context, presenter::onNoticeSeen)
    val dialog = AskDialog<E>(context) { presenter.onAnswer(it) }
    screen.render(presenter.state.value)
    return Shown(framed(screen.root, notice)) { scope ->
        scope.collect(presenter, screen, notice, dialog, onSeen)
    }
}

private fun <S, E> CoroutineScope.collect(
    presenter: Presenter<S, E>,
    screen: Screen<S>,
    notice: NoticeBar,
    dialog: AskDialog<E>,
    onSeen: (Boolean) -> Unit,
): Job =
    launch {
        launch { presenter.state.collect(screen::render) }
        launch { presenter.notice.collect(notice::show) }
        launch { presenter.question.collect(dialog::show) }
        try {
            onSeen(true)
            awaitCancellation()
        } finally {
            onSeen(false)
            dialog.leave()
        }
    }

private fun framed(
    root: View,
    notice: View,
): View {
    val frame = FrameLayout(root.context)
    frame.addView(root, FrameLayout.LayoutParams(MATCH, MATCH))
    val place = FrameLayout.LayoutParams(MATCH, FrameLayout.LayoutParams.WRAP_CONTENT, Gravity.BOTTOM)
    val gap = frame.dp(NOTICE_MARGIN)
    place.setMargins(gap, gap, gap, frame.dp(NOTICE_ABOVE))
    frame.addView(notice, place)
    return frame
}

private const val MATCH = FrameLayout.LayoutParams.MATCH_PARENT
private const val NOTICE_MARGIN = 16

/** Above the composer and the gesture bar. */
private const val NOTICE_ABOVE = 96
