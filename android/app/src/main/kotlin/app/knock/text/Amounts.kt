package app.knock.text

import app.knock.R
import java.math.BigDecimal
import java.math.RoundingMode
import java.text.NumberFormat
import java.util.Locale

private val MSAT = BigDecimal(1000)

/** Millisatoshi as people count them: "1 sat", "1,250 sats", "0.5 sats". */
fun sats(
    msat: ULong,
    locale: Locale = Locale.getDefault(),
): Phrase {
    val sats = BigDecimal(msat.toString()).divide(MSAT)
    val number = NumberFormat.getNumberInstance(locale).apply { maximumFractionDigits = 3 }.format(sats)
    // A plural goes by whole numbers; a part of a satoshi counts like many.
    val count = if (sats.stripTrailingZeros().scale() > 0) 2L else sats.toLong()
    return sayMany(R.plurals.sats, count, number)
}

/** What somebody typed as satoshi, in msat; null where that is no amount. */
fun msatOf(
    typed: String,
    locale: Locale = Locale.getDefault(),
): ULong? {
    val symbols = java.text.DecimalFormatSymbols.getInstance(locale)
    val plain =
        typed
            .filterNot { it.isWhitespace() || it == symbols.groupingSeparator || it == '\u00a0' }
            .replace(symbols.decimalSeparator, '.')
    val sats = plain.toBigDecimalOrNull()?.takeIf { it.signum() >= 0 } ?: return null
    val msat = sats.multiply(MSAT).setScale(0, RoundingMode.DOWN)
    return msat.toString().toULongOrNull()
}

/** For a text field: whole or broken satoshi without unit or grouping. */
fun satsTyped(msat: ULong): String = BigDecimal(msat.toString()).divide(MSAT).toPlainString()
