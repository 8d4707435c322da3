import Arm64
import Foundation
import HostFacts
import Snapshot
import Testing

@testable import LinearMap

/// Boots of machines (QEMU, `nokaslr`) under Debian kernels: the snapshot of each machine's boot without a crash kernel
/// is in Tests/Fixtures/machines; what /proc/iomem of its other boots showed is here.
///
/// `uNAME`: UEFI, 5 or 6 GiB; `dNAME`: device tree, likewise; the others have two nodes: `NAME` 2 GiB from 1 GiB on, then
/// 512 MiB; `wNAME` 3 GiB from 1 GiB on, then 2 GiB.
@Suite("The crash kernel of a machine lies where another boot of it put it")
struct MachineTests {
    struct Boot: Sendable {
        let machine: String
        /// Further words that the other boot had.
        let words: [String]
        /// Values of crashkernel=.
        let asked: [String]
        /// First and last byte, as /proc/iomem has them.
        let lines: [(UInt64, UInt64)]
        /// Bytes by which the high region is off; `unknowns` must say as much.
        let play: UInt64

        init(
            _ machine: String, _ words: [String], _ asked: [String], _ lines: [(UInt64, UInt64)],
            play: UInt64 = 0
        ) {
            self.machine = machine
            self.words = words
            self.asked = asked
            self.lines = lines
            self.play = play
        }
    }

    static let oneNode: [Boot] = [
        Boot("u510", ["rodata=off"], ["256M"], [(0xec000000, 0xfbffffff)]),
        Boot("u510", ["rodata=off"], ["512M,high"], []),
        Boot("u510", ["rodata=off"], ["1G-3G:128M,3G-:320M"], [(0xe8000000, 0xfbffffff)]),
        Boot("u61", ["rodata=off"], ["256M"], [(0xec000000, 0xfbffffff)]),
        Boot("u61", ["rodata=off"], ["512M,high"], [(0x190200000, 0x1b01fffff)]),
        Boot("u61", ["rodata=off"], ["1G"], [(0xbc000000, 0xfbffffff)]),
        Boot("u61", ["rodata=off"], ["1G-3G:128M,3G-:320M"], [(0xe8000000, 0xfbffffff)]),
        Boot("u61", ["rodata=off"], ["256M@0x60000000"], [(0x60000000, 0x6fffffff)]),
        Boot("u61", ["rodata=off"], ["3000M"], [(0x40800000, 0xfbffffff)]),
        Boot(
            "u61", ["rodata=off"], ["1G,high", "64M,low"],
            [(0xf8000000, 0xfbffffff), (0x170200000, 0x1b01fffff)]),
        Boot("u612", ["rodata=on", "kfence.sample_interval=100"], ["256M"], [(0xec000000, 0xfbffffff)]),
        Boot(
            "u612", ["rodata=on", "kfence.sample_interval=100"], ["512M,high"],
            [(0xf4000000, 0xfbffffff), (0x18b600000, 0x1ab5fffff)]),
        Boot("u612", ["rodata=on", "kfence.sample_interval=100"], ["1G"], [(0xbc000000, 0xfbffffff)]),
        Boot(
            "u612", ["rodata=on", "kfence.sample_interval=100"], ["1G-3G:128M,3G-:320M"],
            [(0xe8000000, 0xfbffffff)]),
        Boot(
            "u612", ["rodata=on", "kfence.sample_interval=100"], ["256M@0x60000000"],
            [(0x60000000, 0x6fffffff)]),
        Boot("u612", ["rodata=on", "kfence.sample_interval=100"], ["3000M"], [(0x40800000, 0xfbffffff)]),
        Boot(
            "u612", ["rodata=on", "kfence.sample_interval=100"], ["1G,high", "0,low"],
            [(0x16b600000, 0x1ab5fffff)]),
        Boot("u612", ["rodata=on", "kfence.sample_interval=100"], ["256M@0x60100000"], []),
        Boot("u612", ["rodata=on", "kfence.sample_interval=100"], ["123456789"], [(0xf4a00000, 0xfbfbcd14)]),
        Boot("d618", ["rodata=noalias", "kfence.sample_interval=100"], ["256M"], [(0xec000000, 0xfbffffff)]),
        Boot(
            "d618", ["rodata=noalias", "kfence.sample_interval=100"], ["512M,high"],
            [(0xf4000000, 0xfbffffff), (0x15ac00000, 0x17abfffff)]),
        Boot("d618", ["rodata=noalias", "kfence.sample_interval=100"], ["1G"], [(0xbc000000, 0xfbffffff)]),
        Boot(
            "d618", ["rodata=noalias", "kfence.sample_interval=100"], ["1G-3G:128M,3G-:320M"],
            [(0xe8000000, 0xfbffffff)]),
        Boot("u73", ["rodata=noalias", "kfence.sample_interval=100"], ["256M"], [(0xec000000, 0xfbffffff)]),
        Boot(
            "u73", ["rodata=noalias", "kfence.sample_interval=100"], ["512M,high"],
            [(0xf4000000, 0xfbffffff), (0x18fc00000, 0x1afbfffff)]),
        Boot("u73", ["rodata=noalias", "kfence.sample_interval=100"], ["1G"], [(0xbc000000, 0xfbffffff)]),
        Boot(
            "u73", ["rodata=noalias", "kfence.sample_interval=100"], ["1G-3G:128M,3G-:320M"],
            [(0xe8000000, 0xfbffffff)]),
        Boot(
            "u73", ["rodata=noalias", "kfence.sample_interval=100"], ["256M@0x60000000"],
            [(0x60000000, 0x6fffffff)]),
        Boot("u73", ["rodata=noalias", "kfence.sample_interval=100"], ["3000M"], [(0x40800000, 0xfbffffff)]),
        Boot(
            "u73", ["rodata=noalias", "kfence.sample_interval=100"], ["1G,high", "64M,low"],
            [(0xf8000000, 0xfbffffff), (0x16fc00000, 0x1afbfffff)]),
        Boot(
            "u73", ["rodata=noalias", "kfence.sample_interval=100"], ["256M", "128M,cma"],
            [(0xec000000, 0xfbffffff)]),
        Boot("d16k", ["rodata=on", "kfence.sample_interval=100"], ["256M"], [(0xec000000, 0xfbffffff)]),
        Boot(
            "d16k", ["rodata=on", "kfence.sample_interval=100"], ["512M,high"],
            [(0xf4000000, 0xfbffffff), (0x19f600000, 0x1bf5fffff)]),
        Boot("d16k", ["rodata=on", "kfence.sample_interval=100"], ["1G"], [(0xbc000000, 0xfbffffff)]),
        Boot(
            "d16k", ["rodata=on", "kfence.sample_interval=100"], ["1G-3G:128M,3G-:320M"],
            [(0xe8000000, 0xfbffffff)]),
        Boot("u7316k", ["kfence.sample_interval=200"], ["256M"], [(0xec000000, 0xfbffffff)]),
        Boot(
            "u7316k", ["kfence.sample_interval=200"], ["512M,high"],
            [(0xf4000000, 0xfbffffff), (0x14fa00000, 0x16f9fffff)]),
        Boot("u7316k", ["kfence.sample_interval=200"], ["1G-3G:128M,3G-:320M"], [(0xe8000000, 0xfbffffff)]),
    ]

    static let twoNodes: [Boot] = [
        Boot("510", [], ["640M"], [(0x9500_0000, 0xbcff_ffff)]),
        Boot("510", [], ["256M"], [(0xca00_0000, 0xd9ff_ffff)]),
        Boot("61", [], ["640M"], [(0x95e0_0000, 0xbddf_ffff)]),
        Boot("61", [], ["256M"], [(0xcb20_0000, 0xdb1f_ffff)]),
        Boot("612", [], ["640M"], [(0x95e0_0000, 0xbddf_ffff)]),
        Boot("612", [], ["256M"], [(0xcb40_0000, 0xdb3f_ffff)]),
        Boot("612", [], ["1200M,high"], [(0x72e0_0000, 0xbddf_ffff)]),
        Boot("73", [], ["640M"], [(0x93e0_0000, 0xbbdf_ffff)]),
        Boot("73", [], ["256M"], [(0xc7c0_0000, 0xd7bf_ffff)]),
        Boot("w612", [], ["512M,high"], [(0xf0e0_0000, 0xf8df_ffff), (0x1_5dc0_0000, 0x1_7dbf_ffff)]),
        Boot("w612", [], ["1900M,high"], [(0xf0e0_0000, 0xf8df_ffff), (0x1_0700_0000, 0x1_7dbf_ffff)]),
        Boot("w73", [], ["512M,high"], [(0xefe0_0000, 0xf7df_ffff), (0x1_5fc0_0000, 0x1_7fbf_ffff)]),
        Boot(
            "w61", [], ["512M,high", "64M,low"],
            [(0xf4e0_0000, 0xf8df_ffff), (0x1_5d40_0000, 0x1_7d3f_ffff)], play: 2 << 20),
        // 7.3 logged "cannot allocate crashkernel (size:0xbb800000)".
        Boot("w73", [], ["3000M"], []),
    ]

    private func whatIf(_ boot: Boot) throws -> WhatIf {
        let file = Truth.folder.appending(path: "../machines/\(boot.machine).tar.gz").standardizedFileURL
        let host = try Gather.facts(SnapshotReader.read(file.path))
        var options = ChangeOptions()
        options.set = boot.words + boot.asked.map { "crashkernel=\($0)" }
        let changes = try options.changes
        try WhatIf.check(changes, on: host)
        return WhatIf(host, changes)
    }

    private func expectPlace(_ boot: Boot) throws {
        let whatIf = try whatIf(boot)
        let found = whatIf.crash.pieces.filter { $0.kind != .cma }.map(\.range)
        let wanted = boot.lines.compactMap { AddressRange(first: $0.0, last: $0.1) }
        #expect(found.map(\.size) == wanted.map(\.size) && (boot.play > 0 || found == wanted), "\(found)")
        guard boot.play > 0 else { return }
        let open = whatIf.unknowns.first { $0.what == "crash-high-place" }?.effectBytes ?? 0
        #expect(found.first == wanted.first && boot.play <= open)
        for (found, wanted) in zip(found, wanted) {
            #expect(max(found.start, wanted.start) - min(found.start, wanted.start) <= boot.play)
        }
    }

    @Test("one node: high regions too", arguments: oneNode.indices)
    func placeWithOneNode(index: Int) throws { try expectPlace(Self.oneNode[index]) }

    @Test(
        "two nodes: low ones exactly, high ones within what is said to be unknown",
        arguments: twoNodes.indices)
    func placeWithTwoNodes(index: Int) throws {
        let boot = Self.twoNodes[index]
        #expect(Set(try whatIf(boot).before.host.memory?.nodes.map(\.node) ?? []) == [0, 1])
        try expectPlace(boot)
    }
}
