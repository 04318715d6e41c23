package app.knock.widgets

import android.content.Context
import android.widget.ImageView
import app.knock.R

/** Where a QR code is shown: on white also in the dark, since scanners want it so. */
fun codePicture(
    context: Context,
    description: String,
): ImageView =
    ImageView(context).apply {
        contentDescription = description
        adjustViewBounds = true
        background = context.rounded(R.color.code_ground, Gap.FULL)
        padAll(Gap.FULL, Gap.FULL)
        maxHeight = dp(LARGEST)
    }

private const val LARGEST = 360
