import Snapshot
import TestPacking
import Testing

@Suite struct ArchiveTests {
    private func read(_ tar: TarBuilder) throws -> Snapshot {
        try SnapshotReader.read(bytes: tar.closed, name: "host.tar")
    }

    @Test func `a plain tar is read`() throws {
        let snapshot = try read(hostTar())
        #expect(snapshot.files.keys.sorted() == smallHost.map(\.path).sorted())
        #expect(snapshot.text("proc/cmdline") == "root=/dev/vda1 rodata=on\n")
        #expect(snapshot.name == "host.tar" && !snapshot.isLoneFile && snapshot.remarks.isEmpty)
    }

    @Test(arguments: Packer.allCases)
    func `a packed tar is read`(packer: Packer) throws {
        let snapshot = try SnapshotReader.read(bytes: packed(hostTar().closed, packer), name: "host")
        #expect(snapshot.files.count == smallHost.count)
    }

    @Test(arguments: [
        "./", "/", "sosreport-host-2024/", "./sosreport-host-2024/", "snap/root/", "a/b/c/d/e/f/",
    ])
    func `leading folders are stripped`(prefix: String) throws {
        #expect(try read(hostTar(under: prefix)).files.keys.sorted() == smallHost.map(\.path).sorted())
    }

    @Test func `files linmap does not read are dropped`() throws {
        var tar = hostTar()
        tar.add("etc/shadow", "secret")
        tar.add("proc", type: "5")
        #expect(try read(tar).files.count == smallHost.count)
    }

    @Test func `the later of two members with one name counts`() throws {
        var tar = hostTar()
        tar.add("proc/cmdline", "quiet")
        #expect(try read(tar).text("proc/cmdline") == "quiet")
    }

    @Test func `the manifest is kept`() throws {
        var tar = hostTar(under: "snap/")
        tar.add("snap/manifest.json", "{}")
        #expect(try read(tar).first(.manifest)?.path == "manifest.json")
    }

    @Test func `two hosts in one tar are refused, and both are named`() {
        var tar = hostTar(under: "sos-a/")
        for (path, text) in smallHost { tar.add("sos-b/\(path)", text) }
        let error = failure { () throws(InputError) in try SnapshotReader.read(bytes: tar.closed, name: "x") }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("\"sos-a\" and under \"sos-b\"") == true)
    }

    @Test func `evidence of memory outside the host's folder is remarked`() throws {
        var tar = hostTar(under: "snap/")
        tar.add("dmesg.txt", "[    0.0] other")
        tar.add("etc/ssh/config", "noise")
        let snapshot = try read(tar)
        #expect(snapshot.files.count == smallHost.count)
        #expect(
            snapshot.remarks.count == 1 && snapshot.remarks.first?.hasPrefix("dmesg.txt: set aside") == true)
    }

    @Test func `a tar without evidence is refused`() {
        var tar = TarBuilder()
        tar.add("etc/passwd", "root")
        let error = failure { () throws(InputError) in
            try SnapshotReader.read(bytes: tar.closed, name: "x.tar")
        }
        #expect(error?.kind == .badData && error?.problem == "holds no file linmap knows")
    }

    @Test func `an empty tar is refused`() {
        let bytes = [UInt8](repeating: 0, count: 10240)
        let error = failure { () throws(InputError) in try SnapshotReader.read(bytes: bytes, name: "x.tar") }
        #expect(error?.kind == .badData && error?.problem == "holds no file linmap knows")
    }

    @Test func `a tar without an end mark is read and remarked`() throws {
        let snapshot = try SnapshotReader.read(bytes: hostTar().bytes, name: "x.tar")
        #expect(snapshot.files.count == smallHost.count)
        #expect(snapshot.remarks == ["x.tar: the archive has no end mark; members may be missing"])
    }

    @Test func `a pax name is used`() throws {
        var tar = TarBuilder()
        tar.addPax([("path", Array("proc/iomem".utf8))])
        tar.add("short", "40000000-bfffffff : System RAM\n")
        #expect(try read(tar).files.keys.sorted() == ["proc/iomem"])
    }

    @Test func `a GNU long name is used`() throws {
        let prefix = String(repeating: "x", count: 150)
        var tar = TarBuilder()
        tar.add("././@LongLink", "\(prefix)/proc/iomem\u{0}", type: "L")
        tar.add("short", "40000000-bfffffff : System RAM\n")
        #expect(try read(tar).files.keys.sorted() == ["proc/iomem"])
    }

    @Test func `a v7 tar, without magic, is read`() throws {
        var bytes = hostTar().closed
        // Take the magic off the first header, and its bytes out of the checksum.
        let magic = bytes[257..<265].reduce(0) { $0 + Int($1) }
        let sum = try #require(Int(String(decoding: bytes[148..<154], as: UTF8.self), radix: 8)) - magic
        let field = "0\(String(sum, radix: 8))".utf8.suffix(6)
        bytes.replaceSubrange(148..<154, with: [UInt8](repeating: 0x30, count: 6 - field.count) + field)
        bytes.replaceSubrange(257..<265, with: [UInt8](repeating: 0, count: 8))
        #expect(try SnapshotReader.read(bytes: bytes, name: "v7").files.count == smallHost.count)
    }
}

@Suite struct ArchiveLinkTests {
    private func read(_ tar: TarBuilder) throws -> Snapshot {
        try SnapshotReader.read(bytes: tar.closed, name: "host.tar")
    }

    @Test(arguments: [
        ("uname", "sos_commands/kernel/uname_-a"), ("uname", "/sos_commands/kernel/uname_-a"),
        ("sos_commands/host/uname_-a", "../kernel/uname_-a"), ("uname", "./sos_commands//kernel/uname_-a"),
    ])
    func `a symbolic link to a held member is followed`(link: String, target: String) throws {
        for prefix in ["", "sos-host/"] {
            var tar = hostTar(under: prefix)
            tar.add(prefix + link, type: "2", link: target)
            tar.add("\(prefix)sos_commands/kernel/uname_-a", "Linux host")
            let snapshot = try read(tar)
            #expect(snapshot.text(link) == "Linux host")
            #expect(snapshot.remarks.isEmpty)
        }
    }

    @Test func `a hard link to a held member is followed`() throws {
        var tar = hostTar(under: "sos/")
        tar.add("sos/dmesg", type: "1", link: "sos/var/log/dmesg")
        #expect(try read(tar).text("dmesg") == "[    0.000000] Booting Linux on physical CPU 0x0\n")
    }

    @Test(arguments: ["../../etc/passwd", "etc/passwd", "uname.txt", "uname", "", "/", "proc"])
    func `a link that leads elsewhere, or to a link, is set aside`(target: String) throws {
        var tar = hostTar()
        tar.add("uname", type: "2", link: target)
        tar.add("uname.txt", type: "2", link: "uname")
        let snapshot = try read(tar)
        #expect(snapshot.files.count == smallHost.count)
        #expect(snapshot.remarks.contains { $0.hasPrefix("uname: ") })
    }

    @Test func `a link out of the host's folder is set aside`() throws {
        var tar = hostTar(under: "sos/")
        tar.add("iomem.txt", "40000000-4fffffff : System RAM\n")
        tar.add("sos/iomem", type: "2", link: "../iomem.txt")
        #expect(try read(tar)["iomem"] == nil)
    }

    @Test func `a link may not smuggle a file past its limit`() {
        var tar = hostTar()
        tar.add("boot/config-big", String(repeating: "#", count: 2 << 20))
        tar.add("uname", type: "2", link: "boot/config-big")
        let error = failure { () throws(InputError) in try SnapshotReader.read(bytes: tar.closed, name: "x") }
        #expect(error?.file == "x:uname")
    }

    @Test(arguments: ["3", "4", "6", "7"] as [Character])
    func `devices and pipes are set aside`(type: Character) throws {
        var tar = hostTar()
        tar.add("proc/meminfo", type: type)
        let snapshot = try read(tar)
        // Type 7 is a file that was contiguous on its disk: a file.
        #expect((snapshot["proc/meminfo"] == nil) == (type != "7"))
        #expect(snapshot.remarks == (type == "7" ? [] : ["proc/meminfo: set aside: not a regular file"]))
    }

    @Test func `remarks are bounded, and the rest is counted`() throws {
        var tar = hostTar()
        for number in 0..<80 { tar.add("boot/config-\(number)", type: "2", link: "gone") }
        let remarks = try read(tar).remarks
        #expect(remarks.count == 51 && remarks.last == "30 more remarks like these")
    }
}
