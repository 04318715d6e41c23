package app.knock.platform.phone

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first

/**
 * Questions to other activities, and their answers. They are kept here and not in the window, since a window that is
 * turned meanwhile is another one when the answer comes.
 */
class ActivityCalls {
    private val window = MutableStateFlow<Activity?>(null)
    private val waiting = HashMap<Int, CompletableDeferred<Intent?>>()
    private var last = 0

    val current get() = window.value

    fun onShown(activity: Activity) {
        window.value = activity
    }

    fun onHidden(activity: Activity) {
        window.compareAndSet(activity, null)
    }

    /** What was answered; null where the user turned back. An answer without data is an empty intent. */
    suspend fun ask(intent: Intent): Intent? {
        val answer = CompletableDeferred<Intent?>()
        // Sixteen bits are what an activity may use.
        val code = ++last and 0x7fff
        waiting[code] = answer
        try {
            window.filterNotNull().first().startActivityForResult(intent, code)
            return answer.await()
        } catch (_: ActivityNotFoundException) {
            return null
        } finally {
            waiting -= code
        }
    }

    fun onResult(
        code: Int,
        result: Int,
        data: Intent?,
    ) {
        waiting[code]?.complete(if (result == Activity.RESULT_OK) data ?: Intent() else null)
    }
}
