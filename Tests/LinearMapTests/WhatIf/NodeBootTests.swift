import Arm64
import Foundation
import HostFacts
import Snapshot
import Testing

@testable import LinearMap

/// Boots of two-node machines (QEMU, device tree, `nokaslr`), Debian kernels: the snapshot of each machine's boot
/// without a crash kernel is in Tests/Fixtures/nodes; what /proc/iomem of its other boots showed is here. Machines
/// `NAME`: 2 GiB from 1 GiB on, then 512 MiB; `wNAME`: 3 GiB from 1 GiB on, then 2 GiB.
@Suite("The crash kernel of a two-node machine lies where another boot of it put it")
struct NodeBootTests {
    struct Boot: Sendable {
        var machine: String
        var asked: [String]
        /// First and last byte, as /proc/iomem has them.
        var lines: [(UInt64, UInt64)]
        /// Bytes by which a high region may be off: what `unknowns` of the what-if says.
        var play: UInt64 = 0
    }

    static let boots = [
        Boot(machine: "510", asked: ["640M"], lines: [(0x9500_0000, 0xbcff_ffff)]),
        Boot(machine: "510", asked: ["256M"], lines: [(0xca00_0000, 0xd9ff_ffff)]),
        Boot(machine: "61", asked: ["640M"], lines: [(0x95e0_0000, 0xbddf_ffff)]),
        Boot(machine: "61", asked: ["256M"], lines: [(0xcb20_0000, 0xdb1f_ffff)]),
        Boot(machine: "612", asked: ["640M"], lines: [(0x95e0_0000, 0xbddf_ffff)]),
        Boot(machine: "612", asked: ["256M"], lines: [(0xcb40_0000, 0xdb3f_ffff)]),
        Boot(machine: "612", asked: ["1200M,high"], lines: [(0x72e0_0000, 0xbddf_ffff)]),
        Boot(machine: "73", asked: ["640M"], lines: [(0x93e0_0000, 0xbbdf_ffff)]),
        Boot(machine: "73", asked: ["256M"], lines: [(0xc7c0_0000, 0xd7bf_ffff)]),
        Boot(
            machine: "w612", asked: ["512M,high"],
            lines: [(0xf0e0_0000, 0xf8df_ffff), (0x1_5dc0_0000, 0x1_7dbf_ffff)]),
        Boot(
            machine: "w612", asked: ["1900M,high"],
            lines: [(0xf0e0_0000, 0xf8df_ffff), (0x1_0700_0000, 0x1_7dbf_ffff)]),
        Boot(
            machine: "w73", asked: ["512M,high"],
            lines: [(0xefe0_0000, 0xf7df_ffff), (0x1_5fc0_0000, 0x1_7fbf_ffff)]),
        Boot(
            machine: "w61", asked: ["512M,high", "64M,low"],
            lines: [(0xf4e0_0000, 0xf8df_ffff), (0x1_5d40_0000, 0x1_7d3f_ffff)], play: 2 << 20),
    ]

    private func whatIf(_ boot: Boot) throws -> WhatIf {
        let file = Truth.folder.appending(path: "../nodes/\(boot.machine).tar.gz").standardizedFileURL
        let host = try Gather.facts(SnapshotReader.read(file.path))
        #expect(Set(host.memory?.nodes.map(\.node) ?? []) == [0, 1])
        let changes = boot.asked.enumerated().map { index, value in
            index == 0
                ? Change.set(key: "crashkernel", value: value) : .add(key: "crashkernel", value: value)
        }
        return WhatIf(host, changes)
    }

    @Test("low ones exactly, high ones within what is said to be unknown", arguments: boots.indices)
    func place(index: Int) throws {
        let boot = Self.boots[index]
        let whatIf = try whatIf(boot)
        let found = whatIf.crash.pieces.map(\.range)
        let wanted = boot.lines.compactMap { AddressRange(first: $0.0, last: $0.1) }
        guard boot.play > 0 else {
            #expect(found == wanted)
            return
        }
        #expect(found.map(\.size) == wanted.map(\.size) && found.first == wanted.first)
        let open = whatIf.unknowns.first { $0.what == "crash-high-place" }?.effectBytes ?? 0
        for (found, wanted) in zip(found, wanted) {
            let distance = max(found.start, wanted.start) - min(found.start, wanted.start)
            #expect(distance <= boot.play && boot.play <= open, "\(found) \(wanted)")
        }
    }

    @Test("what fits in no node is refused, as 7.3 did")
    func refused() throws {
        let whatIf = try whatIf(Boot(machine: "w73", asked: ["3000M"], lines: []))
        #expect(whatIf.crash.failure == "cannot allocate crashkernel (size:0xbb800000)")
    }
}
