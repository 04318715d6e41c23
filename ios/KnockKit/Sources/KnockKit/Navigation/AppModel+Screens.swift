/// The screens' models, each made when its screen appears.
extension AppModel {
    public func welcome() -> WelcomeModel {
        WelcomeModel(core: core, settings: firstSettings) { [weak self] in await self?.movedIn() }
    }

    public func found() -> FoundModel {
        FoundModel(core: core, owner: owner, settings: firstSettings) { [weak self] isKept in
            if isKept { await self?.movedIn() } else { await self?.leftHome() }
        }
    }

    public func conversations(archived: Bool = false) -> ConversationsModel {
        ConversationsModel(core: core, archived: archived, formats: formats)
    }

    public func requests() -> RequestsModel { RequestsModel(core: core, formats: formats) }

    public func chat(with peer: String, at message: Int64? = nil) -> ChatModel {
        let made = ChatModel(core: core, peer: peer, at: message, formats: formats) { [presenter] in
            await presenter.remove(thread: peer)
        }
        chat = made
        return made
    }

    public func contacts() -> ContactsModel { ContactsModel(core: core) }

    public func addContact(text: String = "") -> AddContactModel {
        AddContactModel(core: core, text: text, formats: formats)
    }

    public func contactDetails(_ npub: String) -> ContactDetailsModel {
        ContactDetailsModel(core: core, npub: npub, formats: formats)
    }

    public func myCode() -> MyCodeModel { MyCodeModel(core: core, formats: formats) }

    public func search(in peer: String? = nil) -> SearchModel {
        SearchModel(core: core, peer: peer, formats: formats)
    }

    public func pasteComment(text: String = "") -> PasteCommentModel {
        PasteCommentModel(core: core, text: text)
    }

    public func settings() -> SettingsModel {
        SettingsModel(core: core, preferences: preferences, owner: owner, formats: formats)
    }

    public func walletSetup(text: String = "") -> WalletSetupModel {
        WalletSetupModel(core: core, uri: text, breez: breez, formats: formats)
    }

    private var breez: WalletSetupModel.Breez? {
        guard let homes, homes.hasBreez else { return nil }
        return WalletSetupModel.Breez { [weak self] in await self?.changeWallet(toBreez: $0) }
    }

    public func node() -> NodeModel { NodeModel(core: core, formats: formats) }

    public func backup() -> BackupModel {
        BackupModel(core: core, owner: owner) { [weak self] in await self?.leftHome() }
    }

    public func about(version: String) -> AboutModel { AboutModel(version: version) }
}
