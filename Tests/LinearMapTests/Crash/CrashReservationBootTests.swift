import Arm64
import Foundation
import HostFacts
import LinearMap
import Snapshot
import Testing

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
        let prediction = Predictor.predict(host)
        let line = try #require(host.commandLine?.value.text)
        let simulation = try #require(
            CrashSimulation(
                host, commandLine: line, version: prediction.version, pageSize: prediction.granule.pageSize,
                hasDMAZones: !name.contains("nodma")))
        let simulated = (simulation.reservation?.pieces ?? []).map(\.range).sorted { $0.start < $1.start }
        #expect(!simulated.isEmpty)
        #expect(simulated == host.crash.ranges.map(\.value), "\(line): \(simulation)")
    }
}
