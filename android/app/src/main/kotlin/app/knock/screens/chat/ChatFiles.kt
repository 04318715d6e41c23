package app.knock.screens.chat

import app.knock.R
import app.knock.core.Cancellation
import app.knock.core.ChatMessage
import app.knock.core.CoreException
import app.knock.core.FailureClass
import app.knock.core.FileInfo
import app.knock.core.failure
import app.knock.phone.FileKind
import app.knock.screens.Ask
import app.knock.screens.isPicture
import app.knock.text.phrase
import app.knock.text.say
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch
import java.io.File

/** Files in a chat: encrypted here, left on the user's file server, fetched and opened. */
internal class ChatFiles(
    private val stage: ChatStage,
    private val pages: ChatPages,
    private val pictures: ChatPictures,
    private val lasting: CoroutineScope,
) {
    private val core get() = stage.core

    /** Of the file that is on its way. */
    private var cancel: Cancellation? = null

    fun giveUp() {
        cancel?.cancel()
    }

    fun attach() {
        if (!stage.state.value.canSendFiles) return stage.tell(say(R.string.failed_no_file_server))
        stage.attempt {
            val file = stage.phone.pickFile(FileKind.ANY) ?: return@attempt
            send(file.path, file.name, asIs = false)
        }
    }

    fun sendAsIs(
        path: String,
        name: String,
    ) = send(path, name, asIs = true)

    /** The text that is written goes along as the caption. */
    private fun send(
        path: String,
        name: String,
        asIs: Boolean,
    ) {
        if (stage.state.value.upload != null) return stage.tell(say(R.string.chat_one_file_at_a_time))
        val caption = stage.state.value.compose.text.takeIf { it.isNotBlank() }
        stage.show { it.copy(upload = Progress(0u, 0u), compose = it.compose.copy(text = "")) }
        val giveUp = Cancellation().also { cancel = it }
        lasting.launch {
            try {
                core.files.send(stage.peer, path, name, caption, asIs, giveUp) { done, of ->
                    stage.show { it.copy(upload = it.upload?.copy(done = done, of = of)) }
                }
                File(path).delete()
                core.conversations.setDraft(stage.peer, stage.state.value.compose.text, null)
            } catch (error: CoreException) {
                giveBack(caption)
                refused(error, path, name)
            } finally {
                cancel = null
                stage.show { it.copy(upload = null) }
                stage.attempt { pages.goToNewest() }
            }
        }
    }

    private fun giveBack(caption: String?) =
        stage.show { if (it.compose.text.isEmpty()) it.copy(compose = it.compose.copy(text = caption.orEmpty())) else it }

    private fun refused(
        error: CoreException,
        path: String,
        name: String,
    ) {
        if (error.failure.kind != "file_keeps_metadata") {
            File(path).delete()
            if (error.failure.of != FailureClass.CANCELLED) stage.tell(error.phrase())
            return
        }
        stage.ask(
            Ask.Confirm(
                say(R.string.chat_as_is_title),
                say(R.string.chat_as_is_text),
                say(R.string.chat_as_is_yes),
                ChatEvent.AttachAsIs(path, name),
            ),
        )
    }

    /** Fetches it where it is not here yet; then shows a picture in its bubble, and anything else with another app. */
    fun open(message: ChatMessage) {
        if (message.id in stage.state.value.fetching) return
        stage.show { it.copy(fetching = it.fetching + message.id) }
        stage.attempt {
            try {
                val wasHere = message.file?.isHere == true
                val info = message.file?.takeIf { wasHere } ?: core.files.fetch(message.id)
                if (wasHere || !info.isPicture) showElsewhere(message.id, info)
            } finally {
                stage.show { it.copy(fetching = it.fetching - message.id) }
                pages.refresh()
                pictures.load()
            }
        }
    }

    private suspend fun showElsewhere(
        message: Long,
        info: FileInfo,
    ) {
        val copy = stage.phone.fileToShow(info.name ?: "knock-$message", info.mime)
        core.files.save(message, copy)
        if (!stage.phone.show(copy, info.mime)) stage.tell(say(R.string.chat_no_app_for_file))
    }
}
