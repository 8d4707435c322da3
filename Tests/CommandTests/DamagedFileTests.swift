import Foundation
import Testing

/// Files of a host that hold what no kernel writes.
@Suite struct DamagedFileTests {
    private let folder: Workspace
    private let host = Host.mainline

    init() throws { folder = try Workspace() }

    /// Only /proc/iomem tells of memory, so that nothing outvotes it.
    private func iomem(_ text: String) throws -> String {
        let bare = host.with("var/log/dmesg", nil).with("sys/kernel/debug/memblock/memory", nil)
        return try folder.write("host", bare.with("proc/iomem", text))
    }

    // MARK: Bytes

    @Test(arguments: ["proc/iomem", "proc/cmdline", "boot/config-6.12.9", "var/log/dmesg", "proc/version"])
    func `NUL bytes are read as blanks or refused`(name: String) throws {
        var bytes = host.files[name] ?? []
        for place in [bytes.count / 2, bytes.count / 3, 0] { bytes.insert(contentsOf: [0, 0], at: place) }
        try expectReadOrRefused(folder.write("inside", host.with(name, bytes: bytes)), name)
        let padded = (host.files[name] ?? []) + [UInt8](repeating: 0, count: 5000)
        try expectRead(folder.write("behind", host.with(name, bytes: padded)))
    }

    @Test(arguments: ["proc/iomem", "proc/cmdline", "boot/config-6.12.9", "var/log/dmesg", "proc/version"])
    func `bytes that are not UTF-8 do not reach the output`(name: String) throws {
        var bytes = host.files[name] ?? []
        bytes.insert(contentsOf: [0x20, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf8], at: bytes.count - 2)
        try expectReadOrRefused(folder.write("host", host.with(name, bytes: bytes)), name)
    }

    /// Bytes without any sense, always the same.
    private static let noise: [UInt8] = {
        var noise: [UInt8] = []
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        for _ in 0..<4000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            noise.append(UInt8(truncatingIfNeeded: state >> 56))
        }
        return noise
    }()

    @Test(arguments: ["proc/iomem", "boot/config-6.12.9", "proc/cpuinfo"])
    func `a file that decides and holds noise is refused`(name: String) throws {
        try expectRefused(folder.write("host", host.with(name, bytes: Self.noise)), 65, name)
    }

    @Test func `a log of noise is refused or told`() throws {
        let path = try folder.write("host", host.with("var/log/dmesg", bytes: Self.noise))
        if try linmap("predict", path).status == 0 {
            #expect(remarks(try expectRead(path)).contains { $0.contains("var/log/dmesg") })
        } else {
            try expectRefused(path, 65, "var/log/dmesg")
        }
    }

    @Test func `an unreadable version is a remark`() throws {
        let report = try expectRead(folder.write("host", host.with("proc/version", "\u{1}\u{2}\n")))
        #expect(remarks(report).contains { $0.contains("proc/version") })
    }

    // MARK: Addresses

    @Test func `ranges that overlap are told, and never mapped twice`() throws {
        let path = try iomem("40000000-7fffffff : System RAM\n60000000-9fffffff : System RAM\n")
        if try linmap("predict", path).status == 0 {
            #expect(remarks(try expectRead(path)).contains { $0.contains("overlap") })
        } else {
            try expectRefused(path, 65, "proc/iomem")
        }
    }

    @Test func `memblock ranges that overlap are told, and never mapped twice`() throws {
        let path = try folder.write(
            "host",
            host.with("proc/iomem", nil).with("var/log/dmesg", nil).with(
                "sys/kernel/debug/memblock/memory",
                "   0: 0x0000000040000000..0x000000007fffffff\n   1: 0x0000000060000000..0x000000009fffffff\n"
            ))
        if try linmap("predict", path).status == 0 {
            #expect(remarks(try expectRead(path)).contains { $0.contains("overlap") })
        } else {
            try expectRefused(path, 65, "memblock/memory")
        }
    }

    @Test func `log ranges that overlap are told, and never mapped twice`() throws {
        let log =
            (host["var/log/dmesg"] ?? "")
            + "[    0.000000]   node   0: [mem 0x0000000080000000-0x00000000ffffffff]\n"
        let path = try folder.write("dmesg", log)
        if try linmap("predict", path).status == 0 {
            #expect(remarks(try expectRead(path)).contains { $0.contains("overlap") })
        } else {
            try expectRefused(path, 65)
        }
    }

    @Test(arguments: [
        ("bfffffff-40000000 : System RAM", "end before start"),
        ("ffffffffffff0000-ffffffffffffffff : System RAM", "above"),
        ("40000000-ffffffffffffffff : System RAM", "above"),
        ("10000000040000000-1000000007fffffff : System RAM", "64 bits"),
        ("0010000040000000-0010000080000000 : System RAM", "52 bits"),
        ("000fffff40000000-001000000000ffff : System RAM", "52 bits"),
    ])
    func `an impossible range is refused with its line`(line: String, cause: String) throws {
        try expectRefused(iomem("00000000-3fffffff : PCI\n\(line)\n"), 65, "proc/iomem:2", cause)
    }

    @Test(arguments: [
        "   1: 0x00000000bfffffff..0x0000000040000000", "   1: 0xfffffffffffff000..0xffffffffffffffff",
        "   1: 0x0010000000000000..0x00100000ffffffff", "   1: 0x0000000040000000..0xffffffffffffffff",
    ])
    func `an impossible memblock range is refused with its line`(line: String) throws {
        let name = "sys/kernel/debug/memblock/memory"
        let bare = host.with("proc/iomem", nil).with("var/log/dmesg", nil)
        let path = try folder.write(
            "host", bare.with(name, "   0: 0x0000000000000000..0x000000003fffffff\n\(line)\n"))
        try expectRefused(path, 65, "\(name):2")
    }

    @Test(arguments: [
        "[mem 0x00000000bfffffff-0x0000000040000000]", "[mem 0xfffffffffffff000-0xffffffffffffffff]",
        "[mem 0x0010000000000000-0x00100000ffffffff]",
    ])
    func `an impossible range of the log is refused`(range: String) throws {
        let log = "[    0.000000] Booting Linux on physical CPU 0x0\n[    0.000000]   node   0: \(range)\n"
        let path = try folder.write("dmesg", log)
        let run = try linmap("predict", path)
        expectRefusal(run, 65)
    }

    @Test func `iomem of zeros is no privilege, never no memory`() throws {
        let zeros = "00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n"
        for name in ["tree", "lone"] {
            let path = name == "tree" ? try iomem(zeros) : try folder.write("iomem", zeros)
            try expectRefused(path, 77, "proc/iomem", "not privileged", "root")
            let run = try linmap("predict", path)
            #expect(!run.errorText.contains("no memory"))
        }
    }

    @Test func `an empty iomem is not taken for a host without memory`() throws {
        try expectRefused(iomem(""), 65, "proc/iomem")
    }

    @Test func `a huge number of ranges is read in time`() throws {
        var text = ""
        for number in 0..<100_000 {
            let start = 0x4000_0000 + number * 0x20_0000
            text += "\(String(start, radix: 16))-\(String(start + 0xfffff, radix: 16)) : System RAM\n"
        }
        let path = try iomem(text)
        let run = try linmap("predict", "--format", "json", path, seconds: 15)
        #expect(run.status == 0, "\(run.errorText)")
        Document(run.json ?? [:]).check()
    }

    @Test func `a huge number of nested ranges is read in time`() throws {
        var text = "40000000-ffffffff : System RAM\n"
        for number in 1..<20_000 {
            let start = String(0x4000_0000 + number * 0x1000, radix: 16)
            let end = String(0xffff_ffff - number * 0x1000, radix: 16)
            text += "\(start)-\(end) : reserved\n"
        }
        let run = try linmap("predict", "--format", "json", try iomem(text), seconds: 15)
        #expect(run.status == 0 || run.status == 65, "\(run.errorText)")
    }

    @Test func `a long chain of overlaps is read in time`() throws {
        var text = ""
        for number in 0..<30_000 {
            let start = 0x4000_0000 + number * 0x1000
            text += "\(String(start, radix: 16))-\(String(start + 0x7fff_ffff, radix: 16)) : System RAM\n"
        }
        let run = try linmap("report", "--format", "json", try iomem(text), seconds: 15)
        #expect(run.status == 0 || run.status == 65, "\(run.errorText.prefix(300))")
    }
}
