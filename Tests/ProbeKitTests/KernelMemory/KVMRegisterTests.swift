import ProbeKit
import Testing

/// A KVM that answers; one step can be made to fail.
final class FakeKVM: SystemCalls {
    var failing: UInt = 0
    var ipaBits = 48
    var type: UInt = 99
    var open: Set<Descriptor> = []
    var ever = 0

    override func ioctl(_ descriptor: Descriptor, _ request: UInt, _ argument: UInt) -> Int {
        if request == failing { return -22 }
        switch request {
        case 0xae00: return 12
        case 0xae03: return ipaBits
        case 0xae01:
            type = argument
            return opened(10)
        case 0xae41 where descriptor == 10: return opened(11)
        case 0x8020_aeaf where descriptor == 10:
            UnsafeMutableRawPointer(bitPattern: argument)!.storeBytes(of: 5, as: UInt32.self)
            return 0
        case 0x4020_aeae where descriptor == 11:
            return UnsafeRawPointer(bitPattern: argument)!.load(as: UInt32.self) == 5 ? 0 : -22
        case 0x4010_aeab where descriptor == 11:
            let pointer = UnsafeRawPointer(bitPattern: argument)!
            guard pointer.load(as: UInt64.self) == 0x6030_0000_0013_c03a else { return -2 }
            let target = UInt(pointer.load(fromByteOffset: 8, as: UInt64.self))
            UnsafeMutableRawPointer(bitPattern: target)!.storeBytes(
                of: 0x0020_0000_0000_1011, as: UInt64.self)
            return 0
        default: return -25
        }
    }

    private func opened(_ descriptor: Descriptor) -> Int {
        open.insert(descriptor)
        ever += 1
        return Int(descriptor)
    }

    override func close(_ descriptor: Descriptor) -> Int {
        open.remove(descriptor)
        return 0
    }
}

@Suite struct KVMRegisterTests {
    @Test func `The register is read and the machine destroyed`() throws {
        let kvm = FakeKVM()
        #expect(try KVMRegister.mmfr2(kvm, kvm: 3) == 0x0020_0000_0000_1011)
        #expect(kvm.open.isEmpty && kvm.ever == 2 && kvm.type == 0)
        kvm.ipaBits = 36
        _ = try KVMRegister.mmfr2(kvm, kvm: 3)
        #expect(kvm.type == 36)
        kvm.ipaBits = 0
        _ = try KVMRegister.mmfr2(kvm, kvm: 3)
        #expect(kvm.type == 0)
    }

    @Test(arguments: [0xae00, 0xae01, 0xae41, 0x8020_aeaf, 0x4020_aeae, 0x4010_aeab] as [UInt])
    func `Whichever step fails, nothing stays open`(_ step: UInt) {
        let kvm = FakeKVM()
        kvm.failing = step
        #expect(KernelMemoryTests.failure { _ = try KVMRegister.mmfr2(kvm, kvm: 3) } == .invalid)
        #expect(kvm.open.isEmpty)
    }
}
