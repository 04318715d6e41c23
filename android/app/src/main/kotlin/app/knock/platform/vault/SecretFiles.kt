package app.knock.platform.vault

import app.knock.core.VaultUnavailable
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardOpenOption.READ

/** Small files that are whole or not there: written aside, made durable, moved into place. */
internal class SecretFiles(
    private val folder: File,
) {
    fun read(name: String): ByteArray? = trying { File(folder, name).takeIf { it.exists() }?.readBytes() }

    @Synchronized
    fun write(
        name: String,
        content: ByteArray,
    ) = trying {
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("no folder")
        val aside = File(folder, "$name.new")
        FileOutputStream(aside).use {
            it.write(content)
            it.fd.sync()
        }
        Files.move(aside.toPath(), File(folder, name).toPath(), ATOMIC_MOVE)
        syncFolder()
    }

    @Synchronized
    fun delete(name: String) =
        trying {
            if (Files.deleteIfExists(File(folder, name).toPath())) syncFolder()
        }

    /** A rename is durable once its folder is. */
    private fun syncFolder() = FileChannel.open(folder.toPath(), READ).use { it.force(true) }

    private fun <T> trying(work: () -> T): T =
        try {
            work()
        } catch (error: IOException) {
            throw VaultUnavailable("the file could not be used: ${error.javaClass.simpleName}")
        }
}
