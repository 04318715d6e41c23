package app.knock.screens.requests

import app.knock.R
import app.knock.core.Arrival
import app.knock.core.ArrivedDelayed
import app.knock.core.CoreEvent
import app.knock.core.CoreException
import app.knock.core.Receiving
import app.knock.core.Request
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.screens.Ask
import app.knock.screens.Presenter
import app.knock.text.plain
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onStart
import kotlinx.coroutines.launch

private const val LIMIT = 200

/** Knocks of strangers, and of contacts who paid too little. Nothing was fetched; the sender learns nothing. */
class RequestsPresenter(
    private val receiving: Receiving,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<RequestsState, RequestsEvent>(RequestsState(), scope) {
    init {
        scope.launch {
            receiving
                .events()
                .map { it as CoreEvent? }
                .onStart { emit(null) }
                .conflate()
                .collect { load() }
        }
    }

    override fun onEvent(event: RequestsEvent) {
        when (event) {
            is RequestsEvent.ReadOnce -> fetch(event.request) { receiving.acceptOnce(it) }
            is RequestsEvent.Accept -> fetch(event.request) { receiving.acceptSender(it) }
            is RequestsEvent.AskBlock -> askBlock(event.request)
            is RequestsEvent.Block -> change { receiving.blockSender(event.request.eventId) }
            is RequestsEvent.Ignore -> change { receiving.ignore(event.request.eventId) }
            RequestsEvent.Back -> navigator.back()
        }
    }

    private suspend fun load() =
        inTurn {
            try {
                val requests = receiving.requests(LIMIT)
                show { it.copy(requests = requests, isLoading = false) }
            } catch (error: CoreException) {
                tellFailure(error)
            }
        }

    private fun fetch(
        request: Request,
        accept: suspend (String) -> Arrival,
    ) {
        if (request.eventId in state.value.underWay) return
        show { it.copy(underWay = it.underWay + request.eventId) }
        attempt {
            try {
                val arrival = accept(request.eventId)
                load()
                if (arrival is ArrivedDelayed) {
                    tell(say(R.string.request_delayed))
                } else {
                    navigator.open(Destination.Chat(request.sender))
                }
            } finally {
                show { it.copy(underWay = it.underWay - request.eventId) }
            }
        }
    }

    private fun change(work: suspend () -> Unit) {
        attempt {
            work()
            load()
        }
    }

    private fun askBlock(request: Request) =
        ask(
            Ask.Confirm(
                say(R.string.block_title, plain(request.title)),
                say(R.string.request_block_text),
                say(R.string.block),
                RequestsEvent.Block(request),
                isGrave = true,
            ),
        )
}
