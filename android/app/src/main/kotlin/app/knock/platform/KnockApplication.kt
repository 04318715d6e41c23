package app.knock.platform

import android.app.Application
import app.knock.core.BuiltInWallet
import app.knock.core.Core
import app.knock.navigation.Navigator
import app.knock.navigation.startOf
import app.knock.platform.listening.CatchUpJob
import app.knock.platform.listening.ListenService
import app.knock.platform.listening.Listening
import app.knock.platform.lock.AppLock
import app.knock.platform.notifications.Channels
import app.knock.platform.notifications.Notifier
import app.knock.platform.notifications.Shade
import app.knock.platform.phone.AndroidPhone
import app.knock.platform.phone.SharedFiles
import app.knock.platform.push.UnifiedPush
import app.knock.platform.vault.KeystoreVault
import app.knock.screens.AppParts
import app.knock.screens.AppScreens
import app.knock.screens.Presenters
import app.knock.screens.ScreenFactory
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import java.io.File

/** The process: one home, and what looks after it while there is a window and while there is none. */
class KnockApplication : Application() {
    /** As long as the process. */
    val scope = newScope()
    val device by lazy { SavedDeviceSettings(this) }
    val phone by lazy { AndroidPhone(this) }
    val push by lazy { UnifiedPush(this) }
    val lock by lazy { AppLock(device.values) { phone.hasLock() } }
    val core by lazy {
        val vault = KeystoreVault(File(noBackupFilesDir, "vault"))
        val usesBreez = device.values.value.usesBreez
        Core.of(File(noBackupFilesDir, "home").path, vault, phone.signer, BuiltInWallet.find(), usesBreez)
    }
    val opening by lazy { Opening(core.home, scope) }
    val listening by lazy { Listening(core.receiving, opening, scope) }
    val notifier by lazy { Notifier(core, Shade(this)) }

    /** The screens and their back stack, once there were any. They outlive the window. */
    var screens: OpenScreens? = null
        private set

    /** The same, made where there are none yet: a process that was killed begins with what it had [saved]. */
    fun screens(saved: String?): OpenScreens = screens ?: newScreens(saved).also { screens = it }

    private fun newScreens(saved: String?): OpenScreens {
        val isOpen = core.home.isUnlocked
        val navigator = Navigator.restore(saved).takeIf { isOpen } ?: Navigator(startOf(isOpen))
        val parts = AppParts(core, phone, device, push, navigator, ::newScope, scope)
        return OpenScreens(navigator, Presenters(parts))
    }

    private fun newScope() = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)

    override fun onCreate() {
        super.onCreate()
        Channels.make(this)
        SharedFiles.sweep(this)
        scope.launch { core.receiving.events().collect { notifier.onEvent(it) } }
        scope.launch { device.values.collect { keepListening() } }
        opening.open()
    }

    /** Starts or stops what listens without a window, as the user wants it; again and again does no harm. */
    fun keepListening() {
        if (!core.home.isUnlocked) return
        CatchUpJob.schedule(this)
        if (device.values.value.listenInBackground) ListenService.start(this) else ListenService.stop(this)
    }
}

/** The back stack, who thinks for its screens, and who makes their views. */
class OpenScreens(
    val navigator: Navigator,
    val presenters: Presenters,
) {
    val factory: ScreenFactory = AppScreens(presenters)
}

/** The one application of this process. */
val android.content.Context.knock get() = applicationContext as KnockApplication
