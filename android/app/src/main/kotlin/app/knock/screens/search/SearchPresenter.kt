package app.knock.screens.search

import app.knock.core.ChatMessage
import app.knock.core.Conversations
import app.knock.core.People
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.screens.Presenter
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay

private const val PAGE = 50

/** Somebody who types is not finished after each letter. */
private const val PAUSE_MILLIS = 150L

/** Finds messages by any part of any word, on this device. */
class SearchPresenter(
    private val peer: String?,
    private val conversations: Conversations,
    private val people: People,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<SearchState, SearchEvent>(SearchState(peer), scope) {
    private var searching: Job? = null

    init {
        if (peer != null) {
            attempt {
                val title = people.nameOf(peer)
                show { it.copy(peerTitle = title) }
            }
        }
    }

    override fun onEvent(event: SearchEvent) {
        when (event) {
            is SearchEvent.Typed -> if (event.query != state.value.query) search(event.query)
            is SearchEvent.Open -> navigator.open(Destination.Chat(event.message.peer, event.message.id))
            SearchEvent.LoadMore -> more()
            SearchEvent.Back -> navigator.back()
        }
    }

    private fun search(query: String) {
        searching?.cancel()
        show { it.copy(query = query, isSearching = query.isNotBlank()) }
        searching =
            attempt {
                delay(PAUSE_MILLIS)
                val found = if (query.isBlank()) emptyList() else conversations.search(query, PAGE, peer)
                val titles = titlesOf(found)
                show { it.copy(found = found, titles = titles, hasMore = found.size == PAGE, isSearching = false) }
            }
    }

    private fun more() {
        val now = state.value
        if (!now.hasMore || now.isSearching) return
        show { it.copy(isSearching = true) }
        searching =
            attempt {
                val older = conversations.search(now.query, PAGE, peer, now.found.last().id)
                val titles = titlesOf(older)
                show {
                    it.copy(
                        found = it.found + older,
                        titles = it.titles + titles,
                        hasMore = older.size == PAGE,
                        isSearching = false,
                    )
                }
            }
    }

    private suspend fun titlesOf(found: List<ChatMessage>) = people.namesOf(found.map { it.peer }.distinct())
}
