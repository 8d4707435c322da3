import Arm64
import Foundation
import HostFacts
import LabCheck
import LinearMap
import Snapshot
import Testing

@Suite("What a missing file hides is marked, never guessed in silence")
struct MissingEvidenceTests {
    static let removals: [[EvidenceKind]] = [
        [.memblockMemory, .memblockReserved], [.config], [.log], [.kallsyms], [.vmcoreinfo], [.iomem],
        [.commandLine], [.commandLine, .log], [.midr], [.midr, .cpuinfo, .log], [.onlineNodes, .log],
        [.memblockMemory, .memblockReserved, .log], [.config, .kfenceInterval, .kallsyms, .log],
        [.version, .osRelease, .log, .vmcoreinfo],
    ]

    static let names =
        (try? FileManager.default.contentsOfDirectory(atPath: Truth.folder.path).sorted()) ?? []

    @Test("every difference from the true tables lies where the prediction is uncertain", arguments: names)
    func differencesAreMarked(name: String) throws {
        let whole = try SnapshotReader.read(Truth.folder.appending(path: "\(name)/snapshot.tar.gz").path)
        let truth = try Truth.load(name, "truth.json")
        let isSecretKept = name.hasSuffix("-secret")
        for removed in Self.removals {
            let files = whole.files.values.filter { file in
                !removed.contains { EvidenceKind.of(path: file.path) == $0 }
            }
            let prediction = Predictor.predict(try Gather.facts(Snapshot(name: name, files: Array(files))))
            let silent = Difference.all(prediction.layout.segments, truth.runs).filter { difference in
                // Secret memory is no file's to tell.
                if isSecretKept, difference.isSecret { return false }
                // Where nothing is predicted nothing can be marked; the prediction must be bounded then.
                return difference.predicted.map(\.certain) ?? prediction.isExact
            }
            let first = silent.first.map(\.description) ?? ""
            let isMarked = silent.isEmpty
            #expect(isMarked, "without \(removed.map(\.rawValue)): \(silent.count), first \(first)")
        }
    }
}
