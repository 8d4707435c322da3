import Arm64
import Foundation
import HostFacts
import Snapshot
import Testing

@testable import LinearMap

@Suite("The crash kernel's place is simulated as the kernel chose it")
struct CrashReservationBootTests {
    /// Every fixture whose kernel was asked for a crash kernel.
    static let boots = [
        "510c-n1-2g-on-crash256", "61-n1-2g-on-crash256", "612-max-4g-dt-off-kf100-crash256",
        "612-n2-2g-on-kf0-crash256", "612c-n1-2g-dt-on-kf100-crashfixed", "616-n2-2g-on-kf500-crashhigh",
        "73-n1-4g-off-kf100-crash256", "c510-64k-n1-4g-on-crash256", "c61-nodma-n1-2g-crash256",
        "c61-nodma-n1-6g-crash512high",
    ]

    @Test("as /proc/iomem shows it", arguments: boots)
    func placeEqualsIomem(name: String) throws {
        let host = try Gather.facts(
            SnapshotReader.read(Truth.folder.appending(path: "\(name)/snapshot.tar.gz").path))
        let replay = try #require(ReservationReplay(host))
        let simulated = replay.crash.pieces.map(\.range).sorted { $0.start < $1.start }
        #expect(!simulated.isEmpty && replay.inputs.state.dmaZones != name.contains("nodma"))
        #expect(simulated == host.crash.ranges.map(\.value), "\(replay.crash)")
    }
}
