package app.knock.widgets

import android.content.Context
import android.text.format.DateFormat
import app.knock.text.Times

/** Times in the user's language, zone and habit. */
fun Context.times() = Times(locale = resources.configuration.locales[0], hours24 = DateFormat.is24HourFormat(this))
