import Foundation
import TestPacking
import Testing

/// Hosts of which something is missing, or of which something belongs to another.
@Suite struct MissingFileTests {
    private let folder: Workspace
    private let host = Host.mainline

    init() throws { folder = try Workspace() }

    @Test func `with nothing missing the answer is exact`() throws {
        let report = try expectRead(folder.write("host", host))
        #expect(unknowns(report) == [])
        #expect(prediction(report)["certainty"] as? String == "exact")
    }

    @Test func `without a command line the assumption is listed`() throws {
        let bare = host.with("proc/cmdline", nil).with("var/log/dmesg", nil)
        let report = try expectRead(folder.write("host", bare))
        #expect(unknowns(report).contains { $0.contains("rodata") })
        #expect(prediction(report)["certainty"] as? String == "bounded")
    }

    @Test func `without a version one is assumed, and the answer marked`() throws {
        let bare = host.with("proc/version", nil).with("var/log/dmesg", nil).with("boot/config-6.12.9", nil)
        let report = try expectRead(folder.write("host", bare))
        #expect(unknowns(report).contains("kernel-version"))
        #expect(prediction(report)["certainty"] as? String == "bounded")
        #expect((prediction(report)["host"] as? [String: Any])?["release"] == nil)
        #expect(try linmap("predict", folder.path("host")).text.contains("not in the snapshot"))
    }

    @Test func `the configuration of another kernel is set aside, and the answer marked`() throws {
        let config = (host["boot/config-6.12.9"] ?? "") + "CONFIG_KFENCE=y\nCONFIG_KFENCE_SAMPLE_INTERVAL=0\n"
        let other = host.with("boot/config-6.12.9", nil)
            .with("boot/config-6.6.1", config.replacing("6.12.9", with: "6.6.1"))
        let report = try expectRead(folder.write("host", other))
        #expect(remarks(report).contains { $0.contains("boot/config-6.6.1") && $0.contains("set aside") })
        #expect(prediction(report)["certainty"] as? String == "bounded")
        #expect(unknowns(report).contains("kfence"))
    }

    @Test func `a configuration that names another kernel in its heading is not trusted in silence`() throws {
        let config = (host["boot/config-6.12.9"] ?? "").replacing("6.12.9 Kernel", with: "5.10.1 Kernel")
        let report = try expectRead(folder.write("host", host.with("boot/config-6.12.9", config)))
        #expect(remarks(report).contains { $0.contains("5.10.1") } || !unknowns(report).isEmpty)
    }

    @Test func `two versions that contradict each other are remarked`() throws {
        let report = try expectRead(
            folder.write("host", host.with("proc/sys/kernel/osrelease", "6.1.0-50-arm64\n")))
        #expect(remarks(report).contains { $0.contains("6.12.9") && $0.contains("6.1.0-50-arm64") })
    }

    @Test func `an unknown vendor's kernel is predicted, and what may differ is said`() throws {
        let release = "6.12.9-acme7"
        var acme = host
        for name in ["proc/version", "var/log/dmesg"] {
            acme[name] = acme[name]?.replacing("6.12.9", with: release)
        }
        acme["boot/config-\(release)"] = acme["boot/config-6.12.9"]
        acme["boot/config-6.12.9"] = nil
        let report = try expectRead(folder.write("host", acme))
        let name = prediction(report)["host"] as? [String: Any]
        #expect(name?["vendor"] as? String == "unknown" && name?["release"] as? String == release)
        #expect(try linmap("report", folder.path("host")).text.contains("taken as built from upstream"))
    }

    // MARK: Not an arm64 host

    @Test func `a configuration for x86 is refused with its line`() throws {
        let config = (host["boot/config-6.12.9"] ?? "").replacing("Linux/arm64", with: "Linux/x86")
            .replacing("CONFIG_ARM64=y", with: "CONFIG_X86_64=y")
        let path = try folder.write("host", host.with("boot/config-6.12.9", config))
        try expectRefused(path, 65, "boot/config-6.12.9:3", "x86")
    }

    @Test func `the cpuinfo of x86 is refused with its line`() throws {
        let cpuinfo = "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n"
        try expectRefused(
            folder.write("host", host.with("proc/cpuinfo", cpuinfo)), 65, "proc/cpuinfo:2", "arm64")
    }

    @Test func `the log of x86 is refused with its line`() throws {
        let log = """
            [    0.000000] Linux version 6.12.9 (me@build) (gcc 14.2.0) #1 SMP PREEMPT_DYNAMIC
            [    0.000000] BIOS-provided physical RAM map:
            [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
            [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x00000000bffdbfff] usable

            """
        try expectRefused(
            folder.write("host", host.with("var/log/dmesg", log)), 65, "var/log/dmesg:", "arm64")
        try expectRefused(folder.write("dmesg", log), 65, "arm64")
    }

    static let x86 = """
        00000000-00000fff : Reserved
        00001000-0009fbff : System RAM
        000f0000-000fffff : System ROM
        00100000-bffdbfff : System RAM
        fec00000-fec003ff : IOAPIC 0
        fee00000-fee00fff : Local APIC
        100000000-23fffffff : System RAM
          12a000000-12b1fffff : Kernel code
          12b200000-12bdb0fff : Kernel rodata
          12be00000-12c1a4fff : Kernel data
          12c6f6000-12c9fffff : Kernel bss

        """

    @Test func `the iomem of x86 is refused with its line`() throws {
        var bare = Host()
        bare["proc/iomem"] = Self.x86
        bare["proc/cmdline"] = "quiet\n"
        try expectRefused(folder.write("host", bare), 65, "proc/iomem:", "arm64")
        try expectRefused(folder.write("iomem", Self.x86), 65, "arm64")
    }

    @Test(arguments: ["6.1.0-18-amd64", "5.14.0-503.el9.x86_64"])
    func `a release that names another architecture is refused`(release: String) throws {
        var bare = Host()
        bare["proc/iomem"] = host["proc/iomem"]
        bare["proc/version"] = "Linux version \(release) (me@build) (gcc) #1 SMP\n"
        try expectRefused(folder.write("host", bare), 65, "proc/version", "arm64")
    }

    // MARK: Not a host at all

    @Test func `an empty directory is refused`() throws {
        let path = try folder.write("nothing", Host())
        try expectRefused(path, 65, path, "holds no file linmap knows")
    }

    @Test func `a directory without evidence is refused`() throws {
        var other = Host()
        other["README.md"] = "# A project\n"
        other["src/main.c"] = "int main(void) { return 0; }\n"
        let path = try folder.write("project", other)
        try expectRefused(path, 65, path, "holds no file linmap knows")
    }

    @Test func `an archive without evidence is refused`() throws {
        var other = Host()
        other["README.md"] = "# A project\n"
        let path = try folder.write("project.tar.gz", other.tar.packed(.gzip))
        try expectRefused(path, 65, path, "holds no file linmap knows")
    }

    @Test func `an empty file is refused`() throws {
        let path = try folder.write("empty", "")
        try expectRefused(path, 65, path, "is empty")
    }

    @Test func `a lone file of prose is refused`() throws {
        let path = try folder.write("letter", "Dear kernel,\n\nhow are your tables?\n")
        try expectRefused(path, 65, path)
    }

    @Test func `two hosts in one directory are refused`() throws {
        try folder.write("both/one", host)
        try folder.write("both/two", host)
        let path = folder.path("both")
        try expectRefused(path, 65, path, "two hosts")
    }

    @Test func `a snapshot without memory is an error to predict, and no error to report`() throws {
        let path = try folder.write("cmdline", "root=/dev/vda1 rodata=off\n")
        expectRefusal(try linmap("predict", path), 65, path, "names no memory")
        let run = try linmap("report", path)
        #expect(run.status == 0 && run.errors.isEmpty && !run.output.isEmpty)
    }
}
