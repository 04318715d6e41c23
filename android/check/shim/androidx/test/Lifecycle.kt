package androidx.test.runner.lifecycle

import android.app.Activity

enum class Stage { PRE_ON_CREATE, CREATED, STARTED, RESUMED, PAUSED, STOPPED, RESTARTED, DESTROYED }

enum class ApplicationStage { PRE_ON_CREATE, CREATED }

fun interface ActivityLifecycleCallback {
    fun onActivityLifecycleChanged(
        activity: Activity,
        stage: Stage,
    )
}

interface ActivityLifecycleMonitor {
    fun addLifecycleCallback(callback: ActivityLifecycleCallback)

    fun removeLifecycleCallback(callback: ActivityLifecycleCallback)

    fun getLifecycleStageOf(activity: Activity): Stage

    fun getActivitiesInStage(stage: Stage): Collection<Activity>
}

object ActivityLifecycleMonitorRegistry {
    private lateinit var monitor: ActivityLifecycleMonitor

    @JvmStatic
    fun getInstance() = monitor

    @JvmStatic
    fun registerInstance(instance: ActivityLifecycleMonitor) {
        monitor = instance
    }
}

interface ApplicationLifecycleMonitor

object ApplicationLifecycleMonitorRegistry {
    @JvmStatic
    fun registerInstance(
        @Suppress("UNUSED_PARAMETER") instance: ApplicationLifecycleMonitor,
    ) = Unit
}
