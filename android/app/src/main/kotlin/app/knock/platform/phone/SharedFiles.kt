package app.knock.platform.phone

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import android.webkit.MimeTypeMap
import java.io.File
import java.io.FileNotFoundException
import java.util.UUID

/**
 * Files that another app was given to read. Each lies in a folder that cannot be guessed, is read with a grant only, and
 * is gone when the app starts the next time.
 */
class SharedFiles : ContentProvider() {
    override fun onCreate() = true

    override fun openFile(
        uri: Uri,
        mode: String,
    ): ParcelFileDescriptor {
        if (mode != "r") throw FileNotFoundException("to read only")
        return ParcelFileDescriptor.open(fileOf(uri), ParcelFileDescriptor.MODE_READ_ONLY)
    }

    override fun query(
        uri: Uri,
        projection: Array<out String>?,
        selection: String?,
        arguments: Array<out String>?,
        order: String?,
    ): Cursor {
        val file = fileOf(uri)
        val columns = projection ?: arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE)
        val row =
            columns.map {
                when (it) {
                    OpenableColumns.DISPLAY_NAME -> file.name
                    OpenableColumns.SIZE -> file.length()
                    else -> null
                }
            }
        return MatrixCursor(columns, 1).apply { addRow(row) }
    }

    override fun getType(uri: Uri): String =
        MimeTypeMap.getSingleton().getMimeTypeFromExtension(fileOf(uri).extension.lowercase()) ?: "application/octet-stream"

    override fun insert(
        uri: Uri,
        values: ContentValues?,
    ): Uri? = null

    override fun update(
        uri: Uri,
        values: ContentValues?,
        selection: String?,
        arguments: Array<out String>?,
    ) = 0

    override fun delete(
        uri: Uri,
        selection: String?,
        arguments: Array<out String>?,
    ) = 0

    /** `content://app.knock.files/FOLDER/NAME`, and nothing that leads elsewhere. */
    private fun fileOf(uri: Uri): File {
        val shared = folder(requireNotNull(context)).canonicalFile
        val (inside, name) = uri.pathSegments.takeIf { it.size == 2 } ?: throw FileNotFoundException("no such file")
        val file = File(File(shared, inside), name).canonicalFile
        if (file.parentFile?.parentFile != shared || !file.isFile) throw FileNotFoundException("no such file")
        return file
    }

    companion object {
        private const val AUTHORITY = "app.knock.files"

        private fun folder(context: Context) = File(context.cacheDir, "shared")

        /** A file that is not there yet. */
        fun place(
            context: Context,
            name: String,
        ): File {
            val inside = File(folder(context), UUID.randomUUID().toString()).apply { mkdirs() }
            // A name comes from others: it is a name and not a way out of here.
            return File(inside, name.substringAfterLast('/').ifBlank { "file" })
        }

        /** How other apps call a file that [place] gave. */
        fun uriOf(file: File): Uri =
            Uri
                .Builder()
                .scheme("content")
                .authority(AUTHORITY)
                .appendPath(file.parentFile?.name.orEmpty())
                .appendPath(file.name)
                .build()

        /** Copies of what was shared or picked before are not kept. */
        fun sweep(context: Context) {
            folder(context).deleteRecursively()
            Documents.folder(context).deleteRecursively()
        }
    }
}
