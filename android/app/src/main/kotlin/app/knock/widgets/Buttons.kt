package app.knock.widgets

import android.content.Context
import android.content.res.ColorStateList
import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.ImageButton
import android.widget.ImageView
import android.widget.TextView
import app.knock.R

/** What the screen is for. */
fun filledButton(
    context: Context,
    text: Int,
    onClick: () -> Unit,
): Button =
    button(context, text, R.color.on_accent, onClick).apply {
        background =
            context.touchable(R.color.accent, BUTTON_RADIUS)
    }

/** What may be done instead. */
fun softButton(
    context: Context,
    text: Int,
    onClick: () -> Unit,
): Button =
    button(context, text, R.color.on_accent_soft, onClick).apply {
        background =
            context.touchable(R.color.accent_soft, BUTTON_RADIUS)
    }

/** What is done seldom. */
fun textButton(
    context: Context,
    text: Int,
    onClick: () -> Unit,
): Button =
    button(context, text, R.color.accent, onClick).apply {
        background = context.touchableLine()
        padAll(Gap.NEAR, Gap.HALF)
    }

private fun button(
    context: Context,
    text: Int,
    colour: Int,
    onClick: () -> Unit,
): Button =
    Button(context).apply {
        setText(text)
        setKind(TextKind.BUTTON)
        setTextColor(context.getColor(colour))
        isAllCaps = false
        stateListAnimator = null
        minHeight = dp(TOUCH)
        padAll(Gap.WIDE, Gap.HALF)
        setOnClickListener { onClick() }
    }

/** Faint while it cannot be used. */
var View.isUsable: Boolean
    get() = isEnabled
    set(usable) {
        isEnabled = usable
        alpha = if (usable) 1f else FAINT
    }

fun iconButton(
    context: Context,
    icon: Int,
    description: Int,
    onClick: () -> Unit,
): ImageButton =
    ImageButton(context).apply {
        setImageResource(icon)
        imageTintList = ColorStateList.valueOf(context.getColor(R.color.text))
        background = context.touchableIcon()
        scaleType = ImageView.ScaleType.CENTER
        contentDescription = context.getString(description)
        minimumWidth = dp(TOUCH)
        minimumHeight = dp(TOUCH)
        setOnClickListener { onClick() }
    }

/** The round button above a list: what is done there most. */
fun floatingButton(
    context: Context,
    icon: Int,
    description: Int,
    onClick: () -> Unit,
): ImageButton =
    iconButton(context, icon, description, onClick).apply {
        background = context.touchable(R.color.accent, FLOATING_RADIUS)
        imageTintList = ColorStateList.valueOf(context.getColor(R.color.on_accent))
        elevation = dp(Gap.SMALL).toFloat()
        minimumWidth = dp(FLOATING)
        minimumHeight = dp(FLOATING)
    }

/** A small word on a coloured ground: how many are unread. */
fun badge(context: Context): TextView =
    label(context, TextKind.SMALL).apply {
        setTextColor(context.getColor(R.color.on_accent))
        background = context.rounded(R.color.accent, FLOATING_RADIUS)
        gravity = Gravity.CENTER
        textAlignment = View.TEXT_ALIGNMENT_CENTER
        minWidth = dp(BADGE)
        padAll(BADGE_PAD, Gap.HAIR)
    }

fun icon(
    context: Context,
    icon: Int,
    colour: Int,
): ImageView =
    ImageView(context).apply {
        setImageResource(icon)
        tint(colour)
        // It stands beside words that say the same.
        importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
    }

fun ImageView.tint(colour: Int) {
    imageTintList = ColorStateList.valueOf(context.getColor(colour))
}

private const val BUTTON_RADIUS = 24
private const val FLOATING = 56
private const val FLOATING_RADIUS = 16
private const val BADGE = 22
private const val BADGE_PAD = 6
private const val FAINT = 0.4f
