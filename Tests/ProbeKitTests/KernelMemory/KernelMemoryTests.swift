import Arm64
import ProbeKit
import Testing

@Suite struct KernelMemoryTests {
    static func host() -> SyntheticHost {
        SyntheticHost(WalkLimitTests.shape, banks: [(0x4000_0000, 1 << 30)], tablesAt: 0x6000_0000)
    }

    static func failure(_ body: () throws -> Void) -> Failure? {
        do {
            try body()
            return nil
        } catch {
            return (error as? KernelMemoryError)?.failure
        }
    }

    @Test func `The note is found behind others, and ends at its last letter`() throws {
        let host = Self.host()
        host.extraNotes = [("CORE", [1, 2, 3]), ("CORE", []), ("VMCOREINFX", [9])]
        let memory = try KernelMemory(host, kcore: 3)
        #expect(String(decoding: memory.vmcoreinfo, as: UTF8.self) == host.vmcoreinfo)
        #expect(memory.segments.count == 3 && memory.segments[2].physical == nil)
    }

    @Test func `A kernel without the note is told apart`() {
        let host = Self.host()
        host.vmcoreinfo = ""
        host.head = Array(host.head.dropLast(24)) + [UInt8](repeating: 0, count: 24)
        #expect(Self.failure { _ = try KernelMemory(host, kcore: 3) } == .noData)
    }

    @Test func `Every failing read is told, interruption is not one`() throws {
        let count = try { () throws -> Int in
            let host = Self.host()
            _ = try KernelMemory(host, kcore: 3)
            return host.reads
        }()
        for failing in 1...count {
            let host = Self.host()
            host.atRead = { reads, _ in reads == failing ? -1 : nil }
            #expect(Self.failure { _ = try KernelMemory(host, kcore: 3) } == .notPermitted)
            let interrupted = Self.host()
            interrupted.atRead = { reads, _ in reads == failing ? -4 : nil }
            #expect(Self.failure { _ = try KernelMemory(interrupted, kcore: 3) } == nil)
        }
    }

    @Test(arguments: 0..<300) func `Damaged headers never crash`(_ seed: UInt64) {
        var dice = Dice(state: seed)
        let host = Self.host()
        for _ in 0..<(1 + seed % 6) {
            let place = Int.random(in: 0..<min(host.head.count, seed % 2 == 0 ? 300 : 4000), using: &dice)
            host.head[place] = [0, 0xff, 0x7f, UInt8.random(in: 0...255, using: &dice)].randomElement(
                using: &dice)!
        }
        if seed % 5 == 0 {
            host.head = Array(host.head.prefix(Int.random(in: 0..<host.head.count, using: &dice)))
        }
        _ = Self.failure {
            let memory = try KernelMemory(host, kcore: 3)
            let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
            _ = try TableWalk.walk(memory, geometry)
        }
        #expect(host.reads < 1_000_000)
    }

    @Test func `More than 4096 headers are refused`() {
        let host = Self.host()
        host.head[56] = 1
        host.head[57] = 0x10
        #expect(Self.failure { _ = try KernelMemory(host, kcore: 3) } == .tooBig)
    }

    @Test func `What no segment holds is not read`() throws {
        let memory = try KernelMemory(Self.host(), kcore: 3)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 8)
        defer { buffer.deallocate() }
        for address: UInt64 in [0, 0xffff_0000_3fff_fff8, .max] {
            #expect(Self.failure { try memory.read(address, into: buffer) } == Failure(14))
        }
    }

    @Test func `Layouts that are not known are refused`() {
        let base = Self.host().vmcoreinfo
        func failure(_ change: (String) -> String) -> Failure? {
            Self.failure { _ = try Geometry(vmcoreinfo: Array(change(base).utf8)) }
        }
        func replacing(_ key: String, _ value: String) -> Failure? {
            failure { text in
                text.split(separator: "\n").map { $0.hasPrefix(key) ? "\(key)=\(value)" : String($0) }
                    .joined(separator: "\n")
            }
        }
        #expect(failure { $0 } == nil)
        #expect(failure { _ in "" } == .noData)
        #expect(replacing("PAGESIZE", "8192") == .notSupported)
        #expect(replacing("NUMBER(VA_BITS)", "64") == .notSupported)
        #expect(replacing("NUMBER(VA_BITS)", "x") == .noData)
        #expect(replacing("NUMBER(TCR_EL1_T1SZ)", "0x11") == .notSupported)
        #expect(replacing("NUMBER(TCR_EL1_T1SZ)", "0xffffffffffffffff") == .notSupported)
        #expect(replacing("NUMBER(PHYS_OFFSET)", "0x40001000") == .notSupported)
        #expect(replacing("SYMBOL(swapper_pg_dir)", "0") == .notSupported)
        #expect(replacing("OSRELEASE", "odd") == .notSupported)
    }

    @Test func `The register table gives the sanitised value`() throws {
        let host = Self.host()
        let table = host.addRegisterTable()
        let memory = try KernelMemory(host, kcore: 3)
        #expect(try IDRegisterTable.mmfr2(memory, table: table) == 0x0020_0000_0000_1011)
        #expect(Self.failure { _ = try IDRegisterTable.mmfr2(memory, table: table + 32) } == .noData)
        #expect(Self.failure { _ = try IDRegisterTable.mmfr2(memory, table: 16) } == Failure(14))
        host.pages[host.imagePhysical + 0x3000]![256] = 0
        #expect(Self.failure { _ = try IDRegisterTable.mmfr2(memory, table: table) } == .noData)
    }
}
