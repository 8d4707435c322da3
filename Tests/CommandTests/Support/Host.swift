import Foundation

/// The files of a small host, to be damaged by a test.
struct Host {
    var files: [String: [UInt8]] = [:]

    /// Sets or, with nil, removes a file.
    subscript(path: String) -> String? {
        get { files[path].map { String(decoding: $0, as: UTF8.self) } }
        set { files[path] = newValue.map { Array($0.utf8) } }
    }

    /// The same host with `text` at `path`.
    func with(_ path: String, _ text: String?) -> Host {
        var host = self
        host[path] = text
        return host
    }

    /// The same host with raw bytes at `path`.
    func with(_ path: String, bytes: [UInt8]) -> Host {
        var host = self
        host.files[path] = bytes
        return host
    }

    /// A plain tar of the host.
    var tar: Tar {
        var tar = Tar()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { tar.add(path, bytes) }
        return tar
    }

    /// 2 GiB, mainline 6.12.9, everything known that this kernel asks for.
    static let mainline: Host = {
        var host = Host()
        host["proc/iomem"] = """
            09000000-09000fff : pl011@9000000
            40000000-bfffffff : System RAM
              40210000-4187ffff : Kernel code
              41880000-41c2ffff : reserved
              41c30000-420dffff : Kernel data

            """
        host["proc/cmdline"] = "root=/dev/vda1 rodata=on console=ttyAMA0\n"
        host["proc/version"] = "Linux version 6.12.9 (me@build) (gcc 14.2.0) #1 SMP PREEMPT\n"
        host["boot/config-6.12.9"] = """
            #
            # Automatically generated file; DO NOT EDIT.
            # Linux/arm64 6.12.9 Kernel Configuration
            #
            CONFIG_ARM64=y
            CONFIG_ARM64_4K_PAGES=y
            CONFIG_ARM64_VA_BITS_48=y
            CONFIG_ARM64_VA_BITS=48
            CONFIG_ARM64_PA_BITS=48
            CONFIG_RODATA_FULL_DEFAULT_ENABLED=y
            # CONFIG_KFENCE is not set
            # CONFIG_DEBUG_PAGEALLOC is not set

            """
        host["proc/cpuinfo"] = """
            processor\t: 0
            BogoMIPS\t: 50.00
            Features\t: fp asimd evtstrm
            CPU implementer\t: 0x41
            CPU architecture: 8
            CPU variant\t: 0x4
            CPU part\t: 0xd0c
            CPU revision\t: 1


            """
        host["var/log/dmesg"] = """
            [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x414fd0c1]
            [    0.000000] Linux version 6.12.9 (me@build) (gcc 14.2.0) #1 SMP PREEMPT
            [    0.000000] Kernel command line: root=/dev/vda1 rodata=on console=ttyAMA0
            [    0.000000] Early memory node ranges
            [    0.000000]   node   0: [mem 0x0000000040000000-0x00000000bfffffff]

            """
        host["sys/kernel/debug/memblock/memory"] = "   0: 0x0000000040000000..0x00000000bfffffff    0 NONE\n"
        return host
    }()
}

/// A snapshot of a host that was booted for these tests.
enum Fixture {
    static let boots = Repository.root.appending(path: "Tests/Fixtures/boots")
    static let sample = boots.appending(path: "612-n1-4g-rodata_on/snapshot.tar.gz").path

    /// Every captured snapshot.
    static var all: [String] {
        let found = FileManager.default.enumerator(at: boots, includingPropertiesForKeys: nil)
        return (found?.allObjects ?? []).compactMap { ($0 as? URL)?.path }
            .filter { $0.hasSuffix(".tar.gz") }.sorted()
    }
}
