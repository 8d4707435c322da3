import Arm64
import Snapshot
import Testing

@testable import HostFacts

/// Facts seen in published captures of real machines, shortened.
@Suite struct FieldCaptureTests {
    func lone(_ path: String, _ text: String) throws(InputError) -> Host {
        try Gather.facts(Snapshot(name: "capture", files: [file(path, text)], isLoneFile: true))
    }

    @Test(arguments: [
        "00001000-0009fbff : System RAM\n000c0000-000c99ff : Video ROM\n00100000-3ffdefff : System RAM\n",
        "00100000-3ffdefff : System RAM\n3ffdf000-3fffffff : ACPI Tables\nfee00000-fee00fff : Local APIC\n",
        "00000000-0fffffff : System RAM\n  00008000-006c03c7 : Kernel code\n  00702000-00772c73 : Kernel data\n",
        "40000000-bfffffff : System RAM\n  40208000-413fffff : Kernel code\n  41600000-4182d5cf : Kernel data\n",
        "80060000-bfffffff : System RAM\n  80202000-817d5e27 : Kernel image\n",
        "00000000-3fffffff : System RAM\n  00a74000-015f9fff : Kernel code\n  01fb2000-022fcfff : Kernel bss\n",
        "00000000-0c0bffff : System RAM\n  00000000-001fffff : Reserved\n",
    ]) func listingsOfOtherArchitecturesAreRefused(text: String) {
        let error = failure { () throws(InputError) in try lone("proc/iomem", text) }
        #expect(error?.message.contains("not arm64") == true)
    }

    @Test(arguments: [
        "Booting Linux on physical CPU 0x0\nLinux version 6.12.94 (a@b) (gcc) #1 SMP\nCPU: ARMv7 Processor [414fc0f0]",
        "Linux version 6.12.94 (a@b) (gcc) #1 SMP\nCommand line: BOOT_IMAGE=/vmlinuz ro quiet",
        "Linux version 6.18.33-0-lts (a@b) (cc) #1 SMP\nLoongson-64bit Processor probed (LA464 Core)",
        "Booting Linux on hartid 1\nLinux version 6.18.33-0-lts (a@b) (cc) #1 SMP\nMachine model: riscv-virtio",
        "Linux version 6.12.94+deb13-s390x (a@b) (s390x-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0) #1 SMP",
        "Linux version 5.14.0-503.15.1.el9_5.x86_64 (a@b) (gcc (GCC) 11.5.0) #1 SMP PREEMPT_DYNAMIC",
        "Linux version 3.4.113-sun8i (a@b) (gcc version 4.9) #1 SMP PREEMPT",
    ]) func logsOfOtherArchitecturesAreRefused(text: String) {
        let stamped = text.split(separator: "\n").map { "[    0.000000] \($0)\n" }.joined()
        let error = failure { () throws(InputError) in try lone("var/log/dmesg", stamped) }
        #expect(error?.message.contains("not arm64") == true)
    }

    @Test func arm64IsNotTakenForAnythingElse() throws {
        // Old kernels print no MIDR; a toolchain calls itself "arm-rel-8.36".
        let log = """
            [    0.000000] Booting Linux on physical CPU 0x100
            [    0.000000] Linux version 4.9.1 (a@b) (aarch64-linux-gnu-gcc (GNU Toolchain 8.3 (arm-rel-8.36)) 8.3.0) #1 SMP
            [    0.000000] Boot CPU: AArch64 Processor [411fd073]

            """
        #expect(try lone("var/log/dmesg", log).cpus.first?.midr.value.value == 0x411f_d073)
        let listing = """
            00000000-1cffffff : System RAM
              00080000-01dfffff : Kernel code
              02200000-02e5ffff : Kernel data
            e804b000-e804bfff :

            """
        #expect(try lone("proc/iomem", listing).memory?.boot.count == 1)
    }

    @Test(arguments: [
        ("percpu: Embedded 33 pages/cpu s95576 r8192 d31400 u135168", Granule.k4),
        ("percpu: Embedded 10 pages/cpu s110744 r8192 d44904 u163840", .k16),
        ("percpu: Embedded 2 pages/cpu @(____ptrval____) s48288 r0 d82784 u131072", .k64),
        (
            "Dentry cache hash table entries: 1048576 (order: 9, 8388608 bytes, linear)\n"
                + "[    0.000000] Inode-cache hash table entries: 524288 (order: 8, 4194304 bytes, linear)",
            .k16
        ),
    ]) func thePageSizeIsReadFromTheLog(line: String, granule: Granule) throws {
        let start = "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]\n"
        let host = try lone("var/log/dmesg", start + "[    0.000000] " + line + "\n")
        #expect(host.geometry.granule?.value == granule)
    }

    @Test(arguments: [
        "percpu: Embedded 33 pages/cpu s95576 r8192 d3140 u135168",
        "Dentry cache hash table entries: 524288 (order: 1, 4194304 bytes, linear)",
        "Dentry cache hash table entries: 524288 (order: 10, 4194304 bytes, linear)",
        "UDP hash table entries: 4096 (order: 6, 393216 bytes, linear)",
    ]) func oneDoubtfulLineTellsNoPageSize(line: String) throws {
        let start = "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]\n"
        let host = try lone("var/log/dmesg", start + "[    0.000000] " + line + "\n")
        #expect(host.geometry.granule == nil)
    }

    @Test func bannersTellUbuntusTrueVersionAndNoCompilersOwner() throws {
        func kernel(_ banner: String) throws -> KernelIdentity? {
            let start = "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]\n"
            return try lone("var/log/dmesg", start + "[    0.000000] Linux version " + banner + "\n").kernel
        }
        let ubuntu = try kernel(
            "6.8.0-60-generic (buildd@bos03-arm64-088) (aarch64-linux-gnu-gcc-13 (Ubuntu 13.3.0-6ubuntu2) 13.3.0) "
                + "#63-Ubuntu SMP PREEMPT_DYNAMIC Tue Apr 15 19:04:15 UTC 2025 (Ubuntu 6.8.0-60.63-generic 6.8.12)"
        )
        #expect(ubuntu?.vendor == "ubuntu")
        #expect(ubuntu?.version == KernelVersion(6, 8, 12))
        #expect(ubuntu?.standing == .exact)
        let board = try kernel(
            "5.10.110+ (u@h) (aarch64-linux-gnu-gcc (Ubuntu 11.3.0-1ubuntu1~22.04) 11.3.0) #2 SMP Fri Dec 2 2022"
        )
        #expect(board?.vendor != "ubuntu")
        let yocto = try kernel(
            "6.6.63-v8-16k (oe-user@oe-host) (aarch64-poky-linux-gcc (GCC) 13.3.0) #1 SMP PREEMPT")
        #expect(yocto?.vendor == "raspberrypi")
    }

    @Test func phoneMakersPrefixesAreTakenOff() throws {
        for prefix in [
            " -(0)[0:swapper]", " <0>.(0)[0:swapper/0]", " [0:        swapper:    0] ", " c0      0 ",
        ] {
            let log = """
                [    0.000000]\(prefix)Booting Linux on physical CPU 0x0000000000 [0x410fd034]
                [    0.000000]\(prefix)Linux version 4.19.113 (a@b) (clang) #1 SMP PREEMPT

                """
            let host = try lone("var/log/dmesg", log)
            #expect(host.cpus.count == 1 && host.kernel?.version == KernelVersion(4, 19, 113), "\(prefix)")
        }
    }

    @Test func theLogsCrashKernelCountsWhereThereIsNoListing() throws {
        let log = """
            [    0.000000] Booting Linux on physical CPU 0x0000080000 [0x481fd010]
            [    0.000000] crashkernel reserved: 0x0000000002000000 - 0x0000000012000000 (256 MB)
            [   29.314977]     crashkernel=100M,low

            """
        let host = try lone("var/log/dmesg", log)
        #expect(host.crash.ranges.map(\.value.size) == [256 << 20])
        #expect(host.crash.failures.isEmpty)
    }

    @Test func aLogWithoutABootIsRefused() {
        let log = "[ 1234.567890] usb 1-1: new high-speed USB device number 2\n[ 1235.000000] cdc_acm: done\n"
        #expect(failure { () throws(InputError) in try lone("var/log/dmesg", log) } != nil)
    }
}
