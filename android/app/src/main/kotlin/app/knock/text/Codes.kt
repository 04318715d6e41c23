package app.knock.text

import app.knock.R
import app.knock.core.Code
import app.knock.core.CodeBitcoin
import app.knock.core.CodeBunker
import app.knock.core.CodeComment
import app.knock.core.CodeDamaged
import app.knock.core.CodeInvoice
import app.knock.core.CodeLnurl
import app.knock.core.CodeName
import app.knock.core.CodeOffer
import app.knock.core.CodeOtherNostr
import app.knock.core.CodePerson
import app.knock.core.CodeSecretKey
import app.knock.core.CodeUnknown
import app.knock.core.CodeWalletLink
import app.knock.core.CodeWeb

/** What a code is, for somebody who expected another kind, and where it belongs. */
fun Code.explain(): Phrase =
    when (this) {
        is CodePerson -> say(R.string.code_person)
        is CodeName -> say(R.string.code_name)
        is CodeComment -> say(R.string.code_comment)
        is CodeWalletLink -> say(R.string.code_wallet_link)
        is CodeBunker -> say(R.string.code_bunker)
        is CodeSecretKey -> say(R.string.code_secret_key)
        is CodeInvoice -> amountMsat?.let { say(R.string.code_invoice_of, sats(it)) } ?: say(R.string.code_invoice)
        is CodeOffer -> say(R.string.code_offer)
        is CodeLnurl -> say(R.string.code_lnurl)
        is CodeOtherNostr -> say(R.string.code_other_nostr)
        is CodeBitcoin -> say(R.string.code_bitcoin)
        is CodeWeb -> say(R.string.code_web, plain(host))
        is CodeDamaged -> say(R.string.code_damaged)
        is CodeUnknown -> say(R.string.code_unknown)
    }
