package app.knock.screens.settings

import app.knock.R
import app.knock.core.WalletKind
import app.knock.navigation.Destination
import app.knock.phone.Theme
import app.knock.screens.form.FormState
import app.knock.screens.form.Row
import app.knock.text.plain
import app.knock.text.say

data class SettingsState(
    val npub: String = "",
    val wallet: WalletKind? = null,
    val address: String? = null,
    val theme: Theme = Theme.SYSTEM,
    val version: String = "",
) : FormState<SettingsEvent> {
    override val title get() = say(R.string.settings_title)
    override val back get() = SettingsEvent.Back

    override fun rows() =
        listOf(
            go(R.drawable.ic_qr, R.string.my_code_title, R.string.settings_code_summary, Destination.MyCode),
            Row.Item(
                say(R.string.wallet_title),
                walletSummary(),
                SettingsEvent.Go(Destination.WalletSetup),
                icon = R.drawable.ic_bolt,
            ),
            Row.Header(say(R.string.settings_section_messages)),
            go(R.drawable.ic_tag, R.string.price_title, R.string.settings_price_summary, Destination.PriceSettings),
            go(R.drawable.ic_cloud, R.string.relays_title, R.string.settings_relays_summary, Destination.RelaySettings),
            go(
                R.drawable.ic_bell,
                R.string.notifications_title,
                R.string.settings_notifications_summary,
                Destination.NotificationSettings,
            ),
            go(R.drawable.ic_paste, R.string.paste_title, R.string.settings_paste_summary, Destination.Paste()),
            Row.Header(say(R.string.settings_section_safety)),
            go(R.drawable.ic_shield, R.string.privacy_title, R.string.settings_privacy_summary, Destination.PrivacySettings),
            go(R.drawable.ic_lock, R.string.lock_title, R.string.settings_lock_summary, Destination.LockSettings),
            go(R.drawable.ic_archive, R.string.backup_title, R.string.settings_backup_summary, Destination.Backup),
            Row.Header(say(R.string.settings_section_app)),
            Row.Item(say(R.string.theme_title), say(theme.word), SettingsEvent.AskTheme, icon = R.drawable.ic_contrast),
            Row.Item(
                say(R.string.about_title),
                say(R.string.settings_version, plain(version)),
                SettingsEvent.Go(Destination.About),
                icon = R.drawable.ic_info,
            ),
        )

    private fun go(
        icon: Int,
        title: Int,
        summary: Int,
        to: Destination,
    ) = Row.Item(say(title), say(summary), SettingsEvent.Go(to), icon = icon)

    private fun walletSummary() =
        when (wallet) {
            WalletKind.LINKED -> say(R.string.wallet_kind_linked)
            WalletKind.NODE -> say(R.string.wallet_kind_node)
            WalletKind.SHELL -> say(R.string.wallet_kind_shell)
            WalletKind.BY_HAND -> say(R.string.wallet_kind_by_hand)
            null -> null
        }
}

val Theme.word: Int
    get() =
        when (this) {
            Theme.SYSTEM -> R.string.theme_system
            Theme.LIGHT -> R.string.theme_light
            Theme.DARK -> R.string.theme_dark
        }

sealed interface SettingsEvent {
    class Go(
        val to: Destination,
    ) : SettingsEvent

    data object AskTheme : SettingsEvent

    class SetTheme(
        val theme: Theme,
    ) : SettingsEvent

    data object Seen : SettingsEvent

    data object Back : SettingsEvent
}
