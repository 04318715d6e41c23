package app.knock.robolectric

import android.app.NotificationManager
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.content.ComponentName
import android.content.Intent
import android.content.IntentFilter
import app.knock.core.SendOptions
import app.knock.phone.Distributor
import app.knock.platform.listening.BootReceiver
import app.knock.platform.listening.CatchUpJob
import app.knock.platform.listening.ListenService
import app.knock.platform.push.PushReceiver
import app.knock.platform.push.UnifiedPush
import app.knock.platform.service
import app.knock.robolectric.OnPhone.Companion.eventually
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.BeforeClass
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadow.api.Shadow

/** Knocks that come while there is no window: after a start of the phone, by the job, and by being woken. */
@RunWith(RobolectricTestRunner::class)
class BackgroundTest : WithAlice("Alice") {
    private val phone by lazy { shadowOf(bob.app) }
    private val jobs by lazy { bob.app.service<JobScheduler>() }

    @Test
    fun `after the phone was started the service listens, and the job stands by`() {
        jobs.cancelAll()
        bob.app.sendBroadcast(Intent(bob.app, BootReceiver::class.java).setAction(Intent.ACTION_BOOT_COMPLETED))
        eventually("the service is started") { startedServices().contains(ListenService::class.java.name) }
        eventually("the job is there") { jobs.allPendingJobs.any { it.isPersisted && it.isPeriodic } }
    }

    @Test
    fun `whoever wants no service has the job alone`() {
        bob.app.device.set(bob.app.device.values.value.copy(listenInBackground = false))
        startedServices()
        jobs.cancelAll()
        bob.app.sendBroadcast(Intent(bob.app, BootReceiver::class.java).setAction(Intent.ACTION_MY_PACKAGE_REPLACED))
        eventually("the job is there") { jobs.allPendingJobs.any { it.isPeriodic } }
        assertEquals(emptyList<String>(), startedServices())
    }

    @Test
    fun `the job finds what came meanwhile and tells it`() {
        bob.doing { alice.knock.send(bob.npub, "While you slept", SendOptions()) }
        assertEquals(0, told().size)
        val job = Robolectric.buildService(CatchUpJob::class.java).create().get()
        assertTrue(job.onStartJob(Shadow.newInstanceOf(JobParameters::class.java)))
        eventually("it is done") { shadowOf(job).isJobFinished }
        assertFalse(shadowOf(job).isRescheduleNeeded)
        eventually("it is told") { told().size == 1 }
    }

    @Test
    fun `where somebody listens the job has nothing to do`() {
        bob.app.listening.hold(this)
        val job = Robolectric.buildService(CatchUpJob::class.java).create().get()
        assertFalse(job.onStartJob(Shadow.newInstanceOf(JobParameters::class.java)))
        bob.app.listening.release(this)
    }

    @Test
    fun `a distributor that knows the token wakes the app, and nobody else does`() {
        val push = bob.app.push
        installDistributor()
        assertEquals(listOf("org.example.push"), push.distributors().map(Distributor::id))
        push.turnOn("org.example.push")
        val asked = phone.broadcastIntents.single { it.action == UnifiedPush.REGISTER }
        assertEquals("org.example.push", asked.`package`)
        assertEquals(bob.app.packageName, asked.getStringExtra("application"))
        val token = asked.getStringExtra("token")!!

        ring(UnifiedPush.NEW_ENDPOINT, "guessed", "https://evil.example")
        assertNull(push.state.value.endpoint)
        ring(UnifiedPush.NEW_ENDPOINT, token, "https://push.example/abc")
        assertEquals("https://push.example/abc", push.state.value.endpoint)
        // Another process knows it, too.
        assertEquals(push.state.value, UnifiedPush(bob.app).state.value)

        jobs.cancelAll()
        ring(UnifiedPush.MESSAGE, "guessed")
        assertEquals(0, jobs.allPendingJobs.size)
        ring(UnifiedPush.MESSAGE, token)
        assertEquals(1, jobs.allPendingJobs.size)

        push.turnOff()
        assertEquals(token, phone.broadcastIntents.single { it.action == UnifiedPush.UNREGISTER }.getStringExtra("token"))
        jobs.cancelAll()
        ring(UnifiedPush.MESSAGE, token)
        assertEquals(0, jobs.allPendingJobs.size)
    }

    private fun installDistributor() {
        val receiver = ComponentName("org.example.push", "org.example.push.Receiver")
        val packages = shadowOf(bob.app.packageManager)
        packages.addReceiverIfNotPresent(receiver)
        packages.addIntentFilterForReceiver(receiver, IntentFilter(UnifiedPush.REGISTER))
    }

    private fun ring(
        action: String,
        token: String,
        endpoint: String? = null,
    ) = PushReceiver().onReceive(bob.app, Intent(action).putExtra("token", token).putExtra("endpoint", endpoint))

    private fun startedServices(): List<String> =
        generateSequence { phone.nextStartedService }.mapNotNull { it.component?.className }.toList()

    private fun told() = bob.app.service<NotificationManager>().activeNotifications.filter { it.tag?.startsWith("chat:") == true }

    companion object {
        @BeforeClass
        @JvmStatic
        fun keystore() = SoftKeystore.install()
    }
}
