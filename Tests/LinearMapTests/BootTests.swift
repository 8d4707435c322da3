import Arm64
import Foundation
import HostFacts
import LinearMap
import Snapshot
import Testing

@Test("scratch", arguments: try! FileManager.default.contentsOfDirectory(atPath: Truth.folder.path).sorted())
func scratch(name: String) throws {
    for (snapshot, truthName) in [("snapshot.tar.gz", "truth.json"), ("snapshot2.tar.gz", "truth2.json")] {
        let path = Truth.folder.appending(path: "\(name)/\(snapshot)").path
        guard FileManager.default.fileExists(atPath: path) else { continue }
        let host = try Gather.facts(SnapshotReader.read(path))
        let prediction = Predictor.predict(host)
        let truth = try Truth.load(name, truthName)
        let differences = Difference.all(prediction.layout.segments, truth.runs)
        let bad = differences.filter { $0.predicted?.certain != false }
        let t = prediction.layout.tables
        let tt = (0...3).map { truth.tables["\($0)"] ?? 0 }
        print(
            "CASE \(name) \(truthName): \(prediction.mapping) bad \(bad.count) soft \(differences.count - bad.count) bytes \(differences.reduce(0) { $0 + $1.range.size }) tables \([t.level0,t.level1,t.level2,t.level3] == tt ? "=" : "\([t.level0,t.level1,t.level2,t.level3]) vs \(tt)") unknowns \(prediction.unknowns.map { "\($0.what):\($0.effectBytes)" })"
        )
        for d in bad.prefix(6) { print("   ", d) }
        if !host.remarks.isEmpty { print("   remarks", host.remarks.map(\.text)) }
        #expect(bad.isEmpty)
    }
}
