import Snapshot
import Testing

@Suite struct EvidenceKindTests {
    @Test(arguments: [
        ("proc/iomem", EvidenceKind.iomem), ("boot/config-6.1.0-50-arm64", .config),
        ("lib/modules/6.1.0/build/.config", .config), ("sos_commands/kernel/dmesg_-T", .log),
        ("sys/devices/system/cpu/cpu17/regs/identification/midr_el1", .midr),
        ("manifest.json", .manifest),
        ("boot/System.map-6.1", .kallsyms),
    ])
    func `a known place tells the kind`(path: String, kind: EvidenceKind) {
        #expect(EvidenceKind.of(path: path) == kind)
    }

    @Test(arguments: [
        "proc/modules", "sys/devices/system/memory/memory32/state", "", "/", "proc", "proc/iomem/",
        "/proc/iomem", "proc//iomem", "x/proc/iomem", "boot/config-",
        "sys/devices/system/cpu/cpu/regs/identification/midr_el1",
        "sys/devices/system/cpu/cpu0/1/regs/identification/midr_el1", "boot/config-a/b",
    ])
    func `other paths are no evidence`(path: String) {
        #expect(EvidenceKind.of(path: path) == nil)
    }

    @Test func `no place belongs to two kinds`() {
        for kind in EvidenceKind.allCases {
            for place in kind.places {
                #expect(EvidenceKind.of(path: place.replacing("*", with: "7")) == kind, "\(place)")
            }
        }
    }

    @Test func `a canonical path is a place of its kind without a pattern`() {
        for kind in EvidenceKind.allCases where kind != .midr {
            #expect(EvidenceKind.of(path: kind.canonicalPath) == kind)
        }
    }

    @Test func `the best place comes first, then the path decides`() {
        let files = ["config-b", "boot/config-b", "boot/config-a", "proc/config.gz"].map {
            Snapshot.File(path: $0, bytes: [])
        }
        let snapshot = Snapshot(name: "x", files: files)
        #expect(
            snapshot.all(.config).map(\.path) == [
                "proc/config.gz", "boot/config-a", "boot/config-b", "config-b",
            ])
    }
}
