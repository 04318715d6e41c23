package app.knock.screens.chat

import app.knock.core.ChatMessage
import app.knock.core.CoreException
import app.knock.screens.isPicture
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** As many pictures as are kept in the memory, and as large as they may be. */
private const val MOST = 16
private const val LARGEST = 8_388_608uL

/** The pictures of the messages that are shown. Only what is on this phone is read; nothing is fetched here. */
internal class ChatPictures(
    private val stage: ChatStage,
) {
    private val files get() = stage.core.files
    private val turn = Mutex()

    suspend fun load() =
        turn.withLock {
            val shown = stage.state.value.messages.filter { it.file?.isPicture == true }.takeLast(MOST)
            val there = stage.state.value.previews
            val previews = shown.mapNotNull { message -> previewOf(message, there[message.id])?.let { message.id to it } }.toMap()
            if (previews != there) stage.show { it.copy(previews = previews) }
        }

    private suspend fun previewOf(
        message: ChatMessage,
        there: Preview?,
    ): Preview? {
        val file = message.file ?: return null
        val canRead = file.isHere && (file.size ?: 0u) <= LARGEST
        if (there is Preview.Picture || (there is Preview.Blur && !canRead)) return there
        return try {
            if (canRead) {
                Preview.Picture(files.read(message.id))
            } else {
                file.blurhash?.let {
                    Preview.Blur(files.blur(it, Preview.Blur.SIDE))
                }
            }
        } catch (_: CoreException) {
            null // The bubble says that there is a picture; touching it says what is wrong.
        }
    }
}
