import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite struct KernelIdentityTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let release: String
        let vendor: String
        let standing: VersionStanding
        let version: String
        var banner = ""
        var testDescription: String { release }

        init(
            _ release: String, _ vendor: String, _ standing: VersionStanding, _ version: String,
            _ banner: String = ""
        ) {
            self.release = release
            self.vendor = vendor
            self.standing = standing
            self.version = version
            self.banner = banner
        }
    }

    static let cases: [Case] = [
        Case(
            "6.1.0-50-arm64", "debian", .exact, "6.1.176",
            "(debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP Debian 6.1.176-1 (2026-07-03)"
        ),
        Case("6.1.0-50-arm64", "debian", .patchUnknown, "6.1.0"),
        Case(
            "6.1.0-50-arm64", "debian", .patchUnknown, "6.1.0",
            "(debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0) #1 SMP Debian 6.1.17"
        ),
        Case("6.12.117+deb13-arm64", "debian", .exact, "6.12.117"),
        Case(
            "6.18.15+deb13-arm64", "debian", .exact, "6.18.15",
            "(debian-kernel@lists.debian.org) (gcc) #1 SMP PREEMPT Debian 6.18.15-1~bpo13+1 (2026-03-15)"),
        Case("6.12.117+deb13-arm64-16k", "debian", .exact, "6.12.117"),
        Case("5.10.0-32-cloud-arm64", "debian", .patchUnknown, "5.10.0"),
        Case("6.11.4-arm64", "debian", .exact, "6.11.4"),
        Case(
            "6.8.0-31-generic", "ubuntu", .patchUnknown, "6.8.0",
            "(buildd@bos03-arm64-057) #31-Ubuntu SMP PREEMPT_DYNAMIC"),
        Case("6.8.0-1010-nvidia-64k", "ubuntu", .backports, "6.8.0"),
        Case("5.15.0-1051-aws", "ubuntu", .patchUnknown, "5.15.0"),
        Case("6.9.3-060903-generic", "mainline", .exact, "6.9.3"),
        // Builds whose sources were read follow known rules; others only bound from below.
        Case("5.14.0-427.13.1.el9_4.aarch64+64k", "rhel", .exact, "5.14.0"),
        Case("4.18.0-553.el8_10.aarch64", "rhel", .exact, "4.18.0"),
        Case("6.12.0-55.9.1.el10_0.aarch64", "rhel", .exact, "6.12.0"),
        Case("5.14.0-999.1.el9_9.aarch64", "rhel", .backports, "5.14.0"),
        Case("6.12.0-211.el10_2.aarch64", "rhel", .backports, "6.12.0"),
        Case("6.9.1-1.el9.elrepo.aarch64", "elrepo", .exact, "6.9.1"),
        Case("5.15.0-200.131.27.el9uek.aarch64", "oracle-uek", .backports, "5.15.0"),
        Case("6.8.5-301.fc40.aarch64", "fedora", .exact, "6.8.5"),
        Case("6.9.0-0.rc6.49.fc41.aarch64", "fedora", .patchUnknown, "6.9.0"),
        Case("6.9.3-401.asahi.fc40.aarch64+16k", "asahi", .exact, "6.9.3"),
        Case("5.14.21-150500.55.7-default", "suse", .backports, "5.14.21"),
        Case("6.4.0-150600.23.25-64kb", "suse", .backports, "6.4.0"),
        Case("6.4.0-150600.8.5-azure", "suse", .backports, "6.4.0"),
        Case("5.3.18-57-default", "suse", .backports, "5.3.18"),
        Case("6.9.1-1-default", "suse", .exact, "6.9.1"),
        Case("5.10.0-153.12.0.92.oe2203sp2.aarch64", "openeuler", .backports, "5.10.0"),
        Case("4.19.90-52.22.v2207.ky10.aarch64", "kylin", .backports, "4.19.90"),
        Case("6.1.66-91.160.amzn2023.aarch64", "amazon", .exact, "6.1.66"),
        Case("5.10.134-16.3.al8.aarch64", "alibaba", .backports, "5.10.134"),
        Case("4.19.91-27.alnx7.aarch64", "alibaba", .backports, "4.19.91"),
        Case("5.10.134-13.an8.aarch64", "anolis", .backports, "5.10.134"),
        Case("6.6.29.1-4.azl3", "azurelinux", .exact, "6.6.29"),
        Case("6.1.25-android14-11-00039-g2b9ab3ec8a4c-ab10682085", "android", .backports, "6.1.25"),
        Case(
            "6.6.20+rpt-rpi-v8", "raspberrypi", .exact, "6.6.20",
            "(serge@raspberrypi.com) #1 SMP PREEMPT Debian 1:6.6.20-1+rpt1 (2024-03-07)"),
        Case(
            "6.1.0-rpi7-rpi-v8", "raspberrypi", .exact, "6.1.63",
            "(serge@raspberrypi.com) #1 SMP PREEMPT Debian 1:6.1.63-1+rpt1 (2023-11-24)"),
        Case("5.10.104-tegra", "nvidia-tegra", .backports, "5.10.104"),
        Case(
            "6.1.75+", "cos", .exact, "6.1.75",
            "(builder@4e1a) (Chromium OS 16.0_pre484197_p20230405-r10 clang version 17.0.0) #1 SMP"),
        Case("6.8.1-1-aarch64-ARCH", "arch", .exact, "6.8.1"),
        Case("6.6.13-gentoo-dist", "gentoo", .exact, "6.6.13"),
        Case("6.6.8", "nixos", .exact, "6.6.8", "(nixbld@localhost) (gcc) #1-NixOS SMP"),
        Case("6.12.0", "mainline", .exact, "6.12.0"),
        Case("6.18.0-rc3+", "mainline", .patchUnknown, "6.18.0"),
        Case("6.18.0-rc3-00012-gabcdef012345-dirty", "mainline", .patchUnknown, "6.18.0"),
        Case("6.18.0-05432-gabcdef012345", "mainline", .patchUnknown, "6.18.0"),
        Case("7.0.0-rc1-next-20260101", "mainline", .patchUnknown, "7.0.0"),
        Case("6.6.31-myboard", "unknown", .exact, "6.6.31"),
        Case("6.6.0-myboard", "unknown", .patchUnknown, "6.6.0"),
    ]

    @Test(arguments: cases)
    func vendorsAreToldByTheirMarks(_ item: Case) throws {
        var clues = KernelClues()
        clues.release = Sourced(
            item.release, Evidence(file: "proc/sys/kernel/osrelease", line: 1, text: item.release))
        if !item.banner.isEmpty {
            let text = "Linux version \(item.release) \(item.banner)"
            clues.banner = Sourced(text, Evidence(file: "proc/version", line: 1, text: text))
        }
        let (kernel, remarks) = try #require(KernelIdentityParser.identify(clues))
        #expect(kernel.vendor == item.vendor)
        #expect(kernel.standing == item.standing)
        #expect(kernel.version.text == item.version)
        #expect(remarks.isEmpty)
    }

    func clues(_ release: String) -> KernelClues {
        var clues = KernelClues()
        clues.release = Sourced(release, Evidence(file: "r", text: release))
        return clues
    }

    @Test func ubuntuSignatureTellsTheStableLevel() throws {
        var clues = clues("6.8.0-31-generic")
        clues.signature = Sourced(
            "Ubuntu 6.8.0-31.31-generic 6.8.1", Evidence(file: "proc/version_signature", text: ""))
        let kernel = try #require(KernelIdentityParser.identify(clues)).kernel
        #expect(kernel.version == KernelVersion(6, 8, 1))
        #expect(kernel.standing == .exact)
        #expect(kernel.versionEvidence.file == "proc/version_signature")
        #expect(kernel.flavor == "generic")
    }

    @Test func configurationTellsTheStableLevelIfNothingElseDoes() throws {
        var clues = clues("6.1.0-50-arm64")
        clues.configVersion = Sourced("6.1.176", Evidence(file: "boot/config", text: ""))
        #expect(KernelIdentityParser.identify(clues)?.kernel.version == KernelVersion(6, 1, 176))
        clues.configVersion = Sourced("6.6.31", Evidence(file: "boot/config", text: ""))
        #expect(KernelIdentityParser.identify(clues)?.kernel.standing == .patchUnknown)
    }

    @Test func twoKernelsAreAContradiction() throws {
        var clues = clues("6.1.0-50-arm64")
        clues.banner = Sourced(
            "Linux version 5.10.0-32-arm64 (x) #1 SMP Debian 5.10.223-1", Evidence(file: "b", text: ""))
        let (kernel, remarks) = try #require(KernelIdentityParser.identify(clues))
        #expect(remarks.count == 1)
        #expect(kernel.version == KernelVersion(6, 1, 0))
    }

    @Test func bannersAreFoundInEveryForm() throws {
        let version = try KernelIdentityParser.banner(file("proc/version", "Linux version 6.6.8 (x) #1\n"))
        #expect(KernelIdentityParser.release(inBanner: version.value) == "6.6.8")
        let uname = try KernelIdentityParser.banner(
            file(
                "uname", "Linux host 6.1.0-50-arm64 #1 SMP Debian 6.1.176-1 (2026-07-03) aarch64 GNU/Linux\n")
        )
        var clues = KernelClues()
        clues.banner = uname
        #expect(KernelIdentityParser.identify(clues)?.kernel.version == KernelVersion(6, 1, 176))
        #expect(
            failure { () throws(InputError) in try KernelIdentityParser.banner(file("v", "hello\n")) } != nil)
        #expect(
            failure { () throws(InputError) in try KernelIdentityParser.release(file("v", "6.1 x\n")) } != nil
        )
        #expect(KernelIdentityParser.identify(KernelClues()) == nil)
    }

    @Test func osReleaseQuotesAreDropped() throws {
        let release = try OSRelease.parse(
            file("etc/os-release", "ID=\"rhel\"\nVERSION_ID='9.4'\nPRETTY_NAME=\"x y\"\n"))
        #expect(release.id == "rhel")
        #expect(release.versionID == "9.4")
        #expect(release.prettyName == "x y")
    }
}

@Suite("Red Hat's frozen numbers stand for the upstream rules that a build's sources follow")
struct RedHatBuildTests {
    @Test(
        "the build number decides",
        arguments: [
            ("4.18.0-240.el8.aarch64", KernelVersion(4, 18), KernelVersion(5, 3)),
            ("4.18.0-553.el8_10.aarch64", KernelVersion(4, 18), KernelVersion(5, 4)),
            ("5.14.0-70.13.1.el9_0.aarch64", KernelVersion(5, 14), KernelVersion(5, 17)),
            ("5.14.0-284.11.1.el9_2.aarch64+64k", KernelVersion(5, 14), KernelVersion(5, 18)),
            ("5.14.0-362.8.1.el9_3.aarch64", KernelVersion(5, 14), KernelVersion(6, 1)),
            ("5.14.0-427.13.1.el9_4.aarch64", KernelVersion(5, 14), KernelVersion(6, 7)),
            ("6.12.0-55.9.1.el10_0.aarch64", KernelVersion(6, 12), KernelVersion(6, 12)),
        ])
    func buildDecides(release: String, base: KernelVersion, rules: KernelVersion) {
        #expect(RedHatBuilds.rules(release, base: base) == rules)
    }

    @Test(
        "a build that was not read has no rules",
        arguments: ["5.14.0-390.el9.aarch64", "5.14.0-611.el9_7.aarch64", "5.14.0"])
    func unreadBuild(release: String) {
        #expect(RedHatBuilds.rules(release, base: KernelVersion(5, 14)) == nil)
    }
}
