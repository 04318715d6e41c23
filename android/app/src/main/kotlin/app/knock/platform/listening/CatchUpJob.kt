package app.knock.platform.listening

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import app.knock.core.CoreException
import app.knock.platform.knock
import app.knock.platform.service
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch

/**
 * Looks for knocks now and then: where the user does not want the service, or Android has stopped it. A quarter of an
 * hour is the shortest that Android gives; a phone at rest makes it longer.
 */
class CatchUpJob : JobService() {
    private var work: Job? = null

    override fun onStartJob(parameters: JobParameters): Boolean {
        val app = knock
        // Whoever listens has it all already.
        if (app.listening.isHeld) return false
        work =
            app.scope.launch {
                val again =
                    try {
                        if (app.opening.opened()) app.core.receiving.catchUp(DEADLINE).forEach { app.notifier.show(it) }
                        false
                    } catch (_: CoreException) {
                        true
                    }
                jobFinished(parameters, again)
            }
        return true
    }

    /** Android wants its time back. What was begun is stored; the rest comes with the next turn. */
    override fun onStopJob(parameters: JobParameters): Boolean {
        work?.cancel()
        return true
    }

    companion object {
        private const val ID = 1
        private const val SOON = 2
        private const val EVERY = 15 * 60_000L
        private const val DEADLINE = 60_000L

        /** As soon as there is a network: somebody has rung. */
        fun soon(context: Context) {
            val job =
                JobInfo
                    .Builder(SOON, ComponentName(context, CatchUpJob::class.java))
                    .setMinimumLatency(0)
                    .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                    .build()
            context.service<JobScheduler>().schedule(job)
        }

        fun schedule(context: Context) {
            val scheduler = context.service<JobScheduler>()
            if (scheduler.getPendingJob(ID) != null) return
            val job =
                JobInfo
                    .Builder(ID, ComponentName(context, CatchUpJob::class.java))
                    .setPeriodic(EVERY)
                    .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                    .setPersisted(true)
                    .build()
            scheduler.schedule(job)
        }
    }
}
