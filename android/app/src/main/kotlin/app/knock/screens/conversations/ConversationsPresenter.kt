package app.knock.screens.conversations

import app.knock.R
import app.knock.core.Conversation
import app.knock.core.Core
import app.knock.core.CoreEvent
import app.knock.core.CoreException
import app.knock.core.ListeningEnded
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.screens.muteQuestion
import app.knock.screens.muteUntil
import app.knock.text.plain
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onStart
import kotlinx.coroutines.launch

private const val PAGE = 50

/** The list of conversations, or of those that were put away. */
class ConversationsPresenter(
    private val archived: Boolean,
    private val core: Core,
    private val navigator: Navigator,
    scope: CoroutineScope,
    private val now: () -> Long = { System.currentTimeMillis() / 1000 },
) : Presenter<ConversationsState, ConversationsEvent>(ConversationsState(archived), scope) {
    /** How many lines are looked at; more as the user scrolls. */
    private var wanted = PAGE

    init {
        scope.launch {
            // Whatever happens may change the list; while it is read, several are one.
            core.receiving
                .events()
                .map { it.also(::hear) as CoreEvent? }
                .onStart { emit(null) }
                .conflate()
                .collect { load() }
        }
    }

    override fun onEvent(event: ConversationsEvent) {
        when (event) {
            is ConversationsEvent.Open -> navigator.open(Destination.Chat(event.peer))
            is ConversationsEvent.Go -> navigator.open(event.to)
            is ConversationsEvent.Pin -> change { pin(event.conversation.peer, !event.conversation.pinned) }
            is ConversationsEvent.Archive -> change { archive(event.conversation.peer, !event.conversation.archived) }
            is ConversationsEvent.AskMute -> askMute(event.conversation)
            is ConversationsEvent.Mute -> change { mute(event.peer, muteUntil(now(), event.seconds)) }
            is ConversationsEvent.MarkRead -> change { core.chats.markRead(event.peer) }
            is ConversationsEvent.AskDelete -> askDelete(event.conversation)
            is ConversationsEvent.Delete -> change { delete(event.peer) }
            ConversationsEvent.LoadMore -> if (state.value.hasMore) more()
            ConversationsEvent.Refresh -> refresh()
            ConversationsEvent.Back -> navigator.back()
        }
    }

    private fun hear(event: CoreEvent) {
        if (event is ListeningEnded) show { it.copy(isDeaf = event.error != null) }
    }

    private suspend fun load() =
        inTurn {
            try {
                val conversations = core.conversations.page(archived, wanted)
                val overview = core.conversations.overview()
                val lacksWallet = lacksWallet()
                val sendOnly = core.identity.info().sendOnly
                show {
                    it.copy(
                        conversations = conversations,
                        isLoading = false,
                        hasMore = conversations.size == wanted,
                        requests = overview.requests.toInt(),
                        lacksWallet = lacksWallet,
                        isSendOnly = sendOnly,
                    )
                }
            } catch (error: CoreException) {
                tellFailure(error)
            }
        }

    private suspend fun lacksWallet(): Boolean {
        val settings = core.preferences.settings()
        return core.purse.capabilities().handOver && settings.lightningAddress == null && settings.offer == null
    }

    private fun more() {
        wanted += PAGE
        scope.launch { load() }
    }

    private fun refresh() {
        attempt {
            core.receiving.catchUp(CATCH_UP_MILLIS)
            load()
        }
    }

    private fun change(work: suspend app.knock.core.Conversations.() -> Unit) {
        attempt {
            core.conversations.work()
            load()
        }
    }

    private fun askMute(conversation: Conversation) {
        if (conversation.mutedUntil.toLong() > now()) {
            onEvent(ConversationsEvent.Mute(conversation.peer, 0))
        } else {
            ask(muteQuestion { ConversationsEvent.Mute(conversation.peer, it) })
        }
    }

    private fun askDelete(conversation: Conversation) =
        ask(
            Ask.Confirm(
                say(R.string.conversation_delete_title, plain(conversation.title)),
                say(R.string.conversation_delete_text),
                say(R.string.delete),
                ConversationsEvent.Delete(conversation.peer),
                isGrave = true,
            ),
        )

    private companion object {
        const val CATCH_UP_MILLIS = 15_000L
    }
}
