import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite("linmap/id-registers") struct IDRegistersTests {
    static let cpuinfo = """
        processor\t: 0
        CPU implementer\t: 0x41
        CPU architecture: 8
        CPU variant\t: 0x0
        CPU part\t: 0xd85
        CPU revision\t: 1

        """

    func facts(_ registers: String, log: String? = nil, cpuinfo: String = cpuinfo) throws -> Host {
        var files = [
            file("linmap/id-registers", registers), file("proc/cpuinfo", cpuinfo),
            file("proc/cmdline", "quiet\n"),
        ]
        if let log { files.append(file("var/log/dmesg", log)) }
        return try Gather.facts(Snapshot(name: "x", files: files))
    }

    @Test func kvmTellsTheLevel() throws {
        let host = try facts("# comment\nkvm - ID_AA64MMFR2_EL1 0x0020000000001011\n")
        #expect(host.bbmMinimum?.value == 2)
        #expect(host.cpus.map { $0.bbmLevel?.value } == [2])
        #expect(host.cpus[0].bbmLevel?.evidence.file == "linmap/id-registers")
        #expect(host.cpus[0].bbmLevel?.evidence.line == 2)
        #expect(host.remarks.isEmpty)
    }

    @Test func theKernelsTableServesWithoutKVM() throws {
        #expect(try facts("kcore - ID_AA64MMFR2_EL1 0x0030000000000000\n").bbmMinimum?.value == 3)
    }

    @Test func whatUserSpaceSeesIsNeverALevel() throws {
        let host = try facts(
            "el0 cpu0 ID_AA64MMFR2_EL1 0x0000000000000000\nel0 cpu0 MIDR_EL1 0x00000000410fd842\n")
        #expect(host.bbmMinimum == nil)
        #expect(host.cpus.allSatisfy { $0.bbmLevel == nil })
        #expect(host.cpus[0].midr.value == MIDR(0x410f_d842))
    }

    @Test func twoWaysThatDifferAreTold() throws {
        let host = try facts(
            "kvm - ID_AA64MMFR2_EL1 0x0\nkcore - ID_AA64MMFR2_EL1 0x0020000000000000\n")
        #expect(host.bbmMinimum?.value == 0)
        #expect(host.remarks.count == 1 && host.remarks[0].evidence.map(\.line) == [1, 2])
    }

    @Test func theMinimumOverUnlikeCoresIsNoCoresLevel() throws {
        let two =
            Self.cpuinfo
            + Self.cpuinfo.replacing(": 0\nCPU imp", with: ": 1\nCPU imp").replacing("0xd85", with: "0xd80")
        let low = try facts("kvm - ID_AA64MMFR2_EL1 0x0020000000000000\n", cpuinfo: two)
        #expect(low.cpus.count == 2 && low.cpus.allSatisfy { $0.bbmLevel == nil })
        let high = try facts("kvm - ID_AA64MMFR2_EL1 0x0030000000000000\n", cpuinfo: two)
        #expect(high.cpus.map { $0.bbmLevel?.value } == [3, 3])
    }

    @Test(arguments: [
        "kvm - ID_AA64MMFR2_EL1", "kvm - ID_AA64MMFR2_EL1 12", "kvm 0 X 0x1", "kvm cpu70000 X 0x1",
        "kvm - X-Y 0x1", "kvm - X 0x10000000000000000", "kvm - X 0x1 more", "a\u{1b}[31m b",
    ])
    func damageBecomesARemark(line: String) throws {
        let error = failure { () throws(InputError) in
            try IDRegisters.parse(file("linmap/id-registers", "# first\n\(line)\n"))
        }
        #expect(error?.line == 2 && error?.kind == .badData)
        let host = try facts("# first\n\(line)\n")
        #expect(host.bbmMinimum == nil && host.remarks.count == 1)
    }

    @Test func aRegisterToldTwiceIsDamage() {
        let text = "kvm - X 0x1\nkvm - X 0x2\n"
        #expect(failure { () throws(InputError) in try IDRegisters.parse(file("x", text)) }?.line == 2)
    }

    @Test func anUnknownSourceIsPassedOver() throws {
        let registers = try IDRegisters.parse(file("x", "jtag - ID_AA64MMFR2_EL1 0x1\n"))
        #expect(registers.readings.isEmpty && registers.remarks.count == 1)
    }
}

@Suite("linmap/kernel-markers") struct KernelMarkersTests {
    @Test func readsStringsAndLists() throws {
        let text = """
            # from boot/vmlinuz-6.18.15
            string noalias
            string BBM Level 2 without TLB conflict abort
            midr 0x410fd030 0x00 0x04 0
            midr 0x410fd820 0x03 0x0f 4
            midr 0x410fd840 2 f 4

            """
        let markers = try KernelMarkers.parse(file("linmap/kernel-markers", text))
        #expect(markers.origin == "boot/vmlinuz-6.18.15")
        #expect(markers.strings["noalias"]?.line == 2)
        #expect(markers.strings["BBM Level 2 without TLB conflict abort"]?.line == 3)
        #expect(markers.lists.map(\.count) == [1, 2])
        #expect(markers.lists[1][1].first == 2 && markers.lists[1][1].last == 15)
        #expect(markers.isWhole)
    }

    @Test func anImageWithoutListsWasNotReadWhole() throws {
        #expect(try !KernelMarkers.parse(file("x", "# from kcore\n")).isWhole)
    }

    @Test(arguments: [
        "strings noalias", "midr 0x410fd820 0x03 0x0f", "midr 0x410fd820 0x0f 0x03 1",
        "midr 0x1410fd820 0x03 0x0f 1", "midr 0x410fd820 0x03 0x100 1", "midr 0x410fd820 0x03 0x0f x",
        "midr 0x410fd820 3 f 1\nmidr 0x410fd840 2 f 0",
    ])
    func damageNamesItsLine(text: String) throws {
        let error = failure { () throws(InputError) in
            try KernelMarkers.parse(file("x", "# from kcore\n\(text)\n"))
        }
        #expect(error?.line == 1 + text.split(separator: "\n").count)
    }
}
