package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

object InstrumentationRegistry {
    private var instrumentation: Instrumentation? = null

    @JvmStatic
    fun getInstrumentation(): Instrumentation = checkNotNull(instrumentation)

    @JvmStatic
    fun registerInstance(
        instance: Instrumentation?,
        @Suppress("UNUSED_PARAMETER") arguments: Bundle?,
    ) {
        instrumentation = instance
    }
}
