package app.knock.bindings

import app.knock.ffi.Arrival
import app.knock.ffi.FileSource
import app.knock.ffi.KnockException
import app.knock.ffi.NewContact
import app.knock.ffi.NewFile
import app.knock.ffi.OutState
import app.knock.ffi.Outgoing
import app.knock.ffi.PageAt
import app.knock.ffi.SendOptions
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeout
import org.json.JSONArray
import org.json.JSONObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue

/** Plays a scenario of `tests/scenarios`; the README there is the vocabulary. */
class Stage(
    private val sandbox: Sandbox,
) {
    private val people = mutableMapOf<String, Person>()
    private val named = mutableMapOf<String, Outgoing>()

    suspend fun play(scenario: JSONObject) {
        try {
            val starts = scenario.getJSONObject("people")
            for (name in starts.keySet()) {
                val start = starts.getJSONObject(name)
                people[name] =
                    Person.moveIn(sandbox, name, start.optLong("balance_sat", 100_000), start.optBoolean("linked", true))
            }
            scenario.getJSONArray("steps").map { it as JSONObject }.forEachIndexed { number, step ->
                try {
                    take(step)
                } catch (error: Throwable) {
                    throw AssertionError("step ${number + 1} ($step): $error", error)
                }
            }
        } finally {
            people.values.forEach { it.moveOut() }
        }
    }

    private suspend fun take(step: JSONObject) {
        val fails = step.text("fails")
        try {
            act(step)
        } catch (error: KnockException) {
            assertEquals(fails, error.kind)
            return
        }
        assertEquals(null, fails, "it did not fail")
    }

    private suspend fun act(step: JSONObject) {
        val whom = { name: String -> people.getValue(step.getString(name)) }
        val person by lazy { whom("who") }
        when (val word = step.getString("do")) {
            "meet" -> person.meet(whom("whom"))
            "add" -> person.knock.addContact(NewContact(step.getString("contact"), lookUp = true))
            "block" -> person.knock.setBlocked(whom("whom").npub, true)
            "unblock" -> person.knock.setBlocked(whom("whom").npub, false)

            "quote" -> assertEquals(step.getLong("amount_msat"), person.knock.quote(whom("to").npub).amountMsat.toLong())
            "send" -> send(person, whom("to"), step)
            "retry" -> reaches(person.knock.retry(message(step).id), step)
            "send_file" -> {
                val file = NewFile(FileSource.Text(step.getString("text")), caption = step.getString("caption"))
                person.knock.sendFile(whom("to").npub, file, SendOptions())
            }
            "fetch_file" -> person.knock.fetchFile(find(person, step))
            "open_file" ->
                assertEquals(step.getString("holds"), person.knock.readFile(find(person, step)).decodeToString())
            "publications" -> assertEquals(step.texts("outcomes"), outcomes(person, message(step).messageId))
            "unsend" -> assertTrue(person.knock.unsend(message(step).id).all { it.accepted })
            "outbox" -> assertEquals(step.texts("states"), person.knock.outbox().map { it.state.word })

            "listen" -> person.listen()
            "stop_listening" -> person.stopListening()
            "hear" -> hear(person, whom("from"), step)
            "catch_up" -> {
                val came = person.knock.catchUp(PATIENCE.inWholeMilliseconds.toULong())
                assertEquals(step.getInt("messages"), came.count { !it.isRequest })
            }
            "sees" -> assertEquals(step.texts("texts"), person.knock.messages(null, 1000u).map { it.text }.reversed())
            "paste" -> became(person.knock.paste(step.text("text") ?: message(step).comment), step)
            "requests" -> {
                val wanted = step.texts("from").map { people.getValue(it).npub }
                assertEquals(wanted.sorted(), person.knock.requests(100u).map { it.sender }.sorted())
            }
            "accept" -> {
                val waiting = person.knock.requests(100u).first { it.sender == whom("from").npub }
                became(person.knock.acceptRequest(waiting.eventId), step)
            }

            "decide" -> decide(person, whom("from"), step)

            "scan" -> person.knock.scanCard(whom("whom").knock.card().link)
            "reply" -> person.knock.reply(find(person, step), step.getString("text"), SendOptions())
            "react" -> person.knock.react(find(person, step), step.getString("content"), SendOptions())
            "withdraw" -> person.knock.withdrawReaction(find(person, step), SendOptions())
            "edit" -> person.knock.edit(find(person, step), step.getString("text"), SendOptions())
            "delete" -> person.knock.deleteMessage(find(person, step))
            "read" -> person.knock.markChatRead(whom("with").npub)
            "draft" -> person.knock.setDraft(whom("with").npub, step.getString("text"), null)
            "timer" -> person.knock.setTimer(whom("with").npub, step.getLong("secs").toULong())
            "chat" -> chat(person, whom("with"), step)
            "conversations" -> conversations(person, step)
            "search" ->
                assertEquals(step.texts("texts"), person.knock.search(step.getString("words"), 1000u).map { it.text })

            "set" -> set(person, step)
            "restart" -> person.restart()
            "back_up" -> person.backUp(step.getString("passphrase"))
            "restore" -> person.restore(step.getString("passphrase"))

            "switch" -> sandbox.switch(step.getJSONObject("switches"))
            "relay" -> relay(step)
            "account" -> assertEquals(step.getLong("msat"), sandbox.balanceMsat(person.user.name))
            else -> error("unknown word: $word")
        }
    }

    private suspend fun send(
        person: Person,
        to: Person,
        step: JSONObject,
    ) {
        val options =
            SendOptions(
                ttlSecs = step.number("ttl_secs")?.toULong(),
                maxMsat = step.number("max_sat")?.let { (it * 1000).toULong() },
                everywhere = if (step.has("everywhere")) step.getBoolean("everywhere") else null,
            )
        val name = step.text("name")
        try {
            val row = person.knock.send(to.npub, step.getString("text"), options)
            name?.let { named[it] = row }
            reaches(row, step)
        } catch (error: KnockException) {
            // An error may leave the message in the outbox, and later steps may speak of it.
            name?.let { person.knock.outbox().lastOrNull()?.let { row -> named[name] = row } }
            throw error
        }
    }

    /** What the relays did, once all were asked. */
    private suspend fun outcomes(
        person: Person,
        messageId: Long,
    ): List<String> =
        withTimeout(PATIENCE) {
            var told: List<String>
            do {
                delay(50)
                told = person.knock.publications(messageId).map { it.outcome.name.lowercase() }
            } while ("waiting" in told)
            told.sorted()
        }

    private suspend fun hear(
        person: Person,
        from: Person,
        step: JSONObject,
    ) {
        val message = person.nextMessage()
        assertEquals(step.getString("text") to from.npub, message.text to message.peer)
        step.number("paid_msat")?.let { assertEquals(it.toULong(), message.paidMsat) }
    }

    private suspend fun decide(
        person: Person,
        from: Person,
        step: JSONObject,
    ) {
        val request = person.knock.requests(100u).first { it.sender == from.npub }.eventId
        when (val by = step.getString("by")) {
            "accept_sender" -> person.knock.acceptSender(request)
            "accept_once" -> person.knock.acceptRequest(request)
            "block" -> person.knock.blockSender(request)
            "ignore" -> person.knock.ignoreRequest(request)
            else -> error("unknown decision: $by")
        }
    }

    private suspend fun messages(
        person: Person,
        with: Person,
    ) = person.knock.chatPage(with.npub, PageAt.Newest, 1000u).messages

    /** The newest message with this text. */
    private suspend fun find(
        person: Person,
        step: JSONObject,
    ) = messages(person, people.getValue(step.getString("with"))).last { it.text == step.getString("on") }.id

    private suspend fun chat(
        person: Person,
        with: Person,
        step: JSONObject,
    ) {
        val messages = messages(person, with)
        val lines = step.objects("lines")
        assertEquals(lines.map { it.getString("text") }, messages.map { it.text })
        for ((message, line) in messages.zip(lines)) {
            val found =
                JSONObject()
                    .put("text", message.text)
                    .put("mine", message.mine)
                    .put("edited", message.editedAt != null)
                    .put("quotes", message.quoted?.let { it.message?.text ?: "" })
                    .put("reactions", JSONArray(message.reactions.sortedBy { !it.mine }.map { it.content }))
                    .put("stage", message.delivery?.stage?.name?.lowercase())
                    .put("file", message.file?.mime)
            for (name in line.keySet()) assertEquals(line.get(name).toString(), found.opt(name)?.toString(), name)
        }
    }

    private suspend fun conversations(
        person: Person,
        step: JSONObject,
    ) {
        val found = person.knock.conversations(false, 1000u)
        val list = step.objects("list")
        assertEquals(list.map { people.getValue(it.getString("with")).npub }, found.map { it.peer })
        for ((conversation, listed) in found.zip(list)) {
            listed.number("unread")?.let { assertEquals(it.toUInt(), conversation.unread) }
            listed.text("last")?.let { assertEquals(it, conversation.last?.text) }
            listed.text("draft")?.let { assertEquals(it, conversation.draft?.text ?: "") }
        }
    }

    private suspend fun set(
        person: Person,
        step: JSONObject,
    ) {
        val settings = person.knock.settings()
        person.knock.setSettings(
            settings.copy(
                contactPriceMsat =
                    step.number("contact_price_sat")?.let { (it * 1000).toULong() } ?: settings.contactPriceMsat,
                askForStrangers = step.optBoolean("ask_for_strangers", settings.askForStrangers),
                priceMsat = step.number("price_sat")?.let { (it * 1000).toULong() } ?: settings.priceMsat,
                maxMsat = step.number("max_sat")?.let { (it * 1000).toULong() } ?: settings.maxMsat,
                fileServer =
                    if (step.has("file_server")) {
                        sandbox.fileServer.takeIf {
                            step.getBoolean("file_server")
                        }
                    } else {
                        settings.fileServer
                    },
                blastDirectory = step.optBoolean("blast_directory", settings.blastDirectory),
                relays = if (step.has("relays")) step.texts("relays").map(sandbox::relay) else settings.relays,
            ),
        )
    }

    private fun relay(step: JSONObject) {
        val relay = sandbox.state().getJSONObject("relay")
        step.number("holds")?.let { assertEquals(it, relay.getJSONObject("events_by_kind").optLong("1404")) }
        step.number("fetched")?.let { assertEquals(it, relay.getJSONObject("requests_by_kind").optLong("1404")) }
    }

    private fun message(step: JSONObject) = named.getValue(step.getString("message"))

    private fun reaches(
        row: Outgoing,
        step: JSONObject,
    ) = assertEquals(step.text("gives") ?: "delivered", row.state.word)

    private fun became(
        arrival: Arrival,
        step: JSONObject,
    ) {
        val name =
            when (arrival) {
                is Arrival.Message -> "message"
                is Arrival.Known -> "known"
                is Arrival.Request -> "request"
                is Arrival.Blocked -> "blocked"
                is Arrival.Delayed -> "delayed"
            }
        assertEquals(step.text("gives") ?: "message", name)
    }
}

private val OutState.word get() = name.lowercase()

private fun JSONObject.text(name: String): String? = if (isNull(name)) null else getString(name)

private fun JSONObject.number(name: String): Long? = if (isNull(name)) null else getLong(name)

private fun JSONObject.objects(name: String): List<JSONObject> = getJSONArray(name).map { it as JSONObject }

private fun JSONObject.texts(name: String): List<String> = (get(name) as JSONArray).map { it as String }
