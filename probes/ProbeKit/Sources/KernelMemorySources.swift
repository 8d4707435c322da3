extension Sources {
    private static let kcore = Reading.privileged("/proc/kcore")
    private static let kcoreNeeds: [Capability] = [.sysRawio, .dacReadSearch]

    private static func absence(_ text: String) -> Absence {
        Absence(
            text,
            [
                (.notPermitted, "not privileged, or the kernel is locked down: \(text)"),
                (.noAccess, "not privileged: \(text)"),
                (.noSuchFile, "the kernel is built without /proc/kcore: \(text)"),
            ])
    }

    static let vmcoreinfo = Source(
        name: "vmcoreinfo", readings: [kcore], needs: kcoreNeeds, byteLimit: 65536, milliseconds: 500,
        condition: .live, absence: absence("page size and offsets of the linear map come from elsewhere")
    ) { collector in
        collector.missing("/proc/kcore", .notImplemented)
    }

    static let kvm = Source(
        name: "kvm", readings: [.privileged("/dev/kvm")], needs: [], byteLimit: 4096, milliseconds: 500,
        condition: .live,
        absence: Absence("no KVM: the CPUs' true BBM level is not known from this way")
    ) { collector in
        collector.missing("/dev/kvm", .notImplemented)
    }

    static let registerTable = Source(
        name: "register-table", readings: [kcore], needs: kcoreNeeds, byteLimit: 4096, milliseconds: 500,
        condition: .live, absence: absence("the CPUs' true BBM level is not known from this way")
    ) { collector in
        collector.missing("/proc/kcore", .notImplemented)
    }

    static let efiMap = Source(
        name: "efi-map", readings: [kcore], needs: kcoreNeeds, byteLimit: 65536, milliseconds: 500,
        condition: .live, absence: absence("the firmware's memory map is not known")
    ) { collector in
        collector.missing("/proc/kcore", .notImplemented)
    }

    static let kernelMarkers = Source(
        name: "kernel-markers", readings: [kcore, .privileged("/boot/vmlinuz-RELEASE")], needs: kcoreNeeds,
        byteLimit: 65536, milliseconds: 1500, condition: .live,
        absence: absence("backports in a vendor's kernel are not told from its image")
    ) { collector in
        collector.missing("/proc/kcore", .notImplemented)
    }

    static let linearMap = Source(
        name: "linear-map", readings: [kcore], needs: kcoreNeeds, byteLimit: 3 << 19, milliseconds: 3000,
        condition: .live, absence: absence("the real tables are not seen; only predictions remain")
    ) { collector in
        collector.missing("/proc/kcore", .notImplemented)
    }
}
