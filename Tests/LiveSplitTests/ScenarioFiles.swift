import Foundation
import LiveSplit

/// The scenarios in Tests/Fixtures/scenarios.
enum ScenarioFiles {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/scenarios")

    static func names(in folder: URL) -> [String] {
        let files =
            (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.map(\.lastPathComponent).filter { $0.hasSuffix(".scenario") }.map {
            String($0.dropLast(9))
        }.sorted()
    }

    static let published = names(in: folder)
    static let derived = names(in: folder.appending(path: "derived"))

    static func read(_ name: String) throws -> Scenario {
        let file = folder.appending(path: name + ".scenario")
        return try Scenario(String(decoding: Data(contentsOf: file), as: UTF8.self))
    }
}

/// Explores a scenario's text.
func explored(_ text: String, bbm: BBMLevel? = nil) throws -> Exploration {
    var scenario = try Scenario(text)
    if let bbm { scenario.bbm = bbm }
    return Explorer().explore(try Machine(scenario))
}
