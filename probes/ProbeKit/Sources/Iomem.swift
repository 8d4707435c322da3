extension Sources {
    /// Which physical memory is RAM, and where the kernel lies in it.
    static let iomem = Source(
        name: "iomem", readings: [.privileged("/proc/iomem")], needs: [.sysAdmin],
        byteLimit: 1 << 20, milliseconds: 500,
        absence: Absence(
            "memory ranges come from memblock or the log instead, less exactly",
            [(.notPermitted, "not privileged: the kernel shows every address as zero")])
    ) { collector in
        let began = collector.system.microseconds()
        do throws(Failure) {
            let (bytes, isCut) = try collector.read("/proc/iomem")
            // Never evidence of a host without memory.
            guard !isAllZero(bytes) else { throw .notPermitted }
            try collector.keep("proc/iomem", bytes, since: began, isCut: isCut)
        } catch {
            collector.missing("/proc/iomem", error)
        }
    }

    /// Whether no line has an address other than zero.
    private static func isAllZero(_ bytes: [UInt8]) -> Bool {
        for line in bytes.split(separator: 0x0a) {
            let address = line.drop { $0 == 0x20 }.prefix { $0 != 0x20 }
            if address.contains(where: { $0 != 0x30 && $0 != 0x2d }) { return false }
        }
        return true
    }
}
