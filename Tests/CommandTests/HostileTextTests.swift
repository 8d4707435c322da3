import Foundation
import Testing

/// Texts of a snapshot that are made to drive the reader's terminal, or to break out of a document.
@Suite struct HostileTextTests {
    private let folder: Workspace

    init() throws { folder = try Workspace() }

    /// Title, colour, clear screen, answer-back, C1 forms of the same, markup, quotes.
    static let controls =
        "\u{1b}]0;owned\u{7}\u{1b}[31m\u{1b}[2J\u{1b}c\u{5}\u{9b}31m\u{90}q\u{9c}\u{8}\u{7f}"
    static let markup = "<script>alert('x')</script>&amp;\"]]><!--"
    static let directions = "\u{202e}evil\u{2066}\u{2069}\u{200f}"

    private func hosts(_ text: String) -> [(what: String, host: Host)] {
        let host = Host.mainline
        let release = "6.12.9-\(text.replacing(" ", with: ""))"
        let log = host["var/log/dmesg"] ?? ""
        return [
            (
                "command line",
                host.with("proc/cmdline", "root=/dev/vda1 \(text) rodata=on crashkernel=\(text)\n")
            ),
            ("release", host.with("proc/version", "Linux version \(release) (me@build) #1 SMP\n")),
            ("osrelease", host.with("proc/sys/kernel/osrelease", "\(release)\n")),
            ("banner", host.with("proc/version", "Linux version 6.12.9 (\(text)@build) #1 SMP \(text)\n")),
            ("iomem", host.with("proc/iomem", (host["proc/iomem"] ?? "") + "c0000000-c0ffffff : \(text)\n")),
            (
                "driver",
                host.with(
                    "proc/iomem", (host["proc/iomem"] ?? "") + "c0000000-c7ffffff : System RAM (\(text))\n")
            ),
            (
                "log",
                host.with("var/log/dmesg", log + "[    0.000000] crashkernel reservation failed: \(text)\n")
            ),
            (
                "config",
                host.with(
                    "boot/config-6.12.9", (host["boot/config-6.12.9"] ?? "") + "CONFIG_KFENCE=\(text)\n")
            ),
            ("cpu", host.with("proc/cpuinfo", (host["proc/cpuinfo"] ?? "") + "Hardware\t: \(text)\n")),
            ("signature", host.with("proc/version_signature", "Ubuntu \(text) 6.12.9\n")),
            ("distribution", host.with("etc/os-release", "ID=\(text)\nPRETTY_NAME=\"\(text)\"\n")),
            ("vmcoreinfo", host.with("proc/vmcoreinfo", "OSRELEASE=\(release)\nPAGESIZE=\(text)\n")),
            (
                "no text at all",
                host.with("proc/version", text).with("proc/vmcoreinfo", text).with("proc/kallsyms", text)
            ),
        ]
    }

    @Test func `control characters of a snapshot never reach the output`() throws {
        for (what, host) in hosts("x\(Self.controls)y") { try expectReadOrRefused(folder.write(what, host)) }
    }

    @Test func `markup of a snapshot does not break the picture`() throws {
        for (what, host) in hosts("x\(Self.markup)y") {
            let run = try linmap("predict", "--format", "svg", folder.write(what, host))
            if run.status == 0 {
                #expect(isXML(run.output) && !run.text.contains("<script"), "\(what)")
            } else {
                expectRefusal(run, 65)
            }
        }
    }

    @Test func `characters that turn the direction of text never reach the reader`() throws {
        for (what, host) in hosts("x\(Self.directions)y") {
            let path = try folder.write(what, host)
            for command in [["report"], ["predict", "--format", "svg"]] {
                let run = try linmap(command + [path])
                #expect(harmful(run.output + run.errors) == [], "\(what), \(command)")
            }
        }
    }

    @Test func `a value of a megabyte does not flood the output`() throws {
        for (what, host) in hosts(String(repeating: "long", count: 200_000)) {
            let run = try linmap("report", folder.write(what, host))
            #expect(run.status == 0 || run.status == 65, "\(what)")
            #expect(run.output.count + run.errors.count < 100_000, "\(what)")
        }
    }

    @Test func `names of files are as harmless as their texts`() throws {
        for text in [Self.controls, "a\nb", Self.markup.replacing("/", with: "")] {
            let name = "x\(text)"
            var host = Host.mainline.with("boot/config-6.12.9", nil)
            host["config-\(name)"] = (Host.mainline["boot/config-6.12.9"] ?? "") + "CONFIG_KFENCE=y\n"
            host["boot/System.map-\(name)"] = "ffff800080000000 T _text\n"
            host["boot/config-other-\(name)"] = "# Linux/arm64 6.1.0 Kernel Configuration\nCONFIG_ARM64=y\n"
            try expectReadOrRefused(folder.write("host", host))
            try expectReadOrRefused(folder.write("host.tar", host.tar.closed))
            // Bad data under such a name, and a snapshot of such a name.
            host["config-\(name)"] = "# Linux/x86 6.12.9 Kernel Configuration\nCONFIG_X86_64=y\n"
            try expectReadOrRefused(folder.write("bad", host))
            try expectReadOrRefused(folder.write("snapshot-\(name)", Host.mainline))
            expectRefusal(try linmap("predict", folder.write("empty-\(name)", "")), 65)
            try FileManager.default.removeItem(atPath: folder.path("host"))
            try FileManager.default.removeItem(atPath: folder.path("bad"))
        }
    }

    @Test func `names of archive members are harmless in errors`() throws {
        var tar = Host.mainline.tar
        tar.add("../\(Self.controls)\n", [])
        expectRefusal(try linmap("predict", folder.write("climbs.tar", tar.closed)), 65, "climbs")
        tar = Host.mainline.with("proc/cmdline", nil).tar
        tar.add("proc/cmdline", type: "2", link: "../\(Self.controls)\n")
        try expectRead(folder.write("link.tar", tar.closed))
    }
}
