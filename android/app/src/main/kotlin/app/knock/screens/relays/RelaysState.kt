package app.knock.screens.relays

import app.knock.R
import app.knock.core.DiscoveredRelay
import app.knock.core.PublishMode
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.plain
import app.knock.text.say
import app.knock.text.sayMany

data class RelaysState(
    val relays: List<String> = emptyList(),
    val sendRelays: List<String> = emptyList(),
    val publish: PublishMode = PublishMode.NAMED,
    val blastsDirectory: Boolean = true,
    val searchesDirectory: Boolean = true,
    val fileServer: String? = null,
    val discovered: List<DiscoveredRelay> = emptyList(),
    /** Whose word on relays counts (NIP-66); anybody's where there is none. */
    val monitors: List<String> = emptyList(),
    val isDiscovering: Boolean = false,
) : FormState<RelaysEvent> {
    override val title get() = say(R.string.relays_title)
    override val back get() = RelaysEvent.Back
    override val isBusy get() = isDiscovering

    override fun rows(): List<Row<RelaysEvent>> =
        buildList {
            add(Row.Header(say(R.string.relays_section_own)))
            relays.forEach { add(relay(it, RelayList.OWN)) }
            if (relays.isEmpty()) add(Row.Note(say(R.string.relays_none)))
            add(Row.Item(say(R.string.relays_add), null, RelaysEvent.AskAdd(RelayList.OWN)))
            add(
                Row.Item(
                    say(R.string.relays_import),
                    say(R.string.relays_import_summary),
                    RelaysEvent.Import,
                    isEnabled = !isDiscovering,
                ),
            )
            add(Row.Header(say(R.string.relays_section_send)))
            sendRelays.forEach { add(relay(it, RelayList.SEND)) }
            add(Row.Item(say(R.string.relays_add_send), say(R.string.relays_send_summary), RelaysEvent.AskAdd(RelayList.SEND)))
            addAll(everywhere())
            monitors.forEach { add(Row.Item(plain(shortKey(it)), null, RelaysEvent.AskRemove(RelayList.MONITORS, it))) }
            add(Row.Item(say(R.string.monitors_add), say(R.string.monitors_summary), RelaysEvent.AskAdd(RelayList.MONITORS)))
            add(Row.Header(say(R.string.relays_section_files)))
            add(
                Row.Item(
                    say(R.string.file_server_title),
                    fileServer?.let(::plain) ?: say(R.string.file_server_none),
                    RelaysEvent.AskFileServer,
                ),
            )
            add(Row.Note(say(R.string.file_server_note)))
        }

    private fun relay(
        url: String,
        list: RelayList,
    ) = Row.Item(plain(url.removePrefix("wss://").removeSuffix("/")), null, RelaysEvent.AskRemove(list, url))

    private fun everywhere(): List<Row<RelaysEvent>> =
        listOf(
            Row.Header(say(R.string.relays_section_everywhere)),
            Row.Toggle(say(R.string.blast_title), say(R.string.blast_summary), publish == PublishMode.EVERYWHERE) {
                RelaysEvent.SetEverywhere(it)
            },
            Row.Toggle(
                say(R.string.blast_directory_title),
                say(R.string.blast_directory_summary),
                blastsDirectory,
                isEnabled = publish == PublishMode.EVERYWHERE,
            ) { RelaysEvent.SetBlastsDirectory(it) },
            Row.Toggle(say(R.string.search_directory_title), say(R.string.search_directory_summary), searchesDirectory) {
                RelaysEvent.SetSearchesDirectory(it)
            },
            Row.Item(
                say(R.string.discover_title),
                if (discovered.isEmpty()) {
                    say(
                        R.string.discover_summary,
                    )
                } else {
                    sayMany(R.plurals.discovered, discovered.size.toLong())
                },
                RelaysEvent.Discover,
                isEnabled = !isDiscovering,
            ),
        )
}

/** A list that the user keeps, and what it is called where an entry comes or goes. */
enum class RelayList(
    val add: Int,
    val hint: Int,
    val remove: Int,
) {
    OWN(R.string.relays_add, R.string.relays_add_hint, R.string.relays_remove_title),
    SEND(R.string.relays_add_send, R.string.relays_add_hint, R.string.relays_remove_title),
    MONITORS(R.string.monitors_add, R.string.monitors_hint, R.string.monitors_remove_title),
}

private fun shortKey(npub: String) = if (npub.length > SHORT * 2) "${npub.take(SHORT)}…${npub.takeLast(SHORT)}" else npub

private const val SHORT = 12

sealed interface RelaysEvent {
    class AskAdd(
        val list: RelayList,
    ) : RelaysEvent

    class Add(
        val list: RelayList,
        val url: String,
    ) : RelaysEvent

    class AskRemove(
        val list: RelayList,
        val url: String,
    ) : RelaysEvent

    class Remove(
        val list: RelayList,
        val url: String,
    ) : RelaysEvent

    class SetEverywhere(
        val everywhere: Boolean,
    ) : RelaysEvent

    class SetBlastsDirectory(
        val blasts: Boolean,
    ) : RelaysEvent

    class SetSearchesDirectory(
        val searches: Boolean,
    ) : RelaysEvent

    data object AskFileServer : RelaysEvent

    class SetFileServer(
        val url: String,
    ) : RelaysEvent

    data object Discover : RelaysEvent

    /** Looks the user's public list up; what it holds is shown before it is taken over. */
    data object Import : RelaysEvent

    class TakeOver(
        val relays: List<String>,
    ) : RelaysEvent

    data object Back : RelaysEvent
}
