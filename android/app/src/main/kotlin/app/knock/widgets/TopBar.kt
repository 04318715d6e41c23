package app.knock.widgets

import android.content.Context
import android.view.Menu
import android.widget.ImageButton
import android.widget.LinearLayout
import android.widget.PopupMenu
import app.knock.R

/** The bar at the top of each screen: back, title, and what can be done. */
class TopBar(
    context: Context,
    onBack: (() -> Unit)?,
) : LinearLayout(context) {
    private val title = label(context, TextKind.TITLE).onOneLine()
    private val subtitle = label(context, TextKind.SMALL).onOneLine()
    private val texts = column(context)

    init {
        orientation = HORIZONTAL
        gravity = android.view.Gravity.CENTER_VERTICAL
        minimumHeight = dp(HEIGHT)
        pad(start = if (onBack == null) Gap.FULL else Gap.SMALL, end = Gap.SMALL)
        onBack?.let { piece(iconButton(context, R.drawable.ic_back, R.string.back, it)) }
        texts.line(title)
        texts.line(subtitle)
        subtitle.isThere = false
        rest(texts, start = if (onBack == null) 0 else Gap.HALF)
    }

    fun setTitle(text: CharSequence) {
        title.text = text
    }

    fun setSubtitle(text: CharSequence?) {
        subtitle.text = text
        subtitle.isThere = !text.isNullOrEmpty()
    }

    /** The title leads somewhere. */
    fun onTitle(
        description: Int,
        open: () -> Unit,
    ) {
        texts.minimumHeight = dp(TOUCH)
        texts.gravity = android.view.Gravity.CENTER_VERTICAL
        texts.background = context.touchableLine()
        texts.isFocusable = true
        texts.setOnClickListener { open() }
        texts.tooltipText = context.getString(description)
    }

    fun action(
        icon: Int,
        description: Int,
        onClick: () -> Unit,
    ): ImageButton = piece(iconButton(context, icon, description, onClick))

    /** What is done less often. */
    fun menu(items: () -> List<Pair<Int, () -> Unit>>) {
        lateinit var button: ImageButton
        button =
            action(R.drawable.ic_more, R.string.more) {
                val entries = items()
                val popup = PopupMenu(context, button)
                entries.forEachIndexed { index, (text, _) -> popup.menu.add(Menu.NONE, index, index, text) }
                popup.setOnMenuItemClickListener {
                    entries[it.itemId].second()
                    true
                }
                popup.show()
            }
    }

    private companion object {
        const val HEIGHT = 56
    }
}
