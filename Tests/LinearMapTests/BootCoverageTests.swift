import Foundation
import Testing

@Suite("The fixtures and their tests belong together")
struct BootCoverageTests {
    @Test("every fixture has a test of its own, and every later capture too")
    func everyFixtureHasATest() throws {
        let source = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "BootTests.swift"),
            encoding: .utf8)
        let names = try FileManager.default.contentsOfDirectory(atPath: Truth.folder.path)
        #expect(names.count >= 53)
        for name in names {
            #expect(source.contains("expectExact(\"\(name)\""), "\(name)")
            let later = Truth.folder.appending(path: "\(name)/truth2.json").path
            if FileManager.default.fileExists(atPath: later) {
                #expect(source.contains("expectExact(\"\(name)\", later: true)"), "\(name)")
            }
        }
    }
}
