import TestPacking
import Testing

@testable import Snapshot

@Suite struct HostileArchiveTests {
    private func read(_ bytes: [UInt8], _ limits: Limits = Limits()) throws(InputError) -> Snapshot {
        try SnapshotReader.read(bytes: bytes, name: "x.tar", limits: limits)
    }

    @Test func `a tar cut anywhere is refused or remarked`() {
        let whole = hostTar().bytes
        for length in stride(from: 512, to: whole.count, by: 512) {
            for cut in [length, length + 1, length + 100, length + 511] where cut < whole.count {
                switch outcome({ () throws(InputError) in try read(Array(whole[..<cut])) }) {
                case .success(let snapshot): #expect(!snapshot.remarks.isEmpty, "cut at \(cut)")
                case .failure(let error): #expect(error.kind == .badData, "cut at \(cut)")
                }
            }
        }
    }

    @Test(arguments: Packer.allCases)
    func `a packed tar cut anywhere is refused`(packer: Packer) {
        let whole = packed(hostTar().closed, packer)
        for cut in 1..<whole.count {
            let error = failure { () throws(InputError) in try read(Array(whole[..<cut])) }
            #expect(error?.kind == .badData, "cut at \(cut) of \(whole.count)")
        }
    }

    @Test func `damaged gzip data is refused, unless it unpacks to the same`() throws {
        let whole = packed(hostTar().closed, .gzip)
        let files = try read(whole).files
        // The first ten bytes are the gzip header, whose time and system say nothing.
        for index in 10..<whole.count {
            var bytes = whole
            bytes[index] ^= 0x10
            // A match may be moved among zeros, and the last bits before the checksum are unused.
            switch outcome({ () throws(InputError) in try read(bytes) }) {
            case .success(let snapshot): #expect(snapshot.files == files, "byte \(index)")
            case .failure(let error): #expect(error.kind == .badData, "byte \(index)")
            }
        }
    }

    @Test(arguments: [UInt8(0x01), 0x80, 0xff])
    func `damage to a tar gives an error or a snapshot`(mask: UInt8) {
        let whole = hostTar().closed
        for index in stride(from: 0, to: whole.count, by: 3) {
            var bytes = whole
            bytes[index] ^= mask
            if case .failure(let error) = outcome({ () throws(InputError) in try read(bytes) }) {
                #expect(error.kind == .badData, "byte \(index)")
            }
        }
    }

    @Test(arguments: ["../proc/iomem", "proc/../iomem", "..", "a/..", "/../x"])
    func `a name that climbs is refused, and named`(name: String) {
        var tar = hostTar()
        tar.add(name, "x")
        let error = failure { () throws(InputError) in try read(tar.closed) }
        #expect(error?.kind == .badData && error?.file == "x.tar:\(name)")
    }

    @Test func `a name with control characters does not reach the terminal`() {
        var tar = hostTar()
        tar.add("\u{1b}[2J\n/..", "x")
        #expect(failure { () throws(InputError) in try read(tar.closed) }?.file == "x.tar:?[2J?/..")
    }

    @Test func `an absolute name starts at the root`() throws {
        var tar = hostTar()
        tar.add("/proc/meminfo", "MemTotal: 1 kB")
        #expect(try read(tar.closed)["proc/meminfo"] != nil)
    }

    @Test func `a name that is not UTF-8 is skipped`() throws {
        var tar = hostTar()
        tar.add([0xff, 0xfe, 0x2f] + Array("proc/meminfo".utf8), Array("x".utf8))
        #expect(try read(tar.closed).files.count == smallHost.count)
    }

    @Test func `a name ends at a NUL byte`() throws {
        var tar = hostTar()
        tar.addPax([("path", Array("proc/meminfo\u{0}/../..".utf8))])
        tar.add("x", "MemTotal: 1 kB")
        if case .success(let snapshot) = outcome({ () throws(InputError) in try read(tar.closed) }) {
            #expect(snapshot.files.keys.allSatisfy { !$0.utf8.contains(0) })
        }
    }

    @Test func `a member that declares 10 GiB it does not have is refused`() {
        for name in ["home/big", "proc/iomem2", "var/log/dmesg.0"] {
            var tar = hostTar()
            tar.add(name, "", size: 8 << 30 - 1)
            let error = failure { () throws(InputError) in try read(tar.closed) }
            #expect(error?.kind == .badData)
        }
    }

    @Test func `a member above its kind's limit is refused, with size and limit`() {
        var tar = hostTar(under: "sos/")
        tar.add("sos/proc/meminfo", String(repeating: "x", count: 1 << 20 + 1))
        let error = failure { () throws(InputError) in try read(tar.closed) }
        #expect(error?.message == "x.tar:sos/proc/meminfo: is 1048577 bytes; expected at most 1048576 bytes")
    }

    @Test func `a member above its limit elsewhere does no harm`() throws {
        var tar = hostTar(under: "sos/")
        tar.add("meminfo.txt", String(repeating: "x", count: 2 << 20))
        #expect(try read(tar.closed).files.count == smallHost.count)
    }

    @Test func `more members than the limit are refused`() {
        var limits = Limits()
        limits.members = smallHost.count - 1
        let error = failure { () throws(InputError) in try read(hostTar().closed, limits) }
        #expect(error?.problem == "has more than 4 members")
    }

    @Test func `thousands of irrelevant members are passed over`() throws {
        var tar = TarBuilder()
        for number in 0..<5000 { tar.add("home/\(number)") }
        let bytes = packed(tar.bytes + hostTar().closed, .gzip)
        #expect(try read(bytes).files.count == smallHost.count)
    }

    @Test func `more evidence than the limits is refused`() {
        var limits = Limits()
        limits.heldBytes = 60
        #expect(
            failure { () throws(InputError) in try read(hostTar().closed, limits) }?.problem
                == "holds more than 60 bytes of evidence")
        limits = Limits()
        limits.heldFiles = 3
        #expect(
            failure { () throws(InputError) in try read(hostTar().closed, limits) }?.problem
                == "holds more than 3 files of evidence")
    }

    @Test(arguments: Packer.allCases)
    func `a bomb stops at the limit`(packer: Packer) {
        var limits = Limits()
        limits.unpackedBytes = 1 << 20
        var tar = hostTar()
        tar.add([UInt8]("home/zeros".utf8), [UInt8](repeating: 0, count: 4 << 20))
        let error = failure { () throws(InputError) in try read(packed(tar.closed, packer), limits) }
        #expect(error?.problem == "unpacks to more than 1048576 bytes")
    }

    @Test func `a header that never ends is refused`() {
        var limits = Limits()
        limits.headerBytes = 256 << 10
        var tar = TarBuilder()
        for _ in 0..<4000 { tar.addPax([("comment", [UInt8](repeating: 0x78, count: 900))]) }
        let bytes = tar.bytes + hostTar().closed
        #expect(failure { () throws(InputError) in try read(bytes, limits) }?.kind == .badData)
    }

    @Test func `data behind gzip data is refused unless it is padding`() throws {
        let whole = packed(hostTar().closed, .gzip)
        #expect(try read(whole + [UInt8](repeating: 0, count: 700)).files.count == smallHost.count)
        #expect(failure { () throws(InputError) in try read(whole + [1, 2, 3]) }?.kind == .badData)
    }

    @Test func `gzip members follow one another`() throws {
        let tar = hostTar().closed
        let bytes = packed(Array(tar[..<1000]), .gzip) + packed(Array(tar[1000...]), .gzip)
        #expect(try read(bytes).files.count == smallHost.count)
    }

    @Test func `twice packed data is refused`() {
        for (inner, outer) in [(Packer.gzip, Packer.gzip), (.xz, .zstd), (.zstd, .gzip), (.xz, .xz)] {
            let bytes = packed(packed(hostTar().closed, inner), outer)
            #expect(failure { () throws(InputError) in try read(bytes) }?.kind == .badData)
        }
    }

    @Test(
        arguments: [
            ([0x42, 0x5a, 0x68, 0x39, 0x31, 0x41], "bzip2"), ([0x50, 0x4b, 3, 4, 0], "zip"),
            ([0x04, 0x22, 0x4d, 0x18], "lz4"), ([0x1f, 0x9d, 0x90], "compress"),
        ] as [([UInt8], String)])
    func `what linmap does not unpack is called by its name`(bytes: [UInt8], packer: String) {
        #expect(failure { () throws(InputError) in try read(bytes) }?.problem.contains(packer) == true)
    }
}
