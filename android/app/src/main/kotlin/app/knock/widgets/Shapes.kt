package app.knock.widgets

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.util.TypedValue

/** A rounded surface. */
fun Context.rounded(
    colour: Int,
    radius: Int,
    line: Int? = null,
): GradientDrawable =
    GradientDrawable().apply {
        setColor(getColor(colour))
        cornerRadius = dp(radius).toFloat()
        line?.let { setStroke(dp(1), getColor(it)) }
    }

/** The same, and it shows that it is touched. */
fun Context.touchable(
    colour: Int,
    radius: Int,
    line: Int? = null,
): Drawable {
    val shape = rounded(colour, radius, line)
    return RippleDrawable(ColorStateList.valueOf(rippleColour()), shape, rounded(colour, radius))
}

/** What lines of a list look like when they are touched. */
fun Context.touchableLine(): Drawable? = themed(android.R.attr.selectableItemBackground)

/** The same around an icon. */
fun Context.touchableIcon(): Drawable? = themed(android.R.attr.selectableItemBackgroundBorderless)

private fun Context.themed(attribute: Int): Drawable? {
    val value = TypedValue()
    theme.resolveAttribute(attribute, value, true)
    return if (value.resourceId == 0) null else getDrawable(value.resourceId)
}

private fun Context.rippleColour(): Int {
    val value = TypedValue()
    theme.resolveAttribute(android.R.attr.colorControlHighlight, value, true)
    return if (value.resourceId == 0) value.data else getColor(value.resourceId)
}
