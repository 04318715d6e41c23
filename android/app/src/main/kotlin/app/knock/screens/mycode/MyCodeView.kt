package app.knock.screens.mycode

import android.content.Context
import android.graphics.BitmapFactory
import android.view.View
import android.widget.FrameLayout
import app.knock.R
import app.knock.screens.Screen
import app.knock.text.sats
import app.knock.widgets.Banner
import app.knock.widgets.Gap
import app.knock.widgets.Page
import app.knock.widgets.TextKind
import app.knock.widgets.codePicture
import app.knock.widgets.column
import app.knock.widgets.filledButton
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.padAll
import app.knock.widgets.scrolling
import app.knock.widgets.softButton
import app.knock.widgets.words

class MyCodeView(
    context: Context,
    onEvent: (MyCodeEvent) -> Unit,
) : Screen<MyCodeState> {
    private val page = Page(context) { onEvent(MyCodeEvent.Back) }
    private val lacks = Banner(context, R.drawable.ic_bolt) { onEvent(MyCodeEvent.SetUpWallet) }
    private val code = codePicture(context, page.words(R.string.my_code_picture))
    private val facts = label(context, TextKind.SOFT)
    private var drawn: ByteArray? = null
    override val root: View = page

    init {
        page.bar.setTitle(page.words(R.string.my_code_title))
        page.bar.action(R.drawable.ic_scan, R.string.scan) { onEvent(MyCodeEvent.Scan) }
        page.bar.menu {
            listOf(
                R.string.my_code_copy_link to { onEvent(MyCodeEvent.CopyLink) },
                R.string.my_code_copy_npub to { onEvent(MyCodeEvent.CopyNpub) },
            )
        }
        val box = column(context)
        box.padAll(Gap.FULL, Gap.FULL)
        box.line(lacks, bottom = Gap.FULL)
        box.line(label(context, TextKind.BODY, page.words(R.string.my_code_text)), bottom = Gap.FULL)
        box.line(FrameLayout(context).apply { addView(code, FrameLayout.LayoutParams(MATCH, WRAP)) })
        box.line(facts, top = Gap.FULL)
        box.line(filledButton(context, R.string.my_code_share) { onEvent(MyCodeEvent.ShareLink) }, top = Gap.WIDE)
        box.line(softButton(context, R.string.my_code_share_picture) { onEvent(MyCodeEvent.SharePicture) }, top = Gap.NEAR)
        page.content(scrolling(box))
    }

    override fun render(state: MyCodeState) {
        page.setBusy(state.card == null)
        lacks.show(page.words(R.string.my_code_lacks_address).takeIf { state.lacksAddress })
        val card = state.card ?: return
        facts.text =
            listOfNotNull(
                card.lightningAddress ?: card.offer?.let { page.words(R.string.my_code_offer) },
                card.priceMsat?.let { page.words(R.string.my_code_price, page.words(sats(it))) },
                card.npub,
            ).joinToString("\n")
        val png = state.png
        if (png == null || png === drawn) return
        drawn = png
        code.setImageBitmap(BitmapFactory.decodeByteArray(png, 0, png.size))
    }

    private companion object {
        const val MATCH = FrameLayout.LayoutParams.MATCH_PARENT
        const val WRAP = FrameLayout.LayoutParams.WRAP_CONTENT
    }
}
