package app.knock.screens.chat

import app.knock.core.Core
import app.knock.core.CoreEvent
import app.knock.core.CoreException
import app.knock.core.failure
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.screens.Presenter
import app.knock.text.phrase
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onStart
import kotlinx.coroutines.launch

/** A chat. What is shown is in [ChatPages], writing in [Composer], what is done with a message in [MessageActions]. */
class ChatPresenter(
    private val peer: String,
    message: Long?,
    private val core: Core,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
    lasting: CoroutineScope,
) : Presenter<ChatState, ChatEvent>(ChatState(peer, highlighted = message), scope) {
    private val stage =
        ChatStage(
            peer = peer,
            core = core,
            phone = phone,
            state = state,
            show = ::show,
            attempt = { attempt(work = it) },
            tell = ::tell,
            ask = ::ask,
        )
    private val pages = ChatPages(stage, message)
    private val composer = Composer(stage, pages, lasting)
    private val pictures = ChatPictures(stage)
    private val files = ChatFiles(stage, pages, pictures, lasting)
    private val actions = MessageActions(stage, pages)
    private var isSeen = false

    init {
        scope.launch {
            composer.takeDraft()
            core.receiving
                .events()
                .map { it as CoreEvent? }
                .onStart { emit(null) }
                .conflate()
                .collect { refresh() }
        }
        askPrice()
    }

    override fun onEvent(event: ChatEvent) {
        when (event) {
            is ChatEvent.Typed -> composer.typed(event.text)
            ChatEvent.Send -> composer.send()
            is ChatEvent.SendFor -> composer.send(agreedMsat = event.msat)
            is ChatEvent.Reply -> composer.reply(event.message)
            is ChatEvent.Edit -> composer.edit(event.message)
            ChatEvent.LetGo -> composer.letGo()
            ChatEvent.Attach -> files.attach()
            is ChatEvent.AttachAsIs -> files.sendAsIs(event.path, event.name)
            ChatEvent.CancelUpload -> files.giveUp()
            is ChatEvent.OpenFile -> files.open(event.message)
            is ChatEvent.Jump -> look { goTo(event.message) }
            ChatEvent.JumpToNewest -> look { goToNewest() }
            ChatEvent.LoadOlder -> look { older() }
            ChatEvent.LoadNewer -> look { newer() }
            ChatEvent.AskPrice -> askPrice()
            ChatEvent.OpenDetails -> navigator.open(Destination.ContactDetails(peer))
            ChatEvent.Search -> navigator.open(Destination.Search(peer))
            is ChatEvent.Seen -> seen(event.isSeen)
            ChatEvent.Back -> navigator.back()
            else -> actions.take(event)
        }
    }

    private suspend fun refresh() {
        try {
            val settings = core.preferences.settings()
            val conversation = core.conversations.with(peer)
            val title = conversation?.title ?: core.people.nameOf(peer)
            show {
                it.copy(
                    title = title,
                    conversation = conversation,
                    timerSeconds = (conversation?.ttlSecs ?: settings.ttlSecs).toLong(),
                    canSendFiles = settings.fileServer != null,
                    paysByHand = core.purse.capabilities().handOver,
                )
            }
            pages.refresh()
            pictures.load()
            if (isSeen) core.chats.markRead(peer)
        } catch (error: CoreException) {
            show { it.copy(isLoading = false) }
            tellFailure(error)
        }
    }

    private fun look(where: suspend ChatPages.() -> Unit) {
        attempt {
            pages.where()
            pictures.load()
        }
    }

    private fun seen(isSeen: Boolean) {
        this.isSeen = isSeen
        if (!isSeen) return
        // The settings may have changed meanwhile, or a contact's name.
        scope.launch { refresh() }
        if (state.value.price is Price.Failed || state.value.price is Price.NoAddress) askPrice()
    }

    private fun askPrice() {
        show { it.copy(price = Price.Asking) }
        attempt(failed = ::showNoPrice) {
            val quote = core.sending.quote(peer)
            val limit = core.preferences.settings().maxMsat
            show { it.copy(price = Price.Known(quote.amountMsat, limit)) }
        }
    }

    private fun showNoPrice(error: CoreException) {
        val none = if (error.failure.kind == "no_pay_address") Price.NoAddress else Price.Failed(error.phrase())
        show { it.copy(price = none) }
    }
}
