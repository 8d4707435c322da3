import Snapshot
import Testing

@testable import HostFacts

/// What a log tells of exception levels and hypervisors.
@Suite struct VirtualizationTests {
    private func read(_ lines: String...) throws -> Virtualization {
        let start = "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]\n"
        let text = start + lines.map { "[    0.100000] \($0)\n" }.joined()
        return try BootLogParser.parse(file("var/log/dmesg", text)).summary.virtualization
    }

    @Test(arguments: [1, 2])
    func theExceptionLevelIsRead(level: Int) throws {
        let found = try read("CPU: All CPU(s) started at EL\(level)")
        #expect(found.exceptionLevel?.value == level && found.exceptionLevel?.evidence.line == 2)
    }

    @Test(arguments: [
        "CPU: All CPU(s) started at EL", "CPU: All CPU(s) started at EL3", "CPU: All CPU(s) started at EL2x",
    ])
    func aDamagedLevelIsLeftOut(line: String) throws {
        #expect(try read(line).exceptionLevel == nil)
    }

    @Test func theKernelsOwnKVMIsRead() throws {
        #expect(try read("kvm [1]: VHE mode initialized successfully").ownKVM?.value == true)
        #expect(try read("kvm [1]: Hyp mode initialized successfully").ownKVM?.value == true)
        #expect(try read("kvm [1]: HYP mode not available").ownKVM?.value == false)
        #expect(try read("kvm [1]: IPA Size Limit: 44 bits").ownKVM == nil)
    }

    @Test func kvmAboveAndTheMachineAreRead() throws {
        let found = try read(
            "smccc: KVM: hypervisor services detected (0x00000000 0x00000000 0x00000000 0x00000003)",
            "Machine model: linux,dummy-virt")
        #expect(found.kvmServices != nil && found.machineModel?.value == "linux,dummy-virt")
        #expect(try read().kvmServices == nil)
    }
}
