package app.knock.platform.signer

import android.content.Context
import android.content.Intent
import android.net.Uri
import app.knock.core.EventSigner
import app.knock.core.SignerRefused
import app.knock.core.SignerUnreachable
import app.knock.platform.phone.ActivityCalls
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.json.JSONException
import org.json.JSONObject

/**
 * An app on this phone that has the identity's key and signs with it (NIP-55), Amber for example.
 *
 * It is asked quietly first, which works where the user has told it to remember; else its window opens. It signs tokens
 * of kind 21404 alone, and learns from them who is written to, and when.
 */
class SignerApp(
    private val context: Context,
    private val calls: ActivityCalls,
) : EventSigner {
    private val saved = context.getSharedPreferences("signer", Context.MODE_PRIVATE)

    fun isThere() = context.packageManager.queryIntentActivities(Intent(Intent.ACTION_VIEW, address("")), 0).isNotEmpty()

    /** Lets the user choose the app and the key; false where they turned back. */
    suspend fun choose(): Boolean {
        val question =
            Intent(Intent.ACTION_VIEW, address(""))
                .putExtra("type", "get_public_key")
                .putExtra("permissions", """[{"type":"sign_event","kind":$TOKEN_KIND}]""")
        val answer = calls.ask(question) ?: return false
        val key = resultOf(answer) ?: return false
        saved
            .edit()
            .putString(KEY, key)
            .putString(PACKAGE, answer.getStringExtra("package"))
            .apply()
        return true
    }

    override fun publicKey() = saved.getString(KEY, null) ?: throw SignerUnreachable("no signer app was chosen")

    override suspend fun sign(event: String) = quietly(event) ?: openly(event)

    /** Null where the app wants to ask its user. */
    private suspend fun quietly(event: String): String? =
        withContext(Dispatchers.IO) {
            val app = saved.getString(PACKAGE, null) ?: return@withContext null
            val place = Uri.parse("content://$app.SIGN_EVENT")
            val answer =
                try {
                    context.contentResolver.query(place, arrayOf(event, "", publicKey()), null, null, null)
                } catch (_: SecurityException) {
                    null
                }
            answer?.use { row ->
                if (row.getColumnIndex("rejected") >= 0) throw SignerRefused("the signer app said no")
                if (!row.moveToFirst()) return@use null
                RESULTS.firstNotNullOfOrNull { name -> row.getColumnIndex(name).takeIf { it >= 0 }?.let(row::getString) }
            }
        }

    /** Only over a window of ours: a signer that opens by itself would frighten. */
    private suspend fun openly(event: String): String =
        withContext(Dispatchers.Main) {
            if (calls.current == null) throw SignerUnreachable("the signer app wants to ask, and Knock is not on the screen")
            val question =
                Intent(Intent.ACTION_VIEW, address(event))
                    .setPackage(saved.getString(PACKAGE, null))
                    .putExtra("type", "sign_event")
                    .putExtra("id", idOf(event))
                    .putExtra("current_user", publicKey())
            val answer = calls.ask(question) ?: throw SignerRefused("the user turned back in the signer app")
            resultOf(answer) ?: throw SignerRefused("the signer app gave no signature")
        }

    private fun resultOf(answer: Intent) = RESULTS.firstNotNullOfOrNull(answer::getStringExtra)

    private fun idOf(event: String) =
        try {
            JSONObject(event).getString("id")
        } catch (_: JSONException) {
            ""
        }

    private fun address(content: String) = Uri.parse("nostrsigner:$content")

    private companion object {
        const val KEY = "key"
        const val PACKAGE = "package"
        const val TOKEN_KIND = 21404

        /** The name of today, and the one of before. */
        val RESULTS = listOf("result", "signature")
    }
}
