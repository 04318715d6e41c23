package app.knock.platform

import android.content.Context

/** A service that every phone has. */
inline fun <reified T : Any> Context.service(): T = checkNotNull(getSystemService(T::class.java))
