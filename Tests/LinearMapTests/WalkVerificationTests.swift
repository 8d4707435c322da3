import Arm64
import Foundation
import HostFacts
import LinearMap
import Snapshot
import Testing

@Suite("verify holds a prediction against a walk of the real tables")
struct WalkVerificationTests {
    /// Every captured state: fifty-three boots, and what four of them had become later.
    static let states: [(String, String)] =
        ((try? FileManager.default.contentsOfDirectory(atPath: Truth.folder.path).sorted()) ?? []).flatMap {
            name in
            ["", "2"].filter {
                FileManager.default.fileExists(
                    atPath: Truth.folder.appending(path: "\(name)/truth\($0).json").path)
            }.map { (name, $0) }
        }

    private func verification(
        _ name: String, _ snapshot: String, truth: String, _ options: [String: String] = [:]
    )
        throws -> Verification
    {
        let text = WalkText.text(try Truth.load(name, "truth\(truth).json"))
        let files = ["linmap/linear-map": text].merging(options) { $1 }
        return Verification(Predictor.predict(try WalkText.host(name, snapshot, adding: files)))
    }

    private func walk(_ verification: Verification) throws -> Verification.Comparison {
        try #require(verification.comparisons.first { $0.observation.source == "linmap/linear-map" })
    }

    @Test("there are as many states as there were boots") func count() { #expect(Self.states.count >= 57) }

    @Test("every state agrees, and all that is mapped is compared", arguments: states)
    func agrees(name: String, suffix: String) throws {
        let verification = try verification(name, suffix, truth: suffix)
        let comparison = try walk(verification)
        #expect(verification.agrees && verification.isDecided)
        #expect(comparison.bytesCompared == verification.prediction.layout.mappedBytes)
        #expect(comparison.observation.bytesUnread == 0 && !comparison.observation.isCutOff)
        let remarks = verification.prediction.remarks.map(\.text).filter { $0.contains("linear-map") }
        #expect(remarks == [])
        // The observed totals are the truth's.
        let seen = comparison.leafTotals(verification.prediction).reduce(0) { $0 + $1.observed }
        #expect(seen == comparison.observation.segments.reduce(0) { $0 + $1.range.size })
    }

    @Test("MemTotal contradicts no state, and alone decides nothing", arguments: states)
    func memTotal(name: String, suffix: String) throws {
        let host = try WalkText.host(name, suffix, adding: [:])
        let verification = Verification(Predictor.predict(host))
        #expect(verification.agrees && !verification.isDecided)
        let comparison = try #require(verification.comparisons.first)
        #expect(comparison.note?.hasPrefix("not decisive") == true)
    }

    /// The states that have a later one, and what the first prediction then differs by.
    static let changes: [(String, Set<Verification.Cause>)] = [
        ("c73-4k-v3-hot1g", [.hotPlug, .kfenceSample]), ("c612-dpa-n1-hot1g", [.hotPlug]),
        ("p2-61-n1-vmem1g-dt-on", [.hotPlug]),
        ("p2-618-v3-2g-dt-mods", [.secretMemory, .moduleText, .runTimeSplit]),
    ]

    @Test("what became of a host after its snapshot has a name", arguments: changes)
    func later(name: String, causes: Set<Verification.Cause>) throws {
        let verification = try verification(name, "", truth: "2")
        let comparison = try walk(verification)
        let found = comparison.bytesByCause
        #expect(Set(found.keys) == causes, "\(found)")
        #expect(verification.agrees)
    }

    @Test("memory that a later list names is gone when the tables no longer have it")
    func unplugged() throws {
        let comparison = try walk(try verification("c73-4k-v3-hot1g", "2", truth: ""))
        #expect(comparison.bytesByCause[.hotPlug, default: 0] >= 1 << 30)
        #expect(comparison.agrees)
    }

    @Test("the secret memory of a boot is counted")
    func secret() throws {
        let comparison = try walk(try verification("p2-618-v3-2g-dt-mods", "2", truth: "2"))
        #expect(comparison.bytesByCause[.secretMemory] == 16 << 20)
        #expect(comparison.bytesFinerByCause[.moduleText, default: 0] > 0)
        #expect(comparison.bytesByCause[.unexplained] == nil)
    }
}
