import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("The early reservations are replayed as the kernel made them")
struct ReservationReplayTests {
    @Test("the crash kernel lies where the boot put it, found without its trace in the snapshot")
    func crash() throws {
        #expect(CapturedHosts.all.count == CapturedHosts.names.count)
        for (name, host) in CapturedHosts.all {
            let replay = try #require(ReservationReplay(host))
            let simulated = replay.crash.pieces.map(\.range).sorted { $0.start < $1.start }
            let captured = host.crash.whenMapped.map(\.value).sorted { $0.start < $1.start }
            #expect(simulated == captured, "\(name)")
        }
    }

    @Test("the KFENCE pool lies where the real tables have its pages")
    func pool() throws {
        var pools = 0
        for (name, host) in CapturedHosts.all {
            let replay = try #require(ReservationReplay(host))
            guard let pool = replay.pool else { continue }
            pools += 1
            let runs = try Truth.load(name, "truth.json").runs.filter { $0.range.overlaps(pool) }
            let page = Leaf(size: replay.inputs.granule.pageSize)
            #expect(runs.allSatisfy { $0.leaf == page }, "\(name): \(pool)")
        }
        #expect(pools > 5)
    }
}
