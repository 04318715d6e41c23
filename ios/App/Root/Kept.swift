import SwiftUI

/// Makes a screen's model once, when the screen appears, and keeps it as long as the screen is there. An initial value
/// of `@State` would be made again, and thrown away, with every look at the parent.
struct Kept<Model, Content: View>: View {
    private let make: @MainActor () -> Model
    private let content: (Model) -> Content
    @State private var model: Model?

    init(_ make: @escaping @MainActor () -> Model, @ViewBuilder content: @escaping (Model) -> Content) {
        self.make = make
        self.content = content
    }

    var body: some View {
        if let model {
            content(model)
        } else {
            Color.clear.onAppear { model = make() }
        }
    }
}
