import LabCheck
import Testing

@Suite("What a probe may do in the lab")
struct CheckTests {
    private let good = """
        71 execve("/lab/linmap-probe", ["/lab/linmap-probe", "-o", "out/snapshot.tar"], ["HOME=/lab"]) = 0
        71 openat(AT_FDCWD</lab>, "out", O_RDONLY|O_DIRECTORY|O_CLOEXEC) = 3</lab/out>
        71 openat(3</lab/out>, ".linmap-1.partial", O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0600) = 4</lab/out/.linmap-1.partial>
        71 openat(AT_FDCWD</lab>, "/dev/kvm", O_RDWR|O_CLOEXEC) = -1 ENOENT (No such file or directory)
        71 capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=0, permitted=0, inheritable=0}) = 0
        71 prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0
        71 write(4</lab/out/.linmap-1.partial>, "proc/"..., 512) = 512
        71 renameat2(3</lab/out>, ".linmap-1.partial", 3</lab/out>, "snapshot.tar", RENAME_NOREPLACE) = 0
        71 exit_group(0) = ?
        71 +++ exited with 0 +++

        """

    @Test("a run that only writes its output is in order") func goodLog() {
        #expect(StraceCheck(good, output: "/lab/out").problems == [])
    }

    @Test(
        "anything more is told",
        arguments: [
            #"71 openat(AT_FDCWD</lab>, "/etc/motd", O_WRONLY|O_CREAT, 0600) = 5</etc/motd>"#,
            #"71 write(5</proc/sysrq-trigger>, "c", 1) = 1"#,
            #"71 socket(AF_INET, SOCK_STREAM, 0) = 5"#,
            #"72 read(3, "", 1) = 0"#,
            #"71 unlinkat(AT_FDCWD</lab>, "/etc/passwd", 0) = 0"#,
            #"71 execve("/bin/sh", ["sh"], []) = 0"#,
            #"71 ioctl(5</dev/mem>, 0x1234, 0) = 0"#,
            #"71 openat2(AT_FDCWD</lab>, "x", {flags=O_RDWR}, 24) = 5"#,
            #"71 capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_SYSLOG, permitted=1<<CAP_SYSLOG, inheritable=0}) = 0"#,
        ])
    func badLine(_ line: String) {
        #expect(StraceCheck(good + line + "\n", output: "/lab/out").problems.count == 1)
    }

    @Test("a run that keeps its capabilities is told") func kept() {
        let kept = good.split(separator: "\n").filter { !$0.contains("capset") && !$0.contains("prctl") }
        #expect(StraceCheck(kept.joined(separator: "\n"), output: "/lab/out").problems.count == 2)
    }

    private let status = """
        VmHWM:\t    2048 kB
        Threads:\t1
        CapInh:\t0000000000000000
        CapPrm:\t0000000000000000
        CapEff:\t0000000000000000
        CapBnd:\t0000000000000000
        CapAmb:\t0000000000000000
        NoNewPrivs:\t1

        """
    private let console = "[    1.0] x\r\nLAB left snapshot.tar\r\nLAB status 0\r\nLAB idle\r\n"

    @Test("limits of a run") func limits() {
        let time = "\tMaximum resident set size (kbytes): 30000\n\tPage size (bytes): 16384\n"
        #expect(RunCheck.problems(console: console, time: time, status: status) == [])
        #expect(RunCheck.problems(console: console, time: "", status: nil).count == 1)
        let small = time.replacing("16384", with: "4096").replacing("30000", with: "33000")
        #expect(RunCheck.problems(console: console, time: small, status: nil).count == 1)
        #expect(RunCheck.problems(console: console, time: nil, status: "").count == 8)
        let wrong = status.replacing("CapEff:\t0000000000000000", with: "CapEff:\t0000000400000000")
        #expect(RunCheck.problems(console: console, time: nil, status: wrong).count == 1)
        let failed = console.replacing("status 0", with: "status 74")
            .replacing("left snapshot.tar", with: "left .linmap-1.partial")
        #expect(RunCheck.problems(console: failed, time: nil, status: nil).count == 2)
    }

    @Test("BBM from KVM must be the register's, and hidden from user space") func registers() {
        let lines = """
            # SOURCE CPU REGISTER VALUE
            kvm - ID_AA64MMFR2_EL1 0x0020000000001011
            el0 cpu0 ID_AA64MMFR2_EL1 0x0000000000001011

            """
        let bbm2: UInt64 = 0x1221_0111_1201_1011
        #expect(RegisterCheck.problems(lines, register: bbm2, needsKVM: true) == [])
        #expect(RegisterCheck.problems(lines, register: 0x1011, needsKVM: true).count == 1)
        #expect(RegisterCheck.problems(nil, register: bbm2, needsKVM: true).count == 2)
    }

    @Test("what root was refused is told, what is not there is not") func missing() {
        func manifest(_ errno: Int) -> [UInt8] {
            Array(
                #"{"missing":[{"source":"/x","name":"kfence","errno":\#(errno),"error":"E","meaning":"m"}]}"#
                    .utf8)
        }
        #expect(ManifestCheck.problems(manifest(2)) == [] && ManifestCheck.problems(manifest(61)) == [])
        for errno in [1, 5, 13, 95, 110] {
            #expect(ManifestCheck.problems(manifest(errno)) == ["manifest: kfence: /x: E"])
        }
        #expect(ManifestCheck.problems([]).count == 1)
    }

    @Test("a run without privilege takes a snapshot and says what is missing") func unprivileged() {
        let log = """
            theirs/snapshot.tar
            linmap-probe: iomem: /proc/iomem: EPERM: not privileged: the kernel shows every address as zero
            linmap-probe: linear-map: /proc/kcore: EACCES: not privileged: the real tables are not seen
            status 0, left snapshot.tar
            """
        #expect(ManifestCheck.unprivileged(log) == [])
        #expect(ManifestCheck.unprivileged(log.replacing("status 0", with: "status 77")).count == 1)
        #expect(ManifestCheck.unprivileged("").count == 3)
    }

    @Test("a redaction of the probe's that is not linmap's is told") func redaction() {
        let raw = ["proc/vmcoreinfo": Array("a=1\nb=2\n".utf8), "proc/kallsyms": Array("f".utf8)]
        let good = ["proc/vmcoreinfo": Array("a=1\nb=0\n".utf8), "proc/kallsyms": Array("0".utf8)]
        #expect(RedactionCheck.problems(raw: raw, expected: good, redacted: good) == [])
        var leak = good
        leak["proc/vmcoreinfo"] = Array("a=1\nb=3\n".utf8)
        #expect(
            RedactionCheck.problems(raw: raw, expected: good, redacted: leak)
                == [#"redaction: proc/vmcoreinfo: linmap gives "b=0", the probe "b=3""#])
        leak["proc/vmcoreinfo"] = nil
        #expect(RedactionCheck.problems(raw: raw, expected: good, redacted: leak).count == 1)
        #expect(RedactionCheck.problems(raw: raw, expected: raw, redacted: raw).count == 2)
    }
}
