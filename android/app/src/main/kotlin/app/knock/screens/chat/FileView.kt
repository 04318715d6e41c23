package app.knock.screens.chat

import android.content.Context
import android.text.format.Formatter
import android.view.Gravity
import android.widget.FrameLayout
import android.widget.ProgressBar
import app.knock.R
import app.knock.core.FileInfo
import app.knock.screens.fileWord
import app.knock.screens.isPicture
import app.knock.widgets.Gap
import app.knock.widgets.TextKind
import app.knock.widgets.column
import app.knock.widgets.icon
import app.knock.widgets.isThere
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.onOneLine
import app.knock.widgets.padAll
import app.knock.widgets.rest
import app.knock.widgets.rounded
import app.knock.widgets.row
import app.knock.widgets.square
import app.knock.widgets.words

/** A file in a bubble: what it is and how large; it is fetched and opened when it is touched. */
internal class FileView(
    context: Context,
    private val onOpen: () -> Unit,
) {
    private val sign = icon(context, R.drawable.ic_file, R.color.accent)
    private val waiting = ProgressBar(context)
    private val name = label(context, TextKind.NAME).onOneLine()
    private val facts = label(context, TextKind.SMALL)
    val root = row(context)

    init {
        root.background = context.rounded(R.color.quote, Gap.NEAR)
        root.padAll(Gap.NEAR, Gap.NEAR)
        val place = FrameLayout(context)
        place.addView(sign, FrameLayout.LayoutParams(MATCH, MATCH))
        place.addView(waiting, FrameLayout.LayoutParams(MATCH, MATCH, Gravity.CENTER))
        root.square(place, SIGN, end = Gap.NEAR)
        val texts = column(context)
        texts.line(name)
        texts.line(facts)
        root.rest(texts)
        root.setOnClickListener { onOpen() }
    }

    fun show(
        file: FileInfo,
        isFetching: Boolean,
    ) {
        sign.setImageResource(if (file.isPicture) R.drawable.ic_picture else R.drawable.ic_file)
        sign.isThere = !isFetching
        waiting.isThere = isFetching
        name.text = file.name ?: root.words(fileWord(file.mime))
        val size = file.size?.let { Formatter.formatShortFileSize(root.context, it.toLong()) }
        val where = root.words(if (file.isHere) R.string.file_here else R.string.file_not_here, file.host)
        facts.text = listOfNotNull(size, where).joinToString(" · ")
        root.contentDescription = root.words(R.string.file_open, name.text, facts.text)
    }

    private companion object {
        const val SIGN = 40
        const val MATCH = FrameLayout.LayoutParams.MATCH_PARENT
    }
}
