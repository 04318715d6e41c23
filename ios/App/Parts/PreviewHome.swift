#if DEBUG
    import KnockKit
    import SwiftUI

    /// Somebody who is only seen in previews.
    let previewPeer = "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6"

    /// A home of its own for a preview: the real core, in a folder that the system clears away.
    struct PreviewHome<Content: View>: View {
        @ViewBuilder let content: (any CoreGateway) -> Content
        @State private var core: (any CoreGateway)?
        @State private var router = Router()

        var body: some View {
            NavigationStack {
                if let core {
                    content(core)
                } else {
                    ProgressView()
                }
            }
            .environment(router)
            .task {
                let core = makeCore(folder: previewFolder(), vault: MemoryVault())
                _ = try? await core.create(origin: .new, settings: defaultSettings())
                self.core = core
            }
        }
    }

    /// A whole app for a preview, in which nobody lives yet.
    struct PreviewApp<Content: View>: View {
        @ViewBuilder let content: (AppModel) -> Content
        @State private var app: AppModel?

        var body: some View {
            VStack {
                if let app { content(app).environment(app.router) }
            }
            .task {
                app = AppModel(
                    core: makeCore(folder: previewFolder(), vault: MemoryVault()),
                    preferences: StoredPreferences(.standard), owner: DeviceOwnerCheck(),
                    presenter: SystemNotifications())
            }
        }
    }

    private func previewFolder() -> URL {
        FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    }
#endif
