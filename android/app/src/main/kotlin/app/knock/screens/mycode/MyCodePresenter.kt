package app.knock.screens.mycode

import app.knock.R
import app.knock.core.Identity
import app.knock.navigation.Destination
import app.knock.navigation.Navigator
import app.knock.phone.Phone
import app.knock.screens.Presenter
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** Pixels for each square: sharp on any screen, and when it is printed. */
private const val SCALE = 16

/** The user's own card, for others to scan. */
class MyCodePresenter(
    private val identity: Identity,
    private val phone: Phone,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<MyCodeState, MyCodeEvent>(MyCodeState(), scope) {
    init {
        load()
    }

    override fun onEvent(event: MyCodeEvent) {
        when (event) {
            MyCodeEvent.ShareLink -> state.value.card?.let { phone.share(it.link) }
            MyCodeEvent.SharePicture -> sharePicture()
            MyCodeEvent.CopyLink -> copy(state.value.card?.link)
            MyCodeEvent.CopyNpub -> copy(state.value.card?.npub)
            MyCodeEvent.SetUpWallet -> navigator.open(Destination.WalletSetup)
            MyCodeEvent.Scan -> navigator.open(Destination.AddContact())
            MyCodeEvent.Seen -> load()
            MyCodeEvent.Back -> navigator.back()
        }
    }

    private fun load() {
        attempt {
            val (card, png) = identity.card() to identity.cardQr(SCALE)
            show { MyCodeState(card, png) }
        }
    }

    private fun sharePicture() {
        val card = state.value.card ?: return
        state.value.png?.let { phone.sharePicture(it, card.link) }
    }

    private fun copy(text: String?) {
        phone.copy(text ?: return)
        tell(say(R.string.copied))
    }
}
