import Arm64
import Foundation
import HostFacts
import Snapshot
import Testing

@testable import LinearMap

@Suite("The early reservations are replayed as the kernel made them")
struct ReservationReplayTests {
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: Truth.folder.path)) ?? []).sorted()

    static func host(_ name: String) throws -> HostFacts.Host {
        try Gather.facts(SnapshotReader.read(Truth.folder.appending(path: "\(name)/snapshot.tar.gz").path))
    }

    @Test("the crash kernel lies where the boot put it, without its trace in the snapshot", arguments: names)
    func crash(name: String) throws {
        let host = try Self.host(name)
        let replay = try #require(ReservationReplay(host))
        let simulated = replay.crash.pieces.map(\.range).sorted { $0.start < $1.start }
        #expect(simulated == host.crash.whenMapped.map(\.value).sorted { $0.start < $1.start })
    }

    @Test("the KFENCE pool lies where its pages are", arguments: names)
    func pool(name: String) throws {
        let replay = try #require(ReservationReplay(try Self.host(name)))
        guard let pool = replay.pool else { return }
        let runs = try Truth.load(name, "truth.json").runs.filter { $0.range.overlaps(pool) }
        let page = Leaf(size: replay.inputs.granule.pageSize)
        #expect(runs.allSatisfy { $0.leaf == page }, "\(pool): \(runs.prefix(4))")
    }
}
