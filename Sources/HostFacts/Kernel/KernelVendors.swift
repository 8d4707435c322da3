/// Who builds which kernel, told by marks in the release and in the banner.
///
/// One row a vendor; the first row with a mark that matches wins, so the special stand before the
/// general. Each row names a real release as its example.
struct KernelVendor: Sendable {
    /// One sign by which a vendor's kernel is known.
    enum Mark: Sendable {
        /// The release contains the text.
        case release(StaticString)
        /// The release contains the text directly before a digit.
        case releaseBeforeDigit(StaticString)
        /// The release ends in the text.
        case suffix(StaticString)
        /// The banner ("Linux version …", or uname -a) contains the text.
        case banner(StaticString)
        /// os-release says `ID=` this.
        case distribution(StaticString)
    }

    /// `KernelIdentity.vendor`.
    let name: String
    /// What the vendor's version number is worth.
    let standing: VersionStanding
    /// `KernelIdentity.note`.
    let note: String?
    /// Any of these is enough.
    let marks: [Mark]

    private init(_ name: String, _ standing: VersionStanding, _ marks: [Mark], note: String? = nil) {
        self.name = name
        self.standing = standing
        self.note = note
        self.marks = marks
    }

    /// The vendor of a kernel, or nil if no row matches.
    static func find(release: String, banner: String, distribution: String) -> KernelVendor? {
        let release = Array(release.utf8)[...]
        let banner = Array(banner.utf8)[...]
        let distribution = Array(distribution.utf8)[...]
        return table.first { row in
            row.marks.contains { mark in
                switch mark {
                case .release(let text): release.contains(text)
                case .releaseBeforeDigit(let text): release.contains(text, beforeDigit: true)
                case .suffix(let text): release.suffix(text.utf8CodeUnitCount).equals(text)
                case .banner(let text): banner.contains(text)
                case .distribution(let text): distribution.equals(text)
                }
            }
        }
    }

    private static let patched = "follows stable, with patches of its own"
    private static let board = "a board vendor's tree: changes of its own are likely"

    static let table: [KernelVendor] = [
        // 6.1.25-android14-11-00039-g2b9ab3ec8a4c-ab10682085, 4.19.157-perf+, 5.4.147-qgki-g2b4b0e1f5e1e
        KernelVendor(
            "android", .backports, [.releaseBeforeDigit("-android"), .release("-perf"), .release("-qgki")]),
        // 6.8.0-0.rc6.49.asahi.fc41.aarch64+16k, 6.5.0-asahi-00780-g62806c2c6f29
        KernelVendor("asahi", .exact, [.release("asahi")], note: patched),
        // 5.15.0-200.131.27.el9uek.aarch64, 5.4.17-2136.330.7.1.el8uek.aarch64
        KernelVendor("oracle-uek", .backports, [.release("uek")]),
        // 6.9.1-1.el9.elrepo.aarch64
        KernelVendor("elrepo", .exact, [.release(".elrepo")]),
        // 5.14.0-427.13.1.el9_4.aarch64+64k, 4.18.0-553.el8_10.aarch64, 6.12.0-55.9.1.el10_0.aarch64, 4.14.0-115.el7a.0.1.aarch64
        KernelVendor("rhel", .backports, [.releaseBeforeDigit(".el")]),
        // 6.8.5-301.fc40.aarch64
        KernelVendor("fedora", .exact, [.releaseBeforeDigit(".fc")]),
        // 4.19.90-52.22.v2207.ky10.aarch64
        KernelVendor("kylin", .backports, [.releaseBeforeDigit(".ky")]),
        // 4.19.90-2211.5.0.0178.22.uel20.aarch64, 4.19.0-arm64-desktop
        KernelVendor(
            "uos", .backports, [.releaseBeforeDigit(".uel"), .release("-arm64-desktop"), .release("-uos")]),
        // 5.10.0-153.12.0.92.oe2203sp2.aarch64, 4.19.90-2107.6.0.0100.oe1.aarch64, 4.19.36-vhulk1907.1.0.h1.eulerosv2r8.aarch64
        KernelVendor(
            "openeuler", .backports, [.releaseBeforeDigit(".oe"), .release("vhulk"), .release(".euleros")]),
        // 6.1.66-91.160.amzn2023.aarch64, 5.10.210-201.852.amzn2.aarch64
        KernelVendor("amazon", .exact, [.releaseBeforeDigit(".amzn")], note: patched),
        // 6.1.59 in Bottlerocket OS
        KernelVendor("amazon", .exact, [.distribution("bottlerocket")], note: patched),
        // 5.10.134-16.3.al8.aarch64, 4.19.91-27.alnx7.aarch64
        KernelVendor("alibaba", .backports, [.releaseBeforeDigit(".al"), .releaseBeforeDigit(".alnx")]),
        // 5.10.134-13.an8.aarch64, 6.6.25-2.an23.aarch64
        KernelVendor("anolis", .backports, [.releaseBeforeDigit(".an")]),
        // 5.4.119-19.0009.28.tl3.aarch64, 6.6.34-9.oc9.aarch64
        KernelVendor(
            "tencent", .backports,
            [.releaseBeforeDigit(".tl"), .releaseBeforeDigit(".oc"), .release("-tlinux")]),
        // 5.10.200.bsk.12-arm64, 5.15.120.bsk.3-arm64, 5.15.152-26.velinux2u2
        KernelVendor("bytedance", .backports, [.release(".bsk."), .release("velinux")]),
        // 6.6.29.1-4.azl3, 5.15.148.2-2.cm2
        KernelVendor(
            "azurelinux", .exact, [.releaseBeforeDigit(".azl"), .releaseBeforeDigit(".cm")], note: patched),
        // 6.1.75-1.ph5
        KernelVendor("photon", .exact, [.releaseBeforeDigit(".ph")], note: patched),
        // 5.15.153.1-microsoft-standard-WSL2
        KernelVendor("microsoft", .exact, [.release("-microsoft-")], note: patched),
        // 5.14.21-150500.55.7-default, 6.4.0-150600.23.25-64kb, 6.9.1-1-default (Tumbleweed: see KernelIdentityParser)
        KernelVendor(
            "suse", .backports,
            [
                .suffix("-default"), .suffix("-64kb"), .banner("(geeko@buildhost)"), .release("-15030"),
                .release("-15040"), .release("-15050"), .release("-15060"),
                .release("-15070"), .release("-16000"),
            ]),
        // 6.6.20+rpt-rpi-v8, 6.1.0-rpi7-rpi-v8, 6.1.21-v8+, 6.12.25+rpt-rpi-2712, 5.15.84-v8-16k+
        KernelVendor(
            "raspberrypi", .exact,
            [
                .release("+rpt"), .releaseBeforeDigit("-rpi"), .suffix("-v8+"), .suffix("-v8-16k+"),
                .suffix("-v8_16k+"), .suffix("-v8"), .suffix("-v8-16k"),
            ],
            note: patched),
        // 5.15.0-1012-nvidia-tegra (banner: #12-Ubuntu SMP), 6.8.0-31-generic, 6.5.0-1012-nvidia-64k, 5.15.0-1051-aws
        KernelVendor(
            "ubuntu", .patchUnknown,
            [.banner("-Ubuntu SMP"), .banner("-Ubuntu "), .banner("(buildd@")]),
        // 5.10.104-tegra, 5.10.120-rt70-tegra, 4.9.140-l4t
        KernelVendor("nvidia-tegra", .backports, [.suffix("-tegra"), .release("-l4t")], note: board),
        // 6.8.12-1-pve
        KernelVendor("proxmox", .patchUnknown, [.suffix("-pve")], note: "built from Ubuntu's tree"),
        // 6.1.75+ (banner: Chromium OS 16.0_pre484197_p20230405 clang version 17.0.0)
        KernelVendor("cos", .exact, [.banner("Chromium OS"), .distribution("cos")], note: patched),
        // 6.8.1-1-aarch64-ARCH, 6.9.7-arch1-1, 6.6.10-1-MANJARO-ARM
        KernelVendor(
            "arch", .exact, [.release("-ARCH"), .releaseBeforeDigit("-arch"), .release("-MANJARO")]),
        // 6.6.13-gentoo-dist
        KernelVendor("gentoo", .exact, [.release("-gentoo")]),
        // 6.6.8 (banner: nixbld@localhost)
        KernelVendor("nixos", .exact, [.banner("(nixbld@")]),
        // 6.6.14-0-lts, 6.6.14-0-virt (banner: buildozer@build-3-19-aarch64)
        KernelVendor("alpine", .exact, [.banner("(buildozer@"), .suffix("-0-lts"), .suffix("-0-virt")]),
        // 6.1.43-vendor-rk35xx, 5.10.160-legacy-rk35xx
        KernelVendor("armbian", .backports, [.release("-vendor-rk"), .release("-legacy-rk")], note: board),
        // 6.6.16-current-rockchip64, 6.8.0-edge-sunxi64
        KernelVendor("armbian", .exact, [.release("-current-"), .release("-edge-")], note: patched),
        // 6.6.54-flatcar, 6.6.29-talos, 6.6.12-linuxkit, 6.7.9-orbstack-00114-g6cbe0a5e0dbd
        KernelVendor("flatcar", .exact, [.suffix("-flatcar")]),
        KernelVendor("talos", .exact, [.suffix("-talos")]),
        KernelVendor("linuxkit", .exact, [.suffix("-linuxkit")]),
        KernelVendor("orbstack", .exact, [.release("-orbstack")], note: patched),
        // 6.6.11_1 (Void)
        KernelVendor("void", .exact, [.distribution("void")]),
        // 5.15.103-yocto-standard
        KernelVendor("yocto", .exact, [.release("-yocto-")], note: patched),
        // 6.1.22-lf-6.1.22-2.0.0-g66e442bc7fdc, 5.15.71-imx8, 5.15.36-xilinx-v2022.2, 6.1.33-ti-00123-gabc, 6.1.10-ampere-lts-standard
        KernelVendor(
            "nxp", .backports,
            [.release("-lf-"), .releaseBeforeDigit("-imx"), .release("-fslc"), .release("-imx_")], note: board
        ),
        KernelVendor("xilinx", .backports, [.release("-xilinx")], note: board),
        KernelVendor("ti", .backports, [.release("-ti-")], note: board),
        KernelVendor("ampere", .backports, [.release("-ampere")], note: board),
        // 6.1.0-50-arm64 (banner: debian-kernel@lists.debian.org), 6.12.117+deb13-arm64, 5.10.0-32-cloud-arm64, 6.12.9+bpo-arm64
        KernelVendor(
            "debian", .patchUnknown,
            [
                .banner("debian-kernel@"), .banner(" SMP Debian "), .banner(" SMP PREEMPT Debian "),
                .banner(" SMP PREEMPT_DYNAMIC Debian "), .banner(" SMP PREEMPT_RT Debian "),
                .releaseBeforeDigit("+deb"), .release("+bpo-"), .suffix("-arm64"), .suffix("-arm64-16k"),
            ]),
        // 6.8.0-31-generic, 6.8.0-1008-raspi, 5.15.0-1051-aws, 6.8.0-1010-nvidia-64k: without a banner the flavour must do
        KernelVendor(
            "ubuntu", .patchUnknown,
            [
                .suffix("-generic"), .suffix("-generic-64k"), .suffix("-lowlatency"),
                .suffix("-lowlatency-64k"),
                .suffix("-aws"), .suffix("-aws-64k"), .suffix("-azure"), .suffix("-gcp"), .suffix("-gcp-64k"),
                .suffix("-gke"), .suffix("-oracle"), .suffix("-oracle-64k"), .suffix("-raspi"),
                .suffix("-nvidia"),
                .suffix("-nvidia-64k"), .suffix("-nvidia-lowlatency"), .suffix("-azure-fde"), .suffix("-kvm"),
                .suffix("-xilinx-zynqmp"),
            ]),
    ]
}

extension ArraySlice where Element == UInt8 {
    /// Whether `text` occurs anywhere directly before a digit.
    func contains(_ text: StaticString, beforeDigit: Bool) -> Bool {
        var rest = self
        while let behind = rest.index(after: text) {
            if behind < rest.endIndex, rest[behind].isDigit { return true }
            rest = rest[behind...]
        }
        return false
    }
}
