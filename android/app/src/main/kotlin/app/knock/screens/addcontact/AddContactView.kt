package app.knock.screens.addcontact

import android.content.Context
import android.view.View
import app.knock.R
import app.knock.screens.Screen
import app.knock.text.sats
import app.knock.widgets.Avatar
import app.knock.widgets.EntryKind
import app.knock.widgets.Gap
import app.knock.widgets.Page
import app.knock.widgets.TextEntry
import app.knock.widgets.TextKind
import app.knock.widgets.beside
import app.knock.widgets.column
import app.knock.widgets.filledButton
import app.knock.widgets.isThere
import app.knock.widgets.isUsable
import app.knock.widgets.label
import app.knock.widgets.line
import app.knock.widgets.padAll
import app.knock.widgets.rest
import app.knock.widgets.row
import app.knock.widgets.scrolling
import app.knock.widgets.softButton
import app.knock.widgets.square
import app.knock.widgets.textButton
import app.knock.widgets.words

class AddContactView(
    context: Context,
    onEvent: (AddContactEvent) -> Unit,
) : Screen<AddContactState> {
    private val page = Page(context) { onEvent(AddContactEvent.Back) }
    private val scan = softButton(context, R.string.scan) { onEvent(AddContactEvent.Scan) }
    private val picture = textButton(context, R.string.add_from_picture) { onEvent(AddContactEvent.FromPicture) }
    private val paste = textButton(context, R.string.paste) { onEvent(AddContactEvent.Paste) }
    private val text =
        TextEntry(context, page.words(R.string.add_text_hint), EntryKind.CODE) { onEvent(AddContactEvent.Typed(it)) }
    private val explanation = label(context, TextKind.BODY)
    private val avatar = Avatar(context)
    private val who = label(context, TextKind.TITLE)
    private val card = label(context, TextKind.SOFT)
    private val person = row(context)
    private val name =
        TextEntry(context, page.words(R.string.contact_name_hint), EntryKind.TEXT) { onEvent(AddContactEvent.NameTyped(it)) }
    private val address =
        TextEntry(context, page.words(R.string.add_address_hint), EntryKind.CODE) { onEvent(AddContactEvent.AddressTyped(it)) }
    private val add = filledButton(context, R.string.add_yes) { onEvent(AddContactEvent.Add) }
    override val root: View = page

    init {
        page.bar.setTitle(page.words(R.string.add_title))
        val box = column(context)
        box.padAll(Gap.FULL, Gap.FULL)
        box.line(label(context, TextKind.BODY, page.words(R.string.add_help)), bottom = Gap.FULL)
        box.line(scan)
        box.line(beside(context, picture, paste))
        box.line(text, top = Gap.HALF)
        box.line(explanation, top = Gap.FULL)
        explanation.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        person.square(avatar, AVATAR, end = Gap.FULL)
        val texts = column(context)
        texts.line(who)
        texts.line(card, top = Gap.HAIR)
        person.rest(texts)
        box.line(person, top = Gap.FULL)
        box.line(name, top = Gap.FULL)
        box.line(address, top = Gap.FULL)
        box.line(add, top = Gap.WIDE)
        page.content(scrolling(box))
    }

    override fun render(state: AddContactState) {
        val found = state.found
        page.setBusy(state.isBusy)
        text.show(state.text)
        name.show(state.name)
        address.show(state.address)
        explanation.isThere = found is Found.Other || found is Found.Name
        person.isThere = found is Found.Person
        name.isThere = found is Found.Person || found is Found.Name
        address.isThere = found is Found.Person
        add.isThere = name.isThere
        add.isUsable = !state.isBusy
        when (found) {
            is Found.Other -> explanation.text = page.words(found.explanation)
            is Found.Name -> explanation.text = page.words(R.string.add_look_up, found.name)
            is Found.Person -> showPerson(found)
            Found.Nothing -> Unit
        }
    }

    private fun showPerson(found: Found.Person) {
        avatar.show(found.title, found.card.npub)
        who.text = found.title
        add.setText(if (found.isKnown) R.string.add_update else R.string.add_yes)
        card.text =
            found.card.priceMsat?.let { page.words(R.string.add_price, page.words(sats(it))) }
                ?: page.words(if (found.isKnown) R.string.add_known else R.string.add_new)
    }

    private companion object {
        const val AVATAR = 56
    }
}
