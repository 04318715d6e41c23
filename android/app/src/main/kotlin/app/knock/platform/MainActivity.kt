package app.knock.platform

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.os.Bundle
import app.knock.navigation.Destination
import app.knock.phone.DeviceValues
import app.knock.phone.Theme
import app.knock.platform.lock.LockedView
import app.knock.platform.phone.NotificationPermission
import app.knock.platform.window.FailedView
import app.knock.platform.window.ScreenHost
import app.knock.platform.window.hideFromOthers
import app.knock.platform.window.layOutBehindBars
import app.knock.platform.window.themed
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.launch

/** The app's window. It shows the screen that the back stack ends with, once the home is open and its owner is there. */
class MainActivity : Activity() {
    private val app get() = knock
    private val host by lazy { ScreenHost(this) }
    private var saved: String? = null
    private var arrived: Destination? = null
    private var whileShown: CoroutineScope? = null
    private var showing: Job? = null
    private lateinit var theme: Theme

    override fun attachBaseContext(base: Context) {
        theme = base.knock.device.values.value.theme
        super.attachBaseContext(base.themed(theme))
    }

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        layOutBehindBars()
        saved = state?.getString(STACK)
        // A window that is made anew was led there already.
        if (state == null) arrived = destinationOf(intent, app.core.codes)
        setContentView(host)
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        arrived = destinationOf(intent, app.core.codes)
        if (app.opening.state.value == Opening.State.Done && !app.lock.isLocked.value) goWhereLed()
    }

    override fun onStart() {
        super.onStart()
        app.phone.calls.onShown(this)
        app.lock.onShown()
        app.listening.hold(this)
        val scope = CoroutineScope(Dispatchers.Main.immediate).also { whileShown = it }
        scope.launch {
            combine(app.opening.state, app.lock.isLocked, ::Pair).collect { (opening, locked) ->
                when {
                    locked -> showLocked()
                    opening is Opening.State.Failed ->
                        host.showPlain(
                            FailedView(this@MainActivity, opening.failure, app.opening::open),
                        )
                    opening == Opening.State.Done -> showScreens(scope)
                }
            }
        }
        scope.launch { app.device.values.collect(::follow) }
    }

    override fun onStop() {
        whileShown?.cancel()
        host.rest()
        app.notifier.seen = null
        app.listening.release(this)
        // A turned phone is not left.
        if (!isChangingConfigurations) app.lock.onHidden()
        app.phone.calls.onHidden(this)
        super.onStop()
    }

    private fun follow(values: DeviceValues) {
        hideFromOthers(values)
        // Only a new window has other colours.
        if (values.theme != theme) recreate()
    }

    private fun showLocked() {
        showing?.cancel()
        host.showPlain(LockedView(this, ::askOwner))
        askOwner()
    }

    /** The question is a window of the system's own: coming back from it must not ask again. */
    private fun askOwner() {
        if (asking?.isActive == true) return
        asking = app.scope.launch { if (app.phone.confirmOwner()) app.lock.open() }
    }

    private fun showScreens(scope: CoroutineScope) {
        val screens = app.screens(saved)
        goWhereLed()
        showing?.cancel()
        showing =
            scope.launch {
                screens.navigator.destinations.collect { stack ->
                    host.show(screens.factory, stack.last())
                    screens.presenters.keep(stack)
                    app.notifier.seen = (stack.last() as? Destination.Chat)?.peer
                    if (app.core.home.isUnlocked) onHomeOpen()
                }
            }
    }

    /** Also the moment when somebody new has moved in: from here on knocks can come. */
    private fun onHomeOpen() {
        app.keepListening()
        if (app.screens(saved).navigator.current is Destination.Conversations && !NotificationPermission.wasAsked(this)) {
            NotificationPermission.ask(this)
        }
        goWhereLed()
    }

    /** Where a link or a notification leads. Before somebody lives here it leads nowhere yet. */
    private fun goWhereLed() {
        val destination = arrived ?: return
        if (!app.core.home.isUnlocked) return
        arrived = null
        app.screens(saved).navigator.open(destination)
    }

    @Deprecated("What takes its place exists since Android 13; this is still called.")
    override fun onBackPressed() {
        val screens = app.screens
        if (app.lock.isLocked.value || screens == null || !screens.navigator.back()) finishOrHide()
    }

    /** Leaves the process as it is: coming back is quick. */
    private fun finishOrHide() {
        if (!moveTaskToBack(false)) finish()
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putString(STACK, app.screens?.navigator?.save() ?: saved)
    }

    override fun onActivityResult(
        code: Int,
        result: Int,
        data: Intent?,
    ) = app.phone.calls.onResult(code, result, data)

    companion object {
        private const val STACK = "stack"

        /** Longer than a window, which may be turned meanwhile. */
        private var asking: Job? = null

        fun openChat(
            context: Context,
            peer: String,
        ): Intent = Intent(context, MainActivity::class.java).setAction(ACTION_CHAT).setData(chatAddress(peer))

        fun openRequests(context: Context): Intent = Intent(context, MainActivity::class.java).setAction(ACTION_REQUESTS)
    }
}
