package app.knock.robolectric

import android.app.Activity
import android.app.Application
import android.content.ContentProvider
import android.content.ContentValues
import android.content.Intent
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import app.knock.core.SignerRefused
import app.knock.core.SignerUnreachable
import app.knock.platform.phone.ActivityCalls
import app.knock.platform.signer.SignerApp
import app.knock.robolectric.OnPhone.Companion.eventually
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The two ways of NIP-55 to a signature: quietly, and over the signer's window. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class SignerAppTest {
    private val calls = ActivityCalls()
    private val signer by lazy { SignerApp(RuntimeEnvironment.getApplication(), calls) }
    private val window by lazy { Robolectric.buildActivity(Activity::class.java).setup().get() }

    @Before
    fun choose() {
        assertThrows(SignerUnreachable::class.java) { signer.publicKey() }
        calls.onShown(window)
        val chosen = begin { signer.choose() }
        val asked = answer(Intent().putExtra("result", KEY).putExtra("package", APP))
        assertEquals("get_public_key", asked.getStringExtra("type"))
        assertEquals("nostrsigner", asked.data?.scheme)
        assertTrue(ended(chosen))
        assertEquals(KEY, signer.publicKey())
    }

    @Test
    fun `a signer that remembers signs without a window`() {
        calls.onHidden(window)
        provide(Remembering { MatrixCursor(arrayOf("result", "event")).apply { addRow(arrayOf(SIGNATURE, EVENT)) } })
        assertEquals(SIGNATURE, ended(begin { signer.sign(EVENT) }))
    }

    @Test
    fun `what the user forbade there is refused, and no window opens`() {
        provide(Remembering { MatrixCursor(arrayOf("rejected")).apply { addRow(arrayOf("true")) } })
        assertThrows(SignerRefused::class.java) { ended(begin { signer.sign(EVENT) }) }
        assertEquals(null, shadowOf(window).nextStartedActivityForResult)
    }

    @Test
    fun `a signer that asks is opened with this event, for this key`() {
        provide(Remembering { null })
        val signed = begin { signer.sign(EVENT) }
        val asked = answer(Intent().putExtra("signature", SIGNATURE))
        assertEquals(APP, asked.`package`)
        assertEquals(EVENT, asked.data?.schemeSpecificPart)
        assertEquals(listOf("sign_event", "ab", KEY), listOf("type", "id", "current_user").map(asked::getStringExtra))
        assertEquals(SIGNATURE, ended(signed))
    }

    @Test
    fun `a user who turns back is no signature, and without a window nobody is asked`() {
        val signed = begin { signer.sign(EVENT) }
        answer(null)
        assertThrows(SignerRefused::class.java) { ended(signed) }
        calls.onHidden(window)
        assertThrows(SignerUnreachable::class.java) { ended(begin { signer.sign(EVENT) }) }
    }

    private fun <T> begin(work: suspend () -> T) = CoroutineScope(Dispatchers.Default).async { work() }

    private fun <T> ended(work: Deferred<T>): T {
        eventually("it ends") { work.isCompleted }
        return runBlocking { work.await() }
    }

    /** What the app was asked by its window; null turns back. */
    private fun answer(data: Intent?): Intent {
        var asked: Intent? = null
        eventually("the app is asked") {
            shadowOf(window).nextStartedActivityForResult?.let {
                asked = it.intent
                calls.onResult(it.requestCode, if (data == null) Activity.RESULT_CANCELED else Activity.RESULT_OK, data)
            }
            asked != null
        }
        return asked!!
    }

    private fun provide(provider: ContentProvider) =
        org.robolectric.shadows.ShadowContentResolver.registerProviderInternal("$APP.SIGN_EVENT", provider)

    private class Remembering(
        private val answer: () -> Cursor?,
    ) : ContentProvider() {
        override fun onCreate() = true

        override fun query(
            uri: Uri,
            projection: Array<out String>?,
            selection: String?,
            arguments: Array<out String>?,
            order: String?,
        ): Cursor? {
            assertEquals(listOf(EVENT, "", KEY), projection?.toList())
            return answer()
        }

        override fun getType(uri: Uri): String? = null

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
    }

    private companion object {
        const val APP = "org.example.signer"
        const val KEY = "npub1key"
        const val EVENT = """{"id":"ab","kind":21404}"""
        const val SIGNATURE = "5167"
    }
}
