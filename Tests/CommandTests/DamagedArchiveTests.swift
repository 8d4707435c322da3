import Foundation
import TestPacking
import Testing

/// Archives that are cut, damaged or built to do harm.
@Suite struct DamagedArchiveTests {
    private let folder: Workspace
    private let tar = Host.mainline.tar

    init() throws { folder = try Workspace() }

    // MARK: Cut and damaged

    @Test(arguments: Packer.allCases)
    func `a packed archive cut at any point is refused`(packer: Packer) throws {
        let whole = tar.packed(packer)
        for cut in [1, 5, 12, 20, whole.count / 3, whole.count / 2, whole.count - 9, whole.count - 1] {
            let path = try folder.write("cut-\(cut).tar", Array(whole[..<cut]))
            try expectRefused(path, 65, path, by: [["predict"]])
        }
    }

    @Test func `a captured archive cut in its middle is refused by every command`() throws {
        let whole = try [UInt8](Data(contentsOf: URL(filePath: Fixture.sample)))
        let path = try folder.write("snapshot.tar.gz", Array(whole[..<(whole.count / 2)]))
        try expectRefused(path, 65, path, "cut off")
    }

    @Test func `a plain tar cut inside a member is refused`() throws {
        let path = try folder.write("cut.tar", Array(tar.closed[..<700]))
        try expectRefused(path, 65, path)
    }

    @Test func `a plain tar without its end mark is read, with a remark`() throws {
        let path = try folder.write("open.tar", tar.bytes)
        let report = try expectRead(path)
        #expect(remarks(report).contains { $0.contains("no end mark") })
    }

    @Test(arguments: Packer.allCases)
    func `damaged bytes are refused or give the same answer`(packer: Packer) throws {
        let whole = tar.packed(packer)
        let answer = try linmap("predict", "--format", "json", try folder.write("whole", whole)).output
        #expect(!answer.isEmpty)
        for place in stride(from: 14, to: whole.count, by: whole.count / 12) {
            var bytes = whole
            bytes[place] ^= 0x5a
            let path = try folder.write("damaged", bytes)
            let run = try linmap("predict", "--format", "json", path)
            // The checksums of zstd are optional and libarchive's writer leaves them out: there damage may
            // only be refused, or read; it must not crash.
            if run.status != 0 {
                expectRefusal(run, 65, path)
            } else if packer != .zstd {
                #expect(run.output == answer, "byte \(place)")
            }
        }
    }

    @Test func `a header with a wrong checksum is refused`() throws {
        var bytes = tar.closed
        bytes[148] ^= 1
        let path = try folder.write("sum.tar", bytes)
        try expectRefused(path, 65, path)
    }

    @Test(arguments: [
        "BZh91AY&SY_______________", "PK\u{3}\u{4}______________", "7z\u{bc}\u{af}'\u{1c}_______",
    ])
    func `what linmap does not unpack is named and refused`(head: String) throws {
        let bytes = head.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let path = try folder.write("packed", bytes)
        try expectRefused(path, 65, path, "does not unpack")
    }

    // MARK: Names and links

    @Test(arguments: ["../proc/iomem", "proc/../../iomem", "../../../../etc/passwd", "a/..", ".."])
    func `a member whose name climbs makes the archive bad`(name: String) throws {
        var tar = tar
        tar.add(name, Array("x\n".utf8))
        let path = try folder.write("climbs.tar", tar.closed)
        try expectRefused(path, 65, path, "..")
    }

    @Test func `an absolute name is read as if it had no slash`() throws {
        var tar = Tar()
        for (name, bytes) in Host.mainline.files { tar.add("/\(name)", bytes) }
        let path = try folder.write("absolute.tar", tar.closed)
        let report = try expectRead(path)
        #expect(prediction(report)["certainty"] as? String == "exact")
    }

    @Test func `a link that leads out of the archive is set aside`() throws {
        // If it were followed, this host would have another command line.
        let outside = try folder.write("outside", "marked=outside\n")
        for target in [outside, "../../../../../../../..\(outside)", "../../outside"] {
            for type in ["2", "1"] as [Character] {
                var tar = Host.mainline.with("proc/cmdline", nil).with("var/log/dmesg", nil).tar
                tar.add("proc/cmdline", type: type, link: target)
                let path = try folder.write("link.tar", tar.closed)
                let report = try expectRead(path)
                #expect(remarks(report).contains { $0.contains("proc/cmdline: link not followed") })
                #expect(try !linmap("report", path).text.contains("marked=outside"))
            }
        }
    }

    @Test func `a loop of links is set aside`() throws {
        for type in ["2", "1"] as [Character] {
            var tar = Host.mainline.with("proc/cmdline", nil).tar
            tar.add("proc/cmdline", type: type, link: type == "1" ? "cmdline" : "../cmdline")
            tar.add("cmdline", type: type, link: "proc/cmdline")
            tar.add("proc/version_signature", type: type, link: "proc/version_signature")
            let path = try folder.write("loop.tar", tar.closed)
            #expect(remarks(try expectRead(path)).contains { $0.contains("link not followed") })
        }
    }

    @Test func `an archive of links alone is refused`() throws {
        var tar = Tar()
        tar.add("proc/iomem", type: "2", link: "/proc/iomem")
        tar.add("proc/cmdline", type: "1", link: "proc/iomem")
        let path = try folder.write("links.tar", tar.closed)
        try expectRefused(path, 65, path)
    }

    @Test func `links of a directory do not lead out, round or nowhere`() throws {
        let outside = try folder.write("outside", "marked=outside\n")
        let escapes = [outside, "../../outside", "cmdline", "nowhere", "/proc/self/root\(outside)"]
        for (number, target) in escapes.enumerated() {
            let host = try folder.write(
                "host\(number)", Host.mainline.with("proc/cmdline", nil).with("var/log/dmesg", nil))
            try FileManager.default.createSymbolicLink(
                atPath: "\(host)/proc/cmdline", withDestinationPath: target)
            let report = try expectRead(host)
            #expect(remarks(report).contains { $0.hasPrefix("proc/cmdline") }, "\(target)")
            #expect(try !linmap("report", host).text.contains("marked=outside"))
        }
    }

    @Test func `devices and pipes are never opened`() throws {
        var tar = Host.mainline.with("proc/cmdline", nil).tar
        for (type, name) in [("3", "proc/cmdline"), ("4", "config"), ("6", "proc/vmcoreinfo")] {
            tar.add(name, type: Character(type))
        }
        #expect(remarks(try expectRead(try folder.write("devices.tar", tar.closed))).count >= 3)

        let host = try folder.write("host", Host.mainline.with("proc/cmdline", nil))
        try #require(mkfifo("\(host)/proc/cmdline", 0o600) == 0)
        #expect(remarks(try expectRead(host)).contains { $0.contains("not a regular file") })
    }

    // MARK: Sizes

    @Test(arguments: ["proc/iomem", "var/log/dmesg"])
    func `a member that declares 10 GiB is refused at once`(name: String) throws {
        var tar = Tar()
        tar.add(name, Array("x".utf8), size: 10 << 30)
        let path = try folder.write("huge.tar", tar.closed)
        try expectRefused(path, 65, path, by: [["predict"]])
        let packed = try folder.write("huge.tar.gz", tar.packed(.gzip))
        try expectRefused(packed, 65, packed, by: [["predict"]])
    }

    @Test func `a file that unpacks to more than its kind may hold is refused`() throws {
        var tar = Host.mainline.tar
        tar.add("proc/vmcoreinfo", [UInt8](repeating: 0x0a, count: 20 << 20))
        let path = try folder.write("bomb.tar.xz", tar.packed(.xz))
        try expectRefused(path, 65, path, "proc/vmcoreinfo", "at most", by: [["predict"]])
        let lone = try folder.write(
            "bomb.gz",
            packed(
                Array("40000000-7fffffff : System RAM\n".utf8)
                    + [UInt8](repeating: 0x0a, count: 20 << 20), .gzip))
        try expectRefused(lone, 65, lone, by: [["predict"]])
    }

    @Test func `a million small members take little time and memory`() throws {
        // The bounds hold for a million where linmap is built as users get it; without optimisation each
        // member takes five times as long.
        #if DEBUG
            let repeats = 25
        #else
            let repeats = 100
        #endif
        // Many gzip members make one stream: the same ten thousand headers again and again.
        var many = Tar()
        many.add(10_000, like: "some/folder/0000000")
        let block = packed(many.bytes, .gzip)
        var bytes = packed(Host.mainline.tar.bytes, .gzip)
        for _ in 0..<repeats { bytes += block }
        bytes += packed([UInt8](repeating: 0, count: 1024), .gzip)
        let path = try folder.write("many.tar.gz", bytes)
        // 40 MB of data: twice what the answer takes, and not enough to keep something of each member.
        let run = try shell(#"ulimit -d 40000; exec "$@""#, "predict", "--format", "json", path, seconds: 15)
        #expect(run.status == 0, "\(run.errorText)")
        #expect(run.json?["certainty"] as? String == "exact")
    }
}

/// The remarks of a report.
func remarks(_ report: [String: Any]) -> [String] { report["remarks"] as? [String] ?? [] }

/// The prediction inside a report.
func prediction(_ report: [String: Any]) -> [String: Any] { report["prediction"] as? [String: Any] ?? [:] }

/// The names of what a report does not know.
func unknowns(_ report: [String: Any]) -> [String] {
    (prediction(report)["unknowns"] as? [[String: Any]] ?? []).compactMap { $0["what"] as? String }
}
