package app.knock.platform.phone

import android.app.KeyguardManager
import android.app.NotificationManager
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.PersistableBundle
import app.knock.R
import app.knock.phone.Allowance
import app.knock.phone.Allowances
import app.knock.phone.FileKind
import app.knock.phone.Phone
import app.knock.phone.PickedFile
import app.knock.phone.PictureCode
import app.knock.platform.camera.ScanActivity
import app.knock.platform.camera.codeInPicture
import app.knock.platform.service
import app.knock.platform.signer.SignerApp
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import java.io.File

/** The phone as the system gives it. */
class AndroidPhone(
    private val context: Context,
) : Phone {
    val calls = ActivityCalls()
    val signer = SignerApp(context, calls)
    private val documents = Documents(context)
    private val keyguard = context.service<KeyguardManager>()
    private val clipboard = context.service<ClipboardManager>()

    override suspend fun scanCode(): String? =
        calls.ask(Intent(context, ScanActivity::class.java))?.getStringExtra(ScanActivity.TEXT)

    override suspend fun codeFromPicture(): PictureCode {
        val picture = calls.ask(documents.choose(FileKind.PICTURE))?.data ?: return PictureCode.TurnedBack
        val code = withContext(Dispatchers.IO) { codeInPicture(context.contentResolver, picture) }
        return code?.let(PictureCode::Found) ?: PictureCode.None
    }

    override suspend fun pickFile(kind: FileKind): PickedFile? {
        val file = calls.ask(documents.choose(kind))?.data ?: return null
        return withContext(Dispatchers.IO) { documents.copyIn(file) }
    }

    override suspend fun saveWritten(
        name: String,
        mimeType: String,
        write: suspend (path: String) -> Unit,
    ): Boolean {
        val place = calls.ask(documents.create(name, mimeType))?.data ?: return false
        val made = documents.newFile()
        try {
            write(made.path)
            return withContext(Dispatchers.IO) { documents.copyOut(made, place) }
        } catch (error: Throwable) {
            withContext(NonCancellable) { documents.remove(place) }
            throw error
        } finally {
            made.delete()
        }
    }

    override suspend fun confirmOwner(): Boolean {
        // The system's own question: it takes a fingerprint too, where the phone knows one.
        @Suppress("DEPRECATION")
        val question = keyguard.createConfirmDeviceCredentialIntent(context.getString(R.string.app_name), null) ?: return true
        return calls.ask(question) != null
    }

    override fun restart() {
        val window = context.packageManager.getLaunchIntentForPackage(context.packageName)?.component ?: return
        start(Intent.makeRestartActivityTask(window))
        Runtime.getRuntime().exit(0)
    }

    override fun hasLock() = keyguard.isDeviceSecure

    override fun clipboard(): String? =
        clipboard.primaryClip
            ?.takeIf { it.itemCount > 0 }
            ?.getItemAt(0)
            ?.coerceToText(context)
            ?.toString()

    override fun copy(
        text: String,
        secret: Boolean,
    ) {
        val clip = ClipData.newPlainText(null, text)
        if (secret) {
            // Android 13 shows what was copied, unless this says that it is secret; older ones show nothing.
            clip.description.extras = PersistableBundle().apply { putBoolean("android.content.extra.IS_SENSITIVE", true) }
        }
        clipboard.setPrimaryClip(clip)
    }

    override fun share(text: String) {
        start(Intent.createChooser(Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text), null))
    }

    override fun sharePicture(
        png: ByteArray,
        text: String,
    ) {
        val picture = SharedFiles.place(context, "knock.png").apply { writeBytes(png) }
        val file = SharedFiles.uriOf(picture)
        val send =
            lent(Intent(Intent.ACTION_SEND), file)
                .setType("image/png")
                .putExtra(Intent.EXTRA_STREAM, file)
                .putExtra(Intent.EXTRA_TEXT, text)
        start(Intent.createChooser(send, null))
    }

    override fun fileToShow(
        name: String,
        mimeType: String,
    ): String = SharedFiles.place(context, name).path

    override fun show(
        path: String,
        mimeType: String,
    ): Boolean {
        val file = SharedFiles.uriOf(File(path))
        return start(lent(Intent(Intent.ACTION_VIEW), file).setDataAndType(file, mimeType))
    }

    override fun open(link: String) = start(Intent(Intent.ACTION_VIEW, Uri.parse(link)))

    override fun hasSigner() = signer.isThere()

    override suspend fun chooseSigner() = signer.choose()

    override fun allowances() =
        Allowances(
            notifications = context.service<NotificationManager>().areNotificationsEnabled(),
            background = BatteryAdvice.isFree(context),
        )

    override fun ask(allowance: Allowance) {
        when (allowance) {
            Allowance.NOTIFICATIONS ->
                NotificationPermission.ask(calls.current) ||
                    start(NotificationPermission.settings(context))
            Allowance.BACKGROUND -> start(BatteryAdvice.settings())
        }
    }

    /** The other app may read this one file, this once. The clip carries the permission through a chooser. */
    private fun lent(
        intent: Intent,
        file: Uri,
    ) = intent.addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION).apply { clipData = ClipData.newRawUri(null, file) }

    private fun start(intent: Intent): Boolean =
        try {
            val from = calls.current
            if (from !=
                null
            ) {
                from.startActivity(intent)
            } else {
                context.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
            }
            true
        } catch (_: ActivityNotFoundException) {
            false
        } catch (_: SecurityException) {
            // An activity that is there, but not for us.
            false
        }
}
