package app.knock.screens.words

import app.knock.core.Identity
import app.knock.navigation.Navigator
import app.knock.screens.Presenter
import kotlinx.coroutines.CoroutineScope

/** The words that bring everything back, to be written down. */
class WordsPresenter(
    private val identity: Identity,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : Presenter<WordsState, WordsEvent>(WordsState(), scope) {
    init {
        attempt {
            val words = identity.words()
            show { WordsState(words?.split(' ').orEmpty(), hasNone = words == null) }
        }
    }

    override fun onEvent(event: WordsEvent) {
        when (event) {
            WordsEvent.WrittenDown -> navigator.back()
        }
    }
}
