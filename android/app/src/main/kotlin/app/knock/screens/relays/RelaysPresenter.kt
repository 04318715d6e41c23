package app.knock.screens.relays

import app.knock.R
import app.knock.core.Preferences
import app.knock.core.PublishMode
import app.knock.core.Relays
import app.knock.core.Settings
import app.knock.navigation.Navigator
import app.knock.screens.Ask
import app.knock.screens.CoreSettingsPresenter
import app.knock.text.lines
import app.knock.text.plain
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope

/** Where messages wait, and where files do. */
class RelaysPresenter(
    preferences: Preferences,
    private val relays: Relays,
    private val navigator: Navigator,
    scope: CoroutineScope,
) : CoreSettingsPresenter<RelaysState, RelaysEvent>(RelaysState(), preferences, scope) {
    init {
        load()
        attempt {
            val discovered = relays.discovered()
            show { it.copy(discovered = discovered) }
        }
    }

    override fun read(
        state: RelaysState,
        settings: Settings,
    ) = state.copy(
        relays = settings.relays,
        sendRelays = settings.sendRelays,
        publish = settings.publish,
        blastsDirectory = settings.blastDirectory,
        searchesDirectory = settings.searchDirectory,
        fileServer = settings.fileServer,
        monitors = settings.monitors,
    )

    override fun onEvent(event: RelaysEvent) {
        when (event) {
            is RelaysEvent.AskAdd -> askAdd(event.list)
            is RelaysEvent.Add -> changeList(event.list) { it + entryOf(event.list, event.url) }
            is RelaysEvent.AskRemove -> askRemove(event.list, event.url)
            is RelaysEvent.Remove -> changeList(event.list) { it - event.url }
            is RelaysEvent.SetEverywhere ->
                change { it.copy(publish = if (event.everywhere) PublishMode.EVERYWHERE else PublishMode.NAMED) }
            is RelaysEvent.SetBlastsDirectory -> change { it.copy(blastDirectory = event.blasts) }
            is RelaysEvent.SetSearchesDirectory -> change { it.copy(searchDirectory = event.searches) }
            RelaysEvent.AskFileServer -> askFileServer()
            is RelaysEvent.SetFileServer ->
                change { it.copy(fileServer = event.url.trim().ifEmpty { null }?.let { url -> url(url, "https://") }) }
            RelaysEvent.Discover -> discover()
            RelaysEvent.Import -> import()
            is RelaysEvent.TakeOver -> changeList(RelayList.OWN) { it + event.relays }
            RelaysEvent.Back -> navigator.back()
        }
    }

    private fun changeList(
        list: RelayList,
        edit: (List<String>) -> List<String>,
    ) = change {
        when (list) {
            RelayList.OWN -> it.copy(relays = edit(it.relays).distinct())
            RelayList.SEND -> it.copy(sendRelays = edit(it.sendRelays).distinct())
            RelayList.MONITORS -> it.copy(monitors = edit(it.monitors).distinct())
        }
    }

    private fun discover() =
        looking {
            val found = relays.discover()
            show { it.copy(discovered = found) }
        }

    private fun import() =
        looking {
            val found = relays.ofPublicList()
            val new = found - state.value.relays.toSet()
            when {
                found.isEmpty() -> tell(say(R.string.relays_import_none))
                new.isEmpty() -> tell(say(R.string.relays_import_all_there))
                else -> ask(importQuestion(new))
            }
        }

    private fun importQuestion(new: List<String>) =
        Ask.Confirm<RelaysEvent>(
            say(R.string.relays_import_title),
            lines(new.map(::plain)),
            say(R.string.relays_import_yes),
            RelaysEvent.TakeOver(new),
        )

    private fun looking(look: suspend () -> Unit) {
        if (state.value.isDiscovering) return
        show { it.copy(isDiscovering = true) }
        attempt {
            try {
                look()
            } finally {
                show { it.copy(isDiscovering = false) }
            }
        }
    }

    private fun askAdd(list: RelayList) = ask(Ask.Enter(say(list.add), say(list.hint)) { RelaysEvent.Add(list, it) })

    private fun askRemove(
        list: RelayList,
        url: String,
    ) = ask(
        Ask.Confirm(
            say(list.remove),
            plain(url),
            say(R.string.remove),
            RelaysEvent.Remove(list, url),
        ),
    )

    private fun askFileServer() =
        ask(
            Ask.Enter(
                say(R.string.file_server_title),
                say(R.string.file_server_hint),
                state.value.fileServer.orEmpty(),
                help = say(R.string.file_server_help),
            ) { RelaysEvent.SetFileServer(it) },
        )
}

private fun entryOf(
    list: RelayList,
    typed: String,
): String = if (list == RelayList.MONITORS) typed.trim() else url(typed, "wss://")

/** People type the host; the scheme goes without saying. */
private fun url(
    typed: String,
    scheme: String,
) = typed.trim().let { if ("://" in it) it else scheme + it }
