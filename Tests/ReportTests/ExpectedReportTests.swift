import Foundation
import HostFacts
import LinearMap
import Report
import Snapshot
import Testing

/// Every captured boot has its report beside it (Tests/Fixtures/expected/NAME.txt), for a person to review. A
/// change to what linmap says shows up as a change to these files:
/// `LINMAP_WRITE_EXPECTED=1 make test` writes them anew.
@Suite("The report on every captured boot is the reviewed one")
struct ExpectedReportTests {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures").standardizedFileURL
    static let captures: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: fixtures.appending(path: "boots").path)) ?? [])
        .sorted().flatMap { name in
            FileManager.default.fileExists(
                atPath: fixtures.appending(path: "boots/\(name)/snapshot2.tar.gz").path)
                ? [name, "\(name)+2"] : [name]
        }

    @Test("the same text, line for line", arguments: captures)
    func sameText(capture: String) throws {
        let isLater = capture.hasSuffix("+2")
        let name = isLater ? String(capture.dropLast(2)) : capture
        let path = Self.fixtures.appending(path: "boots/\(name)/snapshot\(isLater ? "2" : "").tar.gz")
        var host = try Gather.facts(SnapshotReader.read(path.path))
        host.name = capture
        let text = ReportText.render(Predictor.predict(host), style: TextStyle(isColored: false))
        let expected = Self.fixtures.appending(path: "expected/\(capture).txt")
        if ProcessInfo.processInfo.environment["LINMAP_WRITE_EXPECTED"] == "1" {
            try text.write(to: expected, atomically: true, encoding: .utf8)
        }
        let reviewed = try String(contentsOf: expected, encoding: .utf8)
        for (line, (now, was)) in zip(
            text.split(separator: "\n", omittingEmptySubsequences: false),
            reviewed.split(separator: "\n", omittingEmptySubsequences: false)
        ).enumerated() where now != was {
            Issue.record("line \(line + 1): \(now)\nreviewed: \(was)")
            return
        }
        #expect(text.count == reviewed.count)
    }
}
