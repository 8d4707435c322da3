extension Sources {
    /// Which kernel runs, and who built it.
    static let version = Source(
        name: "version",
        readings: [
            .plain("/proc/version"), .plain("/proc/sys/kernel/osrelease"), .plain("/etc/os-release"),
            .plain("/proc/version_signature"),
        ],
        needs: [], byteLimit: 16384, milliseconds: 500,
        absence: Absence("the kernel's stable version may not be known")
    ) { collector in
        collector.copy("/proc/version")
        collector.copy("/proc/sys/kernel/osrelease")
        // Many have it in one place, a link in the other.
        if !collector.copy("/etc/os-release", isOptional: true) {
            collector.copyQuietly("/usr/lib/os-release")
        }
        // Ubuntu's own.
        collector.copy("/proc/version_signature", isOptional: true)
    }
}
