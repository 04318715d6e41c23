package app.knock.core

import app.knock.ffi.FileSource
import app.knock.ffi.Knock
import app.knock.ffi.NewFile
import app.knock.ffi.ProgressListener

/** Files with messages: encrypted here, left on the user's file server, gone with their message. */
interface Files {
    /** Uploads and sends it, unless it is given up. Pictures are cleaned and made smaller unless they go [asIs]. */
    suspend fun send(
        to: String,
        path: String,
        name: String,
        caption: String?,
        asIs: Boolean,
        cancel: Cancellation,
        progress: (done: ULong, of: ULong) -> Unit,
    ): Outgoing

    /** To this device, still encrypted. */
    suspend fun fetch(messageId: Long): FileInfo

    /** Decrypted, in memory: for showing a picture. */
    suspend fun read(messageId: Long): ByteArray

    /** Decrypted, to a file that is not there yet. */
    suspend fun save(
        messageId: Long,
        path: String,
    )

    /** A picture's blur, as RGBA bytes row by row. */
    fun blur(
        blurhash: String,
        side: Int,
    ): ByteArray
}

internal class KnockFiles(
    private val knock: Knock,
) : Files {
    override suspend fun send(
        to: String,
        path: String,
        name: String,
        caption: String?,
        asIs: Boolean,
        cancel: Cancellation,
        progress: (done: ULong, of: ULong) -> Unit,
    ): Outgoing {
        val file = NewFile(FileSource.Path(path), name, caption, asIs)
        return knock.sendFile(to, file, SendOptions(), Telling(progress), cancel)
    }

    override suspend fun fetch(messageId: Long) = knock.fetchFile(messageId)

    override suspend fun read(messageId: Long) = knock.readFile(messageId)

    override suspend fun save(
        messageId: Long,
        path: String,
    ) = knock.saveFile(messageId, path)

    override fun blur(
        blurhash: String,
        side: Int,
    ) = app.knock.ffi.blurhashPixels(blurhash, side.toUInt(), side.toUInt())
}

private class Telling(
    private val tell: (ULong, ULong) -> Unit,
) : ProgressListener {
    override fun onProgress(
        done: ULong,
        of: ULong,
    ) = tell(done, of)
}
