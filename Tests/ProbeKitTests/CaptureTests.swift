import Foundation
import Testing

@testable import ProbeKit

/// A whole run on a host in memory.
struct CaptureTests {
    static func host() -> FakeSystem {
        let system = FakeSystem()
        FakeSystem.populate(system)
        return system
    }

    static func capture(_ more: String...) -> Outcome {
        Outcome(host(), ["-o", "/out/snapshot.tar"] + more)
    }

    @Test func `A run leaves one whole snapshot and closes everything`() throws {
        let outcome = Self.capture()
        #expect(outcome.status == 0, "\(outcome.system.errors)")
        #expect(outcome.members?["end mark"]?.count == 1024)
        #expect(outcome.leftovers == [])
        #expect(outcome.system.open.isEmpty, "\(outcome.system.open)")
        #expect(outcome.system.output == "/out/snapshot.tar\n")
    }

    @Test func `Two runs of one host give the same archive but for times`() throws {
        let system = Self.host(), other = Self.host()
        let first = Outcome(system, ["-o", "/out/snapshot.tar"]).members
        let second = Outcome(other, ["-o", "/out/snapshot.tar"]).members
        #expect(first == second)
    }

    @Test func `The manifest counts every file and nothing else`() throws {
        let outcome = Self.capture("--deep")
        let data = Data(outcome.members?["manifest.json"] ?? [])
        let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let files = try #require(manifest["files"] as? [[String: Any]])
        var members = outcome.members ?? [:]
        for name in ["manifest.json", "end mark", "proc/device-tree"] { members[name] = nil }
        members["sys/devices/system/memory/memory8/node0"] = nil
        #expect(files.compactMap { $0["path"] as? String } == members.keys.sorted())
        for file in files {
            let path = try #require(file["path"] as? String)
            #expect(file["bytes"] as? Int == members[path]?.count)
            #expect((file["sha256"] as? String)?.count == 64)
        }
        #expect(manifest["capabilities"] as? [String] == ["cap_sys_rawio", "cap_sys_admin", "cap_syslog"])
        #expect(manifest["redacted"] as? Bool == true)
    }

    @Test func `Nothing but the release is read before privileges are dropped`() {
        let outcome = Self.capture()
        #expect(Set(outcome.system.readPrivileged) == ["/proc/sys/kernel/osrelease"])
        #expect(outcome.system.held == 0)
    }

    @Test func `Lists of each CPU, other symbols and other properties are left out`() {
        let outcome = Self.capture("--raw")
        #expect(!outcome.text("proc/zoneinfo").contains("count"))
        #expect(outcome.text("proc/zoneinfo").contains("start_pfn"))
        #expect(
            outcome.text("proc/kallsyms")
                == "ffff800080000000 T _text\nffff800080003000 d arm64_ftr_regs\nffff800082000000 B _end\n")
        #expect(outcome.members?.keys.contains { $0.contains("serial") } == false)
        #expect(outcome.text("proc/device-tree") == "/sys/firmware/devicetree/base")
    }

    @Test func `Of the log the lines that matter are kept, as dmesg prints them`() {
        #expect(
            Self.capture("--raw").text("var/log/dmesg") == """
                [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd840]
                [    0.000012] Linux version 6.12.117+deb13-arm64 (a@b) #1 SMP
                [    4.000000] kfence: initialized - café \\x1b[31m

                """)
    }

    @Test func `Overwritten records of the log do not end it`() {
        let system = FaultySystem(.read, errno: 32) { $0.hasPrefix("/dev/kmsg") }
        FakeSystem.populate(system)
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar", "--raw"])
        #expect(outcome.text("var/log/dmesg").contains("Booting Linux"))
    }

    @Test func `A cache that CPUs share is told with the first of them`() {
        let members = Self.capture().members ?? [:]
        let folder = "sys/devices/system/cpu"
        #expect(members["\(folder)/cpu0/cache/index1/level"] != nil)
        #expect(members["\(folder)/cpu1/cache/index0/level"] != nil)
        #expect(members["\(folder)/cpu1/cache/index1/level"] == nil)
    }

    @Test func `The first CPU of a mask`() {
        for (mask, cpu) in [("1", 0), ("00000000,000000f0", 4), ("00000001,00000000", 32), ("80", 7)] {
            #expect(Sources.firstCPU(in: mask) == cpu)
        }
        #expect(Sources.firstCPU(in: "0") == nil && Sources.firstCPU(in: "x") == nil)
    }

    @Test func `An iomem of zeros is told as a lack of privilege`() {
        let system = Self.host()
        system.add("/proc/iomem", "00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n")
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.members?["proc/iomem"] == nil)
        #expect(system.errors.contains("iomem: /proc/iomem: EPERM: not privileged"))
        #expect(outcome.text("manifest.json").contains("\"name\":\"iomem\",\"errno\":1"))
    }

    @Test func `Registers seen by programs say that BBM is hidden`() {
        let text = Self.capture().text("linmap/id-registers")
        #expect(text.hasPrefix("# el0"))
        #expect(text.contains("el0 cpu1 MIDR_EL1 0x00000000410fd840\n"))
    }

    @Test func `The walk and VMCOREINFO come from the kernel's memory`() {
        let outcome = Self.capture("--raw")
        #expect(outcome.text("proc/vmcoreinfo").hasPrefix("OSRELEASE="))
        #expect(
            outcome.text("linmap/linear-map").contains(
                "0x0000000040000000-0x0000000042000000 2097152 - valid rw"))
    }

    @Test func `Only --deep takes the table dump, and only its linear part`() {
        let place = "sys/kernel/debug/kernel_page_tables"
        #expect(Self.capture().members?[place] == nil)
        let text = Self.capture("--deep", "--raw").text(place)
        #expect(text.hasSuffix("---[ Linear Mapping end ]---\n"))
        #expect(text.contains("0xffff000000000000-"))
    }

    @Test func `Names are redacted unless --raw`() {
        #expect(!Self.capture().text("proc/cmdline").contains("8a6d"))
        #expect(Self.capture("--raw").text("proc/cmdline").contains("8a6d"))
    }

    @Test func `Sources are chosen by name`() {
        let members = Self.capture("--only", "iomem,cmdline", "--skip=cmdline").members ?? [:]
        #expect(Set(members.keys) == ["proc/iomem", "manifest.json", "end mark"])
    }

    @Test func `Many memory blocks are told in runs`() {
        let system = Self.host()
        for block in 0..<300 {
            system.add(
                "/sys/devices/system/memory/memory\(block)/state", block == 7 ? "offline\n" : "online\n")
            system.add("/sys/devices/system/node/node0/memory\(block)/state", "")
        }
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.text("linmap/memory-blocks") == "0-6 online 0\n7-7 offline 0\n8-299 online 0\n")
        #expect(outcome.members?["sys/devices/system/memory/memory7/state"] == nil)
    }

    @Test func `What only root may open is captured when root becomes somebody else`() {
        let places = [
            "/sys/module/kfence/parameters/sample_interval", "/sys/kernel/security/lockdown",
            "/sys/kernel/debug/memblock/memory", "/proc/kcore", "/sys/firmware/fdt", "/dev/kmsg",
        ]
        let system = Self.host()
        system.owners["/out"] = 1000
        system.rootOnly = Set(places)
        let whole = Self.capture()
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == 0 && system.user == 1000)
        #expect(outcome.members == whole.members)
        #expect(whole.members?["sys/module/kfence/parameters/sample_interval"] != nil)
    }

    @Test func `A kernel that bears the host's name does not give it away, not even where time ran out`() {
        for tick in [1, 10_000] as [UInt64] {
            let system = Self.host()
            let release = "6.12.1-secrethost"
            system.add("/proc/sys/kernel/osrelease", release + "\n")
            system.add("/boot/config-\(release)", "CONFIG_LOCALVERSION=\"-secrethost\"\n")
            system.tick = tick
            let outcome = Outcome(system, ["-o", "/out/snapshot.tar", "--time", "2"])
            #expect(outcome.status == 0, "\(system.errors)")
            #expect(outcome.text("manifest.json").contains("ETIMEDOUT") == (tick > 1))
            let tar = String(decoding: system.content("/out/snapshot.tar") ?? [], as: UTF8.self)
            #expect(tar.contains("6.12.1-xxxxxxxxxx") && !tar.contains("secrethost"))
        }
    }

    @Test func `The list tells of every source what is not known without it`() {
        let outcome = Outcome(FakeSystem(), ["--list"])
        let lines = outcome.system.output.split(separator: "\n").dropFirst()
        #expect(lines.count == 2 * Sources.all.count)
        for source in Sources.all {
            #expect(lines.contains { $0.hasPrefix(source.name + " ") })
            #expect(lines.contains("    without it: \(source.absence.text)"))
            #expect(source.byteLimit > 0 && source.milliseconds > 0 && !source.absence.text.isEmpty)
        }
    }
}
