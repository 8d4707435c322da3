extension Sources {
    /// The identification registers of every CPU, as sysfs shows them.
    static let cpuIdentification = Source(
        name: "midr", readings: [.folder("/sys/devices/system/cpu")], needs: [], byteLimit: 4096,
        milliseconds: 1000,
        absence: Absence("the CPUs' models come from cpuinfo or the log instead")
    ) { collector in
        let folder = "/sys/devices/system/cpu"
        var failure: Failure?
        for cpu in collector.numbered("cpu", in: folder) {
            guard !collector.deadline.isOver else { return collector.missing(folder, .timedOut) }
            do throws(Failure) {
                try collector.copyAll("\(folder)/cpu\(cpu)/regs/identification")
            } catch {
                // A CPU that is offline has none.
                if error == .noSuchFile { failure = failure ?? error } else { failure = error }
            }
        }
        if collector.isEmpty {
            collector.missing(folder + "/cpu0/regs/identification", failure ?? .noSuchFile)
        }
    }
}
