import Arm64
import Foundation
import HostFacts
import Snapshot

/// The hosts of all fixtures, read once.
enum CapturedHosts {
    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: Truth.folder.path)) ?? []).sorted()

    static let all: [String: HostFacts.Host] = {
        var hosts: [String: HostFacts.Host] = [:]
        for name in names {
            let path = Truth.folder.appending(path: "\(name)/snapshot.tar.gz").path
            hosts[name] = try? Gather.facts(SnapshotReader.read(path))
        }
        return hosts
    }()

    /// `host` with its image where `other` has it: two boots of one machine with KASLR are made comparable.
    static func moving(_ host: HostFacts.Host, imageOf other: HostFacts.Host) -> HostFacts.Host {
        func whole(_ host: HostFacts.Host) -> [SourcedRange] {
            guard let code = host.image?.code, let data = host.image?.data,
                let range = AddressRange(
                    min(code.value.start, data.value.start), max(code.value.end, data.value.end))
            else { return [] }
            return [Sourced(range, code.evidence)]
        }
        let old = AddressSet(whole(host).map(\.value)), new = whole(other)
        func moved(_ ranges: [SourcedRange]) -> [SourcedRange] {
            ranges.filter { !old.overlaps($0.value) } + new
        }
        var host = host
        host.image = other.image
        guard var memory = host.memory else { return host }
        memory.reserved = moved(memory.reserved)
        memory.claimed = moved(memory.claimed)
        memory.reservedAtStart = moved(memory.reservedAtStart)
        host.memory = memory
        return host
    }
}
