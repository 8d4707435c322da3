extension Sources {
    /// The kernel's configuration, from the first place that has it.
    static let config = Source(
        name: "config",
        readings: [
            .privileged("/proc/config.gz"), .privileged("/boot/config-RELEASE"),
            .privileged("/lib/modules/RELEASE/config"),
        ],
        needs: [], byteLimit: 1 << 20, milliseconds: 500,
        absence: Absence(
            "KFENCE, DMA zones and the default of rodata are assumed as the distribution has them")
    ) { collector in
        var worst: (path: String, failure: Failure)?
        for reading in collector.source.readings {
            let path = reading.path(release: collector.release)
            do throws(Failure) {
                let began = collector.system.microseconds()
                let (bytes, isCut) = try collector.read(path)
                return try collector.keep(String(path.dropFirst()), bytes, since: began, isCut: isCut)
            } catch {
                // That it is not in one place says nothing, unless it is in none.
                if worst == nil || error != .noSuchFile { worst = (path, error) }
            }
        }
        if let worst { collector.missing(worst.path, worst.failure) }
    }
}
