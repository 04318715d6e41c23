package app.knock.widgets

import android.content.Context
import android.view.View
import android.view.ViewGroup
import android.widget.BaseAdapter
import android.widget.ListView

/** A view that can show one thing after another. */
interface ItemView<T> {
    val root: View

    fun show(item: T)
}

/** Shows a list of things by views that are used again. */
class ItemAdapter<T>(
    private val idOf: (T) -> Long,
    private val kindOf: (T) -> Int = { 0 },
    private val kinds: Int = 1,
    private val make: (kind: Int) -> ItemView<T>,
) : BaseAdapter() {
    var items: List<T> = emptyList()
        private set

    fun submit(items: List<T>) {
        if (items == this.items) return
        this.items = items
        notifyDataSetChanged()
    }

    override fun getCount() = items.size

    override fun getItem(position: Int) = items[position]

    override fun getItemId(position: Int) = idOf(items[position])

    override fun hasStableIds() = true

    override fun getItemViewType(position: Int) = kindOf(items[position])

    override fun getViewTypeCount() = kinds

    @Suppress("UNCHECKED_CAST") // Tags are put on below, per kind.
    override fun getView(
        position: Int,
        old: View?,
        parent: ViewGroup?,
    ): View {
        val view = old?.tag as? ItemView<T> ?: make(getItemViewType(position)).also { it.root.tag = it }
        view.show(items[position])
        return view.root
    }
}

fun plainList(context: Context): ListView =
    ListView(context).apply {
        divider = null
        dividerHeight = 0
        selector = android.graphics.drawable.ColorDrawable(android.graphics.Color.TRANSPARENT)
        clipToPadding = false
    }

/** Calls when the end comes into view. */
fun ListView.onEnd(reached: () -> Unit) =
    setOnScrollListener(
        object : android.widget.AbsListView.OnScrollListener {
            override fun onScrollStateChanged(
                view: android.widget.AbsListView?,
                state: Int,
            ) = Unit

            override fun onScroll(
                view: android.widget.AbsListView?,
                first: Int,
                visible: Int,
                total: Int,
            ) {
                if (total > 0 && first + visible >= total) reached()
            }
        },
    )
