package app.knock.screens.chat

import app.knock.core.ChatPage
import app.knock.core.CoreException
import app.knock.core.FailureClass
import app.knock.core.NewestPage
import app.knock.core.PageAfter
import app.knock.core.PageAround
import app.knock.core.PageBefore
import app.knock.core.failure
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

private const val PAGE = 40

/** The part of the chat that is shown. It grows as the user scrolls, and is read again whenever something happened. */
internal class ChatPages(
    private val stage: ChatStage,
    /** Where a search led. */
    private var around: Long?,
) {
    private var wanted = PAGE

    /** One after another, so that what was read first is never shown last. */
    private val turn = Mutex()

    /** Reads again what is shown. At the end of the chat new messages come along. */
    suspend fun refresh() =
        turn.withLock {
            val now = stage.state.value
            val first = now.messages.firstOrNull()
            when {
                around != null -> show(around ?: return@withLock)
                now.hasNewer && first != null -> keep(first.id)
                else -> show(newest(wanted))
            }
        }

    suspend fun goTo(message: Long) = turn.withLock { show(message) }

    private suspend fun show(message: Long) {
        around = null
        val shown = stage.state.value.messages.any { it.id == message }
        try {
            if (!shown) show(stage.core.chats.page(stage.peer, PageAround(message), PAGE))
            stage.show { it.copy(highlighted = message) }
        } catch (error: CoreException) {
            // It has vanished meanwhile: the chat is shown instead.
            if (error.failure.of != FailureClass.NOT_FOUND) throw error
            stage.show { it.copy(highlighted = null) }
            show(newest(wanted))
        }
    }

    suspend fun goToNewest() =
        turn.withLock {
            wanted = PAGE
            stage.show { it.copy(highlighted = null) }
            show(newest(PAGE))
        }

    suspend fun older() =
        turn.withLock {
            val now = stage.state.value
            val first = now.messages.firstOrNull()?.takeIf { now.hasOlder } ?: return@withLock
            val page = stage.core.chats.page(stage.peer, PageBefore(first.id), PAGE)
            wanted += page.messages.size
            stage.show { it.copy(messages = page.messages + it.messages, hasOlder = page.hasOlder) }
        }

    suspend fun newer() =
        turn.withLock {
            val now = stage.state.value
            val last = now.messages.lastOrNull()?.takeIf { now.hasNewer } ?: return@withLock
            val page = stage.core.chats.page(stage.peer, PageAfter(last.id), PAGE)
            wanted = now.messages.size + page.messages.size
            stage.show { it.copy(messages = it.messages + page.messages, hasNewer = page.hasNewer) }
        }

    /** The user looks at older messages: those are read again, nothing is moved. */
    private suspend fun keep(first: Long) {
        val count = stage.state.value.messages.size
        val page = stage.core.chats.page(stage.peer, PageAfter(first - 1), count)
        stage.show { it.copy(messages = page.messages, hasNewer = page.hasNewer, isLoading = false) }
    }

    private suspend fun newest(limit: Int) = stage.core.chats.page(stage.peer, NewestPage, limit)

    private fun show(page: ChatPage) =
        stage.show {
            it.copy(messages = page.messages, hasOlder = page.hasOlder, hasNewer = page.hasNewer, isLoading = false)
        }
}
