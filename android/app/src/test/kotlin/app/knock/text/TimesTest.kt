package app.knock.text

import app.knock.R
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.ZoneId
import java.time.ZonedDateTime
import java.util.Locale

class TimesTest {
    private val zone = ZoneId.of("Europe/Berlin")
    private val now = ZonedDateTime.of(2026, 3, 12, 9, 30, 0, 0, zone).toEpochSecond()

    private fun at(
        day: Int,
        hour: Int,
        minute: Int = 0,
    ) = ZonedDateTime.of(2026, 3, day, hour, minute, 0, 0, zone).toEpochSecond()

    private fun times(
        locale: Locale = Locale.ENGLISH,
        hours24: Boolean = true,
    ) = Times(locale, zone, hours24) { now }

    @Test
    fun `a list shows the time today, then the day`() {
        assertEquals(plain("08:05"), times().inList(at(12, 8, 5)))
        assertEquals(plain("8:05 AM"), times(hours24 = false).inList(at(12, 8, 5)))
        assertEquals(say(R.string.yesterday), times().inList(at(11, 23)))
        assertEquals(plain("Tue"), times().inList(at(10, 12)))
        assertEquals(plain("Di."), times(Locale.GERMAN).inList(at(10, 12)))
        assertEquals(plain("01.03.26"), times(Locale.GERMANY).inList(at(1, 12)))
    }

    @Test
    fun `days are days of the user's zone, also where the clocks change`() {
        assertEquals(say(R.string.today), times().day(at(12, 0)))
        assertEquals(say(R.string.yesterday), times().day(at(11, 0)))
        // The night of 29 March has 23 hours there.
        assertTrue(times().isSameDay(at(29, 0), at(29, 23)))
        assertFalse(times().isSameDay(at(28, 23), at(29, 0)))
    }

    @Test
    fun `a span is said in its largest unit`() {
        assertEquals(sayMany(R.plurals.hours, 1), span(3_600))
        assertEquals(sayMany(R.plurals.days, 1), span(86_400))
        assertEquals(sayMany(R.plurals.days, 30), span(30 * 86_400))
        assertEquals(sayMany(R.plurals.minutes, 5), span(300))
        assertEquals(sayMany(R.plurals.seconds, 30), span(30))
        assertEquals(sayMany(R.plurals.minutes, 1), times().left(now - 5))
    }
}
