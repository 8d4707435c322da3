import Foundation
import HostFacts
import LinearMap
import Report
import Snapshot
import Testing

/// Captured boots with a walk of their true tables beside them (Tests/Fixtures/observed/NAME/linear-map): what
/// `linmap verify` says of them, and the section "Observed" of `linmap report`. Written anew as the other
/// expected reports are.
@Suite("What is said of a walk is the reviewed text")
struct ExpectedObservedTests {
    static let folder = ExpectedReportTests.fixtures.appending(path: "observed")
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

    private func prediction(_ name: String) throws -> Prediction {
        let isLater = name.hasSuffix("+2")
        let boot = isLater ? String(name.dropLast(2)) : name
        let path = ExpectedReportTests.fixtures.appending(
            path: "boots/\(boot)/snapshot\(isLater ? "2" : "").tar.gz")
        let walk = try Data(contentsOf: Self.folder.appending(path: "\(name)/linear-map"))
        let files = try SnapshotReader.read(path.path).files.values
        let host = try Gather.facts(
            Snapshot(
                name: name,
                files: Array(files) + [Snapshot.File(path: "linmap/linear-map", bytes: Array(walk))]))
        return Predictor.predict(host)
    }

    private func expectSame(_ text: String, _ file: String) throws {
        let expected = Self.folder.appending(path: file)
        if ProcessInfo.processInfo.environment["LINMAP_WRITE_EXPECTED"] == "1" {
            try text.write(to: expected, atomically: true, encoding: .utf8)
        }
        #expect(try text == String(contentsOf: expected, encoding: .utf8), "\(file)")
    }

    @Test("there are some") func some() { #expect(Self.names.count >= 3) }

    @Test("verify, line for line", arguments: names)
    func verify(name: String) throws {
        let verification = Verification(try prediction(name))
        #expect(verification.agrees)
        try expectSame(
            VerificationText.render(verification, style: TextStyle(isColored: false)), "\(name)/verify.txt")
    }

    @Test("report, line for line", arguments: names)
    func report(name: String) throws {
        let text = ReportText.render(try prediction(name), style: TextStyle(isColored: false))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != "Observed" }.prefix { $0 != "" }
        try expectSame(section.joined(separator: "\n") + "\n", "\(name)/report.txt")
    }
}
