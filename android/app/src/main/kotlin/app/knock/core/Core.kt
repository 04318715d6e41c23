package app.knock.core

import app.knock.ffi.Knock

/** The core as the app wants it: one small interface for each part. A screen is given those that it needs. */
class Core(
    val home: Home,
    val identity: Identity,
    val people: People,
    val conversations: Conversations,
    val chats: Chats,
    val sending: Sending,
    val receiving: Receiving,
    val purse: Purse,
    val preferences: Preferences,
    val files: Files,
    val relays: Relays,
    val backups: Backups,
    val node: Node,
    val codes: Codes,
) {
    companion object {
        /**
         * A home in this folder. Nothing is opened yet. One for each process and folder. The [signer] has the key, or is not
         * asked. With [usesBreez] its wallet is [breez], where this build has that.
         */
        fun of(
            folder: String,
            vault: KeyVault,
            signer: EventSigner? = null,
            breez: BuiltInWallet? = null,
            usesBreez: Boolean = false,
        ): Core {
            val knock =
                breez?.takeIf { usesBreez }?.home(folder, "$folder-breez", vault, signer)
                    ?: Knock(folder, vault, signer = signer)
            return Core(
                KnockHome(knock),
                KnockIdentity(knock),
                KnockPeople(knock),
                KnockConversations(knock),
                KnockChats(knock),
                KnockSending(knock),
                KnockReceiving(knock),
                KnockPurse(knock, hasBreez = breez != null),
                KnockPreferences(knock),
                KnockFiles(knock),
                KnockRelays(knock),
                KnockBackups(knock),
                KnockNode(knock),
                KnockCodes,
            )
        }
    }
}
