package app.knock.text

import app.knock.R
import app.knock.core.CoreException
import app.knock.core.Failure
import app.knock.core.FailureClass
import app.knock.core.failure

/** What to tell people who see this fail: by its kind where that says more, else by its class. */
fun Failure.phrase(): Phrase = phraseOf(kind) ?: say(ofClass(of))

fun CoreException.phrase(): Phrase = failure.phrase()

/** For a message that stopped: the core keeps the kind only. */
fun failurePhrase(kind: String): Phrase = phraseOf(kind) ?: say(R.string.failed_somehow)

private fun phraseOf(kind: String): Phrase? =
    (ofPayment(kind) ?: ofReaching(kind) ?: ofInput(kind) ?: ofFile(kind) ?: ofHome(kind))?.let { say(it) }

private fun ofClass(of: FailureClass): Int =
    when (of) {
        FailureClass.INPUT -> R.string.failed_input
        FailureClass.NOT_FOUND -> R.string.failed_not_found
        FailureClass.LOCKED -> R.string.failed_locked
        FailureClass.TRY_AGAIN -> R.string.failed_try_again
        FailureClass.NETWORK -> R.string.failed_network
        FailureClass.REJECTED -> R.string.failed_rejected
        FailureClass.FUNDS -> R.string.failed_funds
        FailureClass.STORAGE -> R.string.failed_storage
        FailureClass.CANCELLED -> R.string.failed_cancelled
        FailureClass.INTERNAL -> R.string.failed_internal
    }

private fun ofPayment(kind: String): Int? =
    when (kind) {
        "no_pay_address" -> R.string.failed_no_pay_address
        "comment_not_allowed", "comment_too_long" -> R.string.failed_comment_not_allowed
        "too_expensive" -> R.string.failed_too_expensive
        "over_wallet_limit", "amount_out_of_range" -> R.string.failed_over_wallet_limit
        "insufficient_funds" -> R.string.failed_funds
        "quota_exceeded" -> R.string.failed_quota
        "payment_failed" -> R.string.failed_payment
        "payment_outcome_unknown" -> R.string.failed_payment_unknown
        "payment_unsupported", "wallet_unsupported" -> R.string.failed_payment_unsupported
        "invoice_bad", "invoice_malformed", "invoice_amount_mismatch", "invoice_description_mismatch",
        "invoice_network_mismatch", "invoice_unknown_network", "invoice_reused", "lnurl_bad_answer", "lnurl_not_pay",
        -> R.string.failed_bad_invoice
        "invoice_expired" -> R.string.failed_invoice_expired
        "lnurl_refused" -> R.string.failed_lnurl_refused
        "offer_expired", "offer_malformed", "offer_network_mismatch", "offer_other_currency" -> R.string.failed_bad_offer
        "wallet_unreachable", "wallet_busy" -> R.string.failed_wallet_unreachable
        "wallet_refused" -> R.string.failed_wallet_refused
        "wallet_bad_answer", "preimage_mismatch" -> R.string.failed_wallet_bad_answer
        "wallet_bad_connection" -> R.string.failed_wallet_bad_connection
        "wallet_not_built_in" -> R.string.failed_wallet_not_built_in
        "wallet_not_created" -> R.string.failed_wallet_not_created
        else -> null
    }

private fun ofReaching(kind: String): Int? =
    when (kind) {
        "not_published", "relays_unreachable" -> R.string.failed_not_published
        "no_relays" -> R.string.failed_no_relays
        "relay_forbidden", "host_forbidden" -> R.string.failed_host_forbidden
        "host_unreachable", "http_timeout", "unreachable" -> R.string.failed_try_again
        "message_expired", "event_expired" -> R.string.failed_expired
        "event_not_found" -> R.string.failed_event_not_found
        "nip05_unknown_name", "nip05_bad_answer" -> R.string.failed_nip05
        "signer_timeout", "signer_unreachable" -> R.string.failed_signer_unreachable
        "signer_refused", "signer_consent_needed" -> R.string.failed_signer_refused
        "send_only" -> R.string.failed_send_only
        "busy", "store_busy" -> R.string.failed_busy
        "restored" -> R.string.failed_restored
        else -> null
    }

private fun ofInput(kind: String): Int? =
    when (kind) {
        "secret_key_given" -> R.string.failed_secret_key_given
        "not_a_contact", "bad_npub", "bad_card", "receiver_invalid", "monitor_invalid" -> R.string.failed_not_a_contact
        "not_a_pay_address", "pay_address_bad_host", "pay_address_bad_name", "lnurl_bad_url", "lnurl_bad_checksum",
        -> R.string.failed_not_a_pay_address
        "pay_address_insecure" -> R.string.failed_pay_address_insecure
        "petname_taken" -> R.string.failed_petname_taken
        "message_too_long", "event_too_long" -> R.string.failed_message_too_long
        "message_empty" -> R.string.failed_message_empty
        "bad_nsec" -> R.string.failed_bad_nsec
        "bad_ncryptsec", "unsupported_password_cost" -> R.string.failed_bad_ncryptsec
        "bad_words" -> R.string.failed_bad_words
        "words_differ" -> R.string.failed_words_differ
        "wrong_password", "wrong_passphrase", "backup_wrong_passphrase" -> R.string.failed_wrong_password
        "password_needed", "backup_no_passphrase" -> R.string.failed_password_needed
        "comment_no_prefix", "comment_bad_armor", "comment_bad_length", "comment_bad_ephemeral_key",
        -> R.string.failed_no_comment
        "comment_undecryptable" -> R.string.failed_comment_not_ours
        "comment_too_old" -> R.string.failed_comment_too_old
        "comment_from_future", "clock_invalid" -> R.string.failed_clock
        "comment_unknown_version" -> R.string.failed_newer_version
        "comment_forged_token", "token_invalid", "comment_bad_sender_key" -> R.string.failed_forged
        "relay_field_bad_url", "relay_invalid" -> R.string.failed_bad_relay
        "proxy_invalid" -> R.string.failed_bad_proxy
        "file_server_invalid" -> R.string.failed_bad_file_server
        else -> null
    }

private fun ofFile(kind: String): Int? =
    when (kind) {
        "no_file_server" -> R.string.failed_no_file_server
        "file_too_large" -> R.string.failed_file_too_large
        "picture_too_large" -> R.string.failed_picture_too_large
        "file_empty" -> R.string.failed_file_empty
        "file_unreadable", "picture_unreadable" -> R.string.failed_file_unreadable
        "file_keeps_metadata" -> R.string.failed_file_metadata
        "file_server_refused" -> R.string.failed_file_server_refused
        "file_wrong_hash", "file_undecryptable", "attachment_malformed" -> R.string.failed_file_damaged
        "file_not_fetched" -> R.string.failed_file_not_fetched
        "caption_too_long" -> R.string.failed_caption_too_long
        else -> null
    }

private fun ofHome(kind: String): Int? =
    when (kind) {
        "disk_full" -> R.string.failed_disk_full
        "store_wrong_key", "store_damaged", "no_database_key" -> R.string.failed_damaged
        "store_newer_schema", "backup_newer" -> R.string.failed_newer_version
        "vault_locked", "home_locked" -> R.string.failed_locked
        "vault_damaged", "vault_unavailable" -> R.string.failed_vault
        "identity_exists" -> R.string.failed_identity_exists
        "backup_not_one" -> R.string.failed_backup_not_one
        "backup_cost" -> R.string.failed_backup_cost
        "backup_damaged", "backup_truncated", "backup_contents" -> R.string.failed_backup_damaged
        else -> null
    }
