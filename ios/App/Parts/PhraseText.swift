import KnockKit
import SwiftUI

extension Text {
    /// What a model says, in the user's language.
    init(_ phrase: Phrase) {
        self.init(verbatim: phrase.localized)
    }
}
