// swift-tools-version: 6.0
import Foundation
import PackageDescription

// The core, as C: on Apple's systems inside the framework that scripts/build-xcframework.sh makes; on
// Linux, where this package is tested, the library that `cargo build` makes.
#if os(Linux)
    let core: Target = .systemLibrary(name: "knock_ffiFFI", path: "generated/knock_ffiFFI")
    let libraries = Context.packageDirectory + "/../../target/debug"
    let linking: [LinkerSetting] = [
        .linkedLibrary("knock_ffi"),
        .unsafeFlags([
            "-L\(libraries)", "-Xlinker", "-rpath=\(libraries)", "-Xlinker", "--allow-shlib-undefined",
        ]),
    ]
#else
    let core: Target = .binaryTarget(name: "knock_ffiFFI", path: "KnockCore.xcframework")
    let linking: [LinkerSetting] = []
#endif

// The Breez wallet, in a library that has it (scripts/build-xcframework.sh --wallet breez): its C part is a module of its
// own, in the same library.
let generated = Context.packageDirectory + "/generated/"
var breez: [Target] = []
if FileManager.default.fileExists(atPath: generated + "KnockBreezFFI") {
    breez = [
        .systemLibrary(name: "knock_breez_ffiFFI", path: "generated/knock_breez_ffiFFI"),
        .target(
            name: "KnockBreezFFI",
            dependencies: ["knock_breez_ffiFFI", "KnockFFI"],
            path: "generated/KnockBreezFFI",
            swiftSettings: [.swiftLanguageMode(.v5)]
        ),
    ]
}

let package = Package(
    name: "KnockKit",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "KnockKit", targets: ["KnockKit"])],
    targets: breez + [
        core,
        // Made by scripts/bindings.sh. Its async callbacks do not compile in Swift 6 mode.
        .target(
            name: "KnockFFI",
            dependencies: ["knock_ffiFFI"],
            path: "generated/KnockFFI",
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: linking
        ),
        .target(
            name: "KnockKit",
            dependencies: breez.isEmpty ? ["KnockFFI"] : ["KnockFFI", "KnockBreezFFI"]
        ),
        .testTarget(name: "KnockKitTests", dependencies: ["KnockKit", "KnockFFI"]),
    ],
    swiftLanguageModes: [.v6]
)
