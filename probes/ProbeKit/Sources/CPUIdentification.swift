extension Sources {
    /// The identification registers of every CPU, as sysfs shows them.
    static let cpuIdentification = Source(
        name: "midr", readings: [.folder("/sys/devices/system/cpu")], needs: [], byteLimit: 4096,
        milliseconds: 1000,
        absence: Absence("the CPUs' models come from cpuinfo or the log instead")
    ) { collector in
        let folder = "/sys/devices/system/cpu"
        guard let cpus = collector.numbered("cpu", in: folder) else { return }
        for cpu in cpus {
            guard collector.mayAdd(folder) else { return }
            let registers = "\(folder)/cpu\(cpu)/regs/identification"
            do throws(Failure) { try collector.copyAll(registers) } catch {
                // A CPU that is offline has none.
                if error != .noSuchFile { collector.missing(registers, error) }
            }
        }
        if collector.isEmpty { collector.missing(folder + "/cpu0/regs/identification", .noSuchFile) }
    }
}
