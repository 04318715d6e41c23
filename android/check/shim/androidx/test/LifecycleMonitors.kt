package androidx.test.internal.runner.lifecycle

import android.app.Activity
import android.app.Application
import androidx.test.runner.lifecycle.ActivityLifecycleCallback
import androidx.test.runner.lifecycle.ActivityLifecycleMonitor
import androidx.test.runner.lifecycle.ApplicationLifecycleMonitor
import androidx.test.runner.lifecycle.ApplicationStage
import androidx.test.runner.lifecycle.Stage

class ActivityLifecycleMonitorImpl : ActivityLifecycleMonitor {
    private val stages = LinkedHashMap<Activity, Stage>()
    private val callbacks = ArrayList<ActivityLifecycleCallback>()

    fun signalLifecycleChange(
        stage: Stage,
        activity: Activity,
    ) {
        if (stage == Stage.DESTROYED) stages.remove(activity) else stages[activity] = stage
        callbacks.toList().forEach { it.onActivityLifecycleChanged(activity, stage) }
    }

    override fun addLifecycleCallback(callback: ActivityLifecycleCallback) {
        callbacks += callback
    }

    override fun removeLifecycleCallback(callback: ActivityLifecycleCallback) {
        callbacks -= callback
    }

    override fun getLifecycleStageOf(activity: Activity) = stages[activity] ?: Stage.DESTROYED

    override fun getActivitiesInStage(stage: Stage) = stages.filterValues { it == stage }.keys
}

class ApplicationLifecycleMonitorImpl : ApplicationLifecycleMonitor {
    fun signalLifecycleChange(
        @Suppress("UNUSED_PARAMETER") application: Application,
        @Suppress("UNUSED_PARAMETER") stage: ApplicationStage,
    ) = Unit
}
