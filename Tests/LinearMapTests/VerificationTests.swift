import Arm64
import Foundation
import HostFacts
import LinearMap
import Snapshot
import Testing

@Suite("verify holds a prediction against the kernel's own dump")
struct VerificationTests {
    /// The captures that have the kernel's dump beside them, kept out of the snapshot.
    static let captures: [(String, String)] =
        ((try? FileManager.default.contentsOfDirectory(atPath: Truth.folder.path).sorted()) ?? []).flatMap {
            name in
            ["", "2"].filter {
                FileManager.default.fileExists(
                    atPath: Truth.folder.appending(path: "\(name)/kernel_page_tables\($0).gz").path)
            }.map { (name, $0) }
        }

    private func host(_ name: String, _ suffix: String) throws -> HostFacts.Host {
        let folder = Truth.folder.appending(path: name)
        let snapshot = try SnapshotReader.read(folder.appending(path: "snapshot\(suffix).tar.gz").path)
        let dump = try Data(contentsOf: folder.appending(path: "kernel_page_tables\(suffix).gz"))
        let file = Snapshot.File(path: "sys/kernel/debug/kernel_page_tables", bytes: Array(dump))
        return try Gather.facts(Snapshot(name: name, files: Array(snapshot.files.values) + [file]))
    }

    @Test("every dump of a real boot agrees, and covers all that is mapped", arguments: captures)
    func agrees(name: String, suffix: String) throws {
        let verification = Verification(Predictor.predict(try host(name, suffix)))
        let comparison = try #require(verification.comparisons.first)
        let unexplained = comparison.differences.first { $0.likely == .unexplained }
        #expect(unexplained == nil)
        #expect(verification.agrees)
        #expect(comparison.bytesCompared == verification.prediction.layout.mappedBytes)
    }

    @Test("there are dumps to hold it against")
    func hasDumps() { #expect(Self.captures.count >= 11) }

    @Test("a prediction for another command line disagrees")
    func disagrees() throws {
        var host = try host("c61-nodma-n1-2g-default", "")
        host.commandLine = Sourced(
            KernelCommandLine("rodata=full"), Evidence(file: "test", text: "rodata=full"))
        let verification = Verification(Predictor.predict(host))
        #expect(!verification.agrees)
        #expect(verification.comparisons[0].differences.contains { $0.likely == .unexplained })
    }

    @Test("without PHYS_OFFSET a dump cannot be placed, so nothing is decided")
    func unplaced() throws {
        var host = try host("c61-nodma-n1-2g-default", "")
        host.geometry.physOffset = nil
        let verification = Verification(Predictor.predict(host))
        #expect(!verification.isDecided)
        #expect(!verification.comparisons.contains { !$0.observation.coverage.isEmpty })
    }
}
