package app.knock.text

import app.knock.R
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.util.Locale

class AmountsTest {
    @Test
    fun `amounts are counted in satoshi, in the user's way`() {
        assertEquals(sayMany(R.plurals.sats, 1, "1"), sats(1_000u, Locale.ENGLISH))
        assertEquals(sayMany(R.plurals.sats, 1_250, "1,250"), sats(1_250_000u, Locale.ENGLISH))
        assertEquals(sayMany(R.plurals.sats, 1_250, "1.250"), sats(1_250_000u, Locale.GERMAN))
        assertEquals(sayMany(R.plurals.sats, 2, "0.5"), sats(500u, Locale.ENGLISH))
        assertEquals(sayMany(R.plurals.sats, 0, "0"), sats(0u, Locale.ENGLISH))
        assertEquals(
            sayMany(R.plurals.sats, 18_446_744_073_709_551, "18,446,744,073,709,551.615").javaClass,
            sats(ULong.MAX_VALUE).javaClass,
        )
    }

    @Test
    fun `what is typed is read as it is written there`() {
        assertEquals(21_000uL, msatOf("21", Locale.ENGLISH))
        assertEquals(1_250_000uL, msatOf("1,250", Locale.ENGLISH))
        assertEquals(1_250uL, msatOf("1,25", Locale.GERMAN))
        assertEquals(500uL, msatOf(" 0.5 ", Locale.ENGLISH))
        assertEquals(0uL, msatOf("0", Locale.ENGLISH))
        for (wrong in listOf(
            "",
            "-1",
            "x",
            "1 sat",
            "999999999999999999999",
        )) {
            assertEquals(null, msatOf(wrong, Locale.ENGLISH), wrong)
        }
    }

    @Test
    fun `what a field shows is read back as the same`() {
        for (msat in listOf(
            0uL,
            1uL,
            999uL,
            1_000uL,
            1_500uL,
            21_000_000uL,
        )) {
            assertEquals(msat, msatOf(satsTyped(msat), Locale.ENGLISH))
        }
    }
}
