extension Sources {
    /// The VMCOREINFO note: page size, offsets, and where the tables begin.
    static let vmcoreinfo = Source(
        name: "vmcoreinfo", readings: [.kcore], needs: Reading.kcoreNeeds, byteLimit: 65536,
        milliseconds: 500, condition: .live, places: ["/proc/vmcoreinfo"],
        absence: .ofKernelMemory("page size and offsets of the linear map come from elsewhere")
    ) { collector in
        let began = collector.system.microseconds()
        do throws(KernelMemoryError) {
            let text = try collector.kernelMemory().vmcoreinfo
            try collector.keep(
                "proc/vmcoreinfo", text, of: "the VMCOREINFO note of /proc/kcore", since: began)
        } catch {
            collector.missing(Collector.kcore, error)
        }
    }
}

extension Reading {
    /// The kernel's memory.
    static let kcore = privileged("/proc/kcore")
    static let kcoreNeeds: [Capability] = [.sysRawio, .dacReadSearch]
}

extension Absence {
    /// What it means that the kernel's memory could not be read.
    static func ofKernelMemory(_ text: String) -> Absence {
        Absence(
            text,
            [
                (.notPermitted, "not privileged, or the kernel is locked down: \(text)"),
                (.noAccess, "not privileged: \(text)"),
                (.noSuchFile, "the kernel is built without /proc/kcore: \(text)"),
            ])
    }
}
