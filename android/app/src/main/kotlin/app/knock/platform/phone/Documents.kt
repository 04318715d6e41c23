package app.knock.platform.phone

import android.content.Context
import android.content.Intent
import android.net.Uri
import android.provider.DocumentsContract
import android.provider.OpenableColumns
import app.knock.phone.FileKind
import app.knock.phone.PickedFile
import java.io.File
import java.io.IOException
import java.util.UUID

/** Files of other apps and places, by the system's own pickers: no permission to see anything else. */
internal class Documents(
    private val context: Context,
) {
    private val resolver = context.contentResolver

    fun choose(kind: FileKind): Intent =
        Intent(Intent.ACTION_OPEN_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType(if (kind == FileKind.PICTURE) "image/*" else "*/*")

    fun create(
        name: String,
        mimeType: String,
    ): Intent =
        Intent(Intent.ACTION_CREATE_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType(mimeType)
            .putExtra(Intent.EXTRA_TITLE, name)

    /** A copy that the core can read; null where the other app does not give it. */
    fun copyIn(from: Uri): PickedFile? {
        val copy = newFile()
        return try {
            val source = resolver.openInputStream(from) ?: return null
            source.use { input -> copy.outputStream().use { input.copyTo(it) } }
            PickedFile(copy.path, nameOf(from), resolver.getType(from) ?: "application/octet-stream")
        } catch (_: IOException) {
            copy.delete()
            null
        } catch (_: SecurityException) {
            null
        }
    }

    fun newFile() = File(folder(context), UUID.randomUUID().toString())

    fun copyOut(
        made: File,
        to: Uri,
    ): Boolean =
        try {
            // Cut to nothing first: a longer file that was there does not shine through.
            resolver.openOutputStream(to, "wt")?.use { output -> made.inputStream().use { it.copyTo(output) } } != null
        } catch (_: IOException) {
            false
        } catch (_: SecurityException) {
            false
        }

    /** The empty file that the picker has made. */
    fun remove(place: Uri) {
        try {
            DocumentsContract.deleteDocument(resolver, place)
        } catch (_: IOException) {
        } catch (_: RuntimeException) {
            // Whatever the other app makes of it: an empty file is left.
        }
    }

    private fun nameOf(file: Uri): String =
        resolver.query(file, arrayOf(OpenableColumns.DISPLAY_NAME), null, null, null)?.use {
            if (it.moveToFirst()) it.getString(0) else null
        } ?: file.lastPathSegment ?: "file"

    companion object {
        fun folder(context: Context) = File(context.cacheDir, "picked").apply { mkdirs() }
    }
}
