package app.knock.text

import app.knock.R
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import java.time.temporal.ChronoUnit
import java.util.Locale

private const val MINUTE = 60L
private const val HOUR = 60 * MINUTE
private const val DAY = 24 * HOUR

/** Points in time, as short as they are still clear. Times are seconds since 1970. */
class Times(
    private val locale: Locale = Locale.getDefault(),
    private val zone: ZoneId = ZoneId.systemDefault(),
    private val hours24: Boolean = true,
    private val now: () -> Long = { System.currentTimeMillis() / 1000 },
) {
    private val clock = DateTimeFormatter.ofPattern(if (hours24) "HH:mm" else "h:mm a", locale)

    /** "14:05" */
    fun clock(at: Long): String = clock.format(Instant.ofEpochSecond(at).atZone(zone))

    /** In a list: the time today, else the weekday or the date. */
    fun inList(at: Long): Phrase {
        val day = dayOf(at)
        val ago = ChronoUnit.DAYS.between(day, today())
        return when {
            ago == 0L -> plain(clock(at))
            ago == 1L -> say(R.string.yesterday)
            ago in 2..6 -> plain(DateTimeFormatter.ofPattern("EEE", locale).format(day))
            else -> plain(DateTimeFormatter.ofLocalizedDate(FormatStyle.SHORT).withLocale(locale).format(day))
        }
    }

    /** Above the messages of a day. */
    fun day(at: Long): Phrase {
        val day = dayOf(at)
        return when (ChronoUnit.DAYS.between(day, today())) {
            0L -> say(R.string.today)
            1L -> say(R.string.yesterday)
            else -> plain(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale).format(day))
        }
    }

    fun isSameDay(
        one: Long,
        other: Long,
    ) = dayOf(one) == dayOf(other)

    /** Date and time, where both matter. */
    fun whole(at: Long): String =
        DateTimeFormatter
            .ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(locale)
            .format(Instant.ofEpochSecond(at).atZone(zone))

    /** How long from now, rounded down; nothing is below a minute. */
    fun left(until: Long): Phrase = span((until - now()).coerceAtLeast(MINUTE))

    private fun dayOf(at: Long): LocalDate = Instant.ofEpochSecond(at).atZone(zone).toLocalDate()

    private fun today() = dayOf(now())
}

/** "1 hour", "7 days": in the largest unit that it fills. */
fun span(seconds: Long): Phrase =
    when {
        seconds >= DAY -> sayMany(R.plurals.days, seconds / DAY)
        seconds >= HOUR -> sayMany(R.plurals.hours, seconds / HOUR)
        seconds >= MINUTE -> sayMany(R.plurals.minutes, seconds / MINUTE)
        else -> sayMany(R.plurals.seconds, seconds)
    }
