import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The repository, seen from this file.
let repository = URL(fileURLWithPath: #filePath).appending(path: "../../../../../..").standardizedFileURL

/// The sandbox process, and the HTTP by which it is told what to do. Its stdin closes with this process.
final class Sandbox: Sendable {
    struct User: Decodable, Sendable {
        let name: String
        let lightning_address: String
        let wallet_uri: String
    }

    struct State: Decodable {
        struct Account: Decodable {
            let name: String
            let balance_msat: UInt64
        }

        struct Relay: Decodable {
            let events_by_kind: [String: Int]
            let requests_by_kind: [String: Int]
        }

        let users: [Account]
        let relay: Relay
        let file_server: String
    }

    private struct Facts: Decodable {
        let relay_url: String
        let wallet_relay_url: String
        let lnurl_base: String
        let file_server: String
    }

    private struct NewUser: Encodable {
        let name: String
        let balance_msat: UInt64
    }

    private struct ToSign: Encodable {
        let pubkey: String
        let event: String
    }

    private let stdin: Pipe
    private let facts: Facts

    var relayURL: String { facts.relay_url }
    var fileServer: String { facts.file_server }

    init() throws {
        let process = Process()
        process.executableURL = repository.appending(path: "target/debug/knock-sandbox")
        process.arguments = ["--json", "--until-stdin-closes", "--users"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) {
            line += byte
        }
        facts = try JSONDecoder().decode(Facts.self, from: line)
        stdin = input
    }

    /// A relay by its name in scenarios.
    func relay(_ name: String) throws -> String {
        switch name {
        case "own": facts.relay_url
        case "second": facts.wallet_relay_url
        case "dead": "ws://127.0.0.1:1"
        default: throw Wrong("unknown relay: \(name)")
        }
    }

    func stop() throws {
        try stdin.fileHandleForWriting.close()
    }

    func createUser(_ name: String, balanceSat: UInt64) async throws -> User {
        let new = NewUser(name: name, balance_msat: balanceSat * 1000)
        return try JSONDecoder().decode(User.self, from: await call("users", try JSONEncoder().encode(new)))
    }

    func change(_ switches: JSON) async throws {
        _ = try await call("switches", try JSONEncoder().encode(switches))
    }

    func state() async throws -> State {
        try JSONDecoder().decode(State.self, from: await call("state"))
    }

    /// A key in a signer app of the sandbox's, which signs with libsecp256k1: hexadecimal.
    func createSigner() async throws -> String {
        try JSONDecoder().decode(String.self, from: await call("signers", Data()))
    }

    func sign(_ event: String, by pubkey: String) async throws -> String {
        let body = try JSONEncoder().encode(ToSign(pubkey: pubkey, event: event))
        return try JSONDecoder().decode(String.self, from: await call("signatures", body))
    }

    private func call(_ path: String, _ body: Data? = nil) async throws -> Data {
        var request = URLRequest(url: URL(string: "\(facts.lnurl_base)/sandbox/\(path)")!)
        if let body {
            request.httpMethod = "POST"
            request.httpBody = body
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, answer) = try await URLSession.shared.data(for: request)
        guard (answer as? HTTPURLResponse)?.statusCode == 200 else {
            throw Wrong("the sandbox refused: \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }
}

/// JSON that is only passed on.
enum JSON: Codable, Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .object(let object): try value.encode(object)
        }
    }
}

/// What did not go as it should.
struct Wrong: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
