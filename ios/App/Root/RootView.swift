import KnockKit
import SwiftUI

/// The app as a whole: whatever its phase shows, and the cover above it.
struct RootView: View {
    @Bindable var app: AppModel
    @Environment(\.scenePhase) private var scenePhase
    @State private var cover = CoverWindow()
    @State private var wasAway = false

    var body: some View {
        content
            .environment(app)
            .environment(app.router)
            .environment(\.opening, app.opening)
            .onOpenURL { app.open($0) }
            .onChange(of: scenePhase, initial: true) { _, phase in changed(to: phase) }
            .onChange(of: app.isCovered || app.phase == .locked, initial: true) { _, covers in
                if covers { cover.show(CoverView(app: app)) } else { cover.hide() }
            }
            .alert(
                "root_problem",
                isPresented: .wish(problem != nil) { _ in app.dismissProblem() }
            ) {
                Button("action_ok") { app.dismissProblem() }
            } message: {
                if let problem { Text(problem) }
            }
    }

    @ViewBuilder private var content: some View {
        switch app.phase {
        case .starting: ProgressView()
        case .found: Kept(app.found) { FoundScreen(model: $0) }
        case .welcome: Kept(app.welcome) { WelcomeScreen(model: $0) }
        // Nothing was opened yet, so there is nothing to be below the cover.
        case .locked where app.opening == 0: Color.clear
        // What was on the screen stays where it was.
        case .open, .locked: TabsView(app: app)
        case .broken: BrokenView(app: app)
        }
    }

    /// The broken phase shows its problem itself.
    private var problem: Phrase? { app.phase == .broken ? nil : app.problem }

    private func changed(to phase: ScenePhase) {
        switch phase {
        case .inactive: Task { await app.becameInactive() }
        case .background:
            wasAway = true
            Task { await leave() }
        case .active:
            app.becameActive()
            // Not before the user sees it: the system also starts the app for a notification's answer, out of sight,
            // and an open home would get it killed.
            if app.phase == .starting {
                Task { await app.start() }
            } else if wasAway {
                Task { await app.enteredForeground() }
            }
            wasAway = false
        @unknown default: break
        }
    }

    /// Closes the home, and sends what is still on its way beside it, as after any other waking.
    private func leave() async {
        await Backgrounding.stayingAwake {
            await app.enteredBackground()
            if app.phase == .open { await BackgroundRefresh.run() }
        }
    }
}

/// The home does not open. Nothing was deleted: it can be tried again.
private struct BrokenView: View {
    let app: AppModel

    var body: some View {
        ContentUnavailableView {
            Label("root_broken", systemImage: "exclamationmark.triangle")
        } description: {
            if let problem = app.problem { Text(problem) }
        } actions: {
            TaskButton("action_retry") { await app.start() }
        }
    }
}

extension EnvironmentValues {
    /// Rises whenever the home was opened anew: screens read it again then.
    var opening: Int {
        get { self[OpeningKey.self] }
        set { self[OpeningKey.self] = newValue }
    }
}

private struct OpeningKey: EnvironmentKey {
    static let defaultValue = 0
}
