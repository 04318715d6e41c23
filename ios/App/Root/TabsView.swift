import KnockKit
import SwiftUI

/// The tabs, each with its own way, which the router keeps.
struct TabsView: View {
    let app: AppModel
    @Bindable private var router: Router

    init(app: AppModel) {
        self.app = app
        _router = Bindable(wrappedValue: app.router)
    }

    var body: some View {
        TabView(selection: $router.tab) {
            stack($router.chats) {
                Kept({ app.conversations() }) { ConversationsScreen(model: $0) }
                    .safeAreaInset(edge: .top) { listening }
            }
            .tabItem { Label("conversations_title", systemImage: "bubble.left.and.bubble.right") }
            .badge(app.badge)
            .tag(KnockKit.Tab.chats)

            stack($router.contacts) {
                Kept(app.contacts) { ContactsScreen(model: $0) }
            }
            .tabItem { Label("contacts_title", systemImage: "person.2") }
            .tag(KnockKit.Tab.contacts)

            stack($router.settings) {
                Kept(app.settings) { SettingsScreen(model: $0) }
            }
            .tabItem { Label("settings_title", systemImage: "gear") }
            .tag(KnockKit.Tab.settings)
        }
        .task { await askForNotifications() }
    }

    private func stack(_ way: Binding<[Route]>, @ViewBuilder root: () -> some View) -> some View {
        NavigationStack(path: way) {
            // Another route at the same place is another screen, with a model of its own.
            root().navigationDestination(for: Route.self) { RouteView(route: $0, app: app).id($0) }
        }
    }

    /// Why knocks are not heard right now.
    @ViewBuilder private var listening: some View {
        if app.listeningProblem != nil {
            ProblemLine(problem: app.listeningProblem)
                .padding(.horizontal)
                .padding(.vertical, 8)
                .background(.bar)
        }
    }

    /// Once somebody has moved in: before that there is nothing to be told of.
    private func askForNotifications() async {
        _ = await SystemNotifications().askForPermission()
    }
}

/// The screen of a route.
private struct RouteView: View {
    let route: Route
    let app: AppModel

    var body: some View {
        switch route {
        case .chat(let peer, let message):
            Kept({ app.chat(with: peer, at: message) }) { ChatScreen(model: $0) }
        case .archived: Kept({ app.conversations(archived: true) }) { ConversationsScreen(model: $0) }
        case .requests: Kept(app.requests) { RequestsScreen(model: $0) }
        case .search: Kept({ app.search() }) { SearchScreen(model: $0) }
        case .pasteComment(let text): Kept({ app.pasteComment(text: text) }) { PasteScreen(model: $0) }
        case .addContact(let text): Kept({ app.addContact(text: text) }) { AddContactScreen(model: $0) }
        case .contact(let npub): Kept({ app.contactDetails(npub) }) { ContactScreen(model: $0) }
        case .myCode: Kept(app.myCode) { MyCodeScreen(model: $0) }
        case .walletSetup(let text): Kept({ app.walletSetup(text: text) }) { WalletScreen(model: $0) }
        case .node: Kept(app.node) { NodeScreen(model: $0) }
        case .backup: Kept(app.backup) { BackupScreen(model: $0) }
        case .about: AboutScreen(model: app.about(version: Bundle.main.versionText))
        }
    }
}

extension Bundle {
    /// `0.1.0 (1)`
    fileprivate var versionText: String {
        let version = object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String ?? ""
        let build = object(forInfoDictionaryKey: "CFBundleVersion") as? String ?? ""
        return "\(version) (\(build))"
    }
}
