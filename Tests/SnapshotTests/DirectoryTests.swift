import Glibc
import Testing

@testable import Snapshot

@Suite struct DirectoryTests {
    private let directory = TemporaryDirectory()

    private func read(_ limits: Limits = Limits()) throws(InputError) -> Snapshot {
        try SnapshotReader.read(directory.path, limits: limits)
    }

    @Test(arguments: ["", "sosreport-host/", "snap/root/", "a/b/c/d/e/f/"])
    func `a directory is read, below folders of its own too`(prefix: String) throws {
        directory.writeHost(under: prefix)
        let snapshot = try read()
        #expect(snapshot.files.keys.sorted() == smallHost.map(\.path).sorted())
        #expect(snapshot.remarks.isEmpty && !snapshot.isLoneFile)
    }

    @Test func `patterns are looked up`() throws {
        directory.write("boot/config-6.1", "CONFIG_A=y")
        directory.write("boot/vmlinuz", "x")
        let midr = "sys/devices/system/cpu/cpu3/regs/identification/midr_el1"
        directory.write(midr, "0x00000000414fd0c1")
        #expect(try read().files.keys.sorted() == ["boot/config-6.1", midr])
    }

    @Test func `a directory and a tar of it give the same snapshot`() throws {
        directory.writeHost(under: "host/")
        directory.write("dmesg.txt", "[    0.0] other")
        var tar = hostTar(under: "host/")
        tar.add("dmesg.txt", "[    0.0] other")
        let packed = try SnapshotReader.read(bytes: tar.closed, name: "x")
        let plain = try read()
        #expect(packed.files == plain.files && packed.remarks == plain.remarks && plain.remarks.count == 1)
    }

    @Test func `two hosts side by side are refused`() {
        directory.writeHost(under: "a/")
        directory.writeHost(under: "b/")
        #expect(failure { () throws(InputError) in try read() }?.kind == .badData)
    }

    @Test func `a directory without evidence is refused`() {
        #expect(failure { () throws(InputError) in try read() }?.problem == "holds no file linmap knows")
        directory.write("etc/passwd", "x")
        #expect(failure { () throws(InputError) in try read() }?.kind == .badData)
    }

    @Test func `a link inside the directory is followed`() throws {
        directory.writeHost(under: "h/")
        directory.write("h/usr/lib/os-release", "ID=debian")
        directory.link("h/etc/os-release", to: "../usr/lib/os-release")
        directory.link("h/lib", to: "/usr/lib")
        directory.write("h/usr/lib/modules/6.1/config", "CONFIG_A=y")
        let snapshot = try read()
        #expect(snapshot.text("etc/os-release") == "ID=debian")
        #expect(snapshot.text("lib/modules/6.1/config") == "CONFIG_A=y")
    }

    @Test func `a link out of the directory is never followed`() throws {
        let outside = TemporaryDirectory()
        let secret = outside.write("secret", "secret")
        directory.writeHost(under: "h/")
        directory.write("h2", "secret")
        directory.link("h/proc/meminfo", to: secret)
        directory.link("h/proc/cpuinfo", to: "../../h2")
        directory.link("h/boot", to: outside.path)
        outside.write("config-1", "secret")
        let snapshot = try read()
        #expect(snapshot.files.count == smallHost.count)
        #expect(snapshot.remarks.count == 3)
    }

    @Test func `loops of links end`() throws {
        directory.writeHost()
        directory.link("proc/meminfo", to: "cpuinfo")
        directory.link("proc/cpuinfo", to: "meminfo")
        directory.link("boot", to: "boot/boot")
        let snapshot = try read()
        #expect(snapshot.files.count == smallHost.count)
        #expect(snapshot.remarks.contains("proc/meminfo: set aside: a loop of links"))
    }

    @Test func `a link that leads nowhere is remarked`() throws {
        directory.writeHost()
        directory.link("proc/meminfo", to: "gone")
        #expect(try read().remarks == ["proc/meminfo: set aside: a link that leads nowhere"])
    }

    @Test func `a pipe is not opened`() throws {
        directory.writeHost()
        mkfifo(directory.place("proc/meminfo"), 0o644)
        #expect(try read().remarks == ["proc/meminfo: set aside: not a regular file"])
    }

    @Test func `a file above its limit is refused`() {
        directory.writeHost(under: "h/")
        directory.write("h/proc/meminfo", [UInt8](repeating: 0x78, count: 1 << 20 + 1))
        let error = failure { () throws(InputError) in try read() }
        #expect(error?.file == "\(directory.path)/h/proc/meminfo" && error?.kind == .badData)
    }

    @Test func `limits hold for directories`() {
        directory.writeHost()
        var limits = Limits()
        limits.heldBytes = 60
        #expect(
            failure { () throws(InputError) in try read(limits) }?.problem
                == "holds more than 60 bytes of evidence")
        limits = Limits()
        limits.members = 2
        #expect(failure { () throws(InputError) in try read(limits) }?.problem == "has more than 2 entries")
        limits = Limits()
        limits.heldFiles = 2
        #expect(failure { () throws(InputError) in try read(limits) }?.kind == .badData)
    }

    @Test func `the search for the root is bounded, and says so`() throws {
        for number in 0..<20 { _ = directory.place("d\(number)/x/y") }
        directory.write("iomem", "40000000-bfffffff : System RAM\n")
        var limits = Limits()
        limits.foldersSearched = 5
        #expect(try read(limits).remarks.count == 1)
    }

    @Test func `what the system refuses is remarked, or refused if nothing is left`() throws {
        directory.writeHost()
        chmod(directory.place("proc/iomem"), 0)
        chmod(directory.path, 0o755)
        let snapshot = try Unprivileged.run { () throws(InputError) in try read() }
        #expect(snapshot.files.count == smallHost.count - 1)
        #expect(snapshot.remarks == ["proc/iomem: cannot be read: Permission denied"])
        for (path, _) in smallHost { chmod(directory.place(path), 0) }
        let error = failure { () throws(InputError) in
            try Unprivileged.run { () throws(InputError) in try read() }
        }
        #expect(error?.kind == .noPermission)
    }

    @Test func `files of /proc and /sys are read to their end, not by their size`() throws {
        let tree = HostTree(try Descriptor.open("/proc"))
        #expect(try tree.read("version", limit: 4096)?.isEmpty == false)
    }
}
