extension Sources {
    /// The crash kernel's memory as it is now: it can be shrunk after boot.
    static let crash = Source.copying(
        "crash", [.plain("/sys/kernel/kexec_crash_size"), .plain("/sys/kernel/kexec_crash_loaded")],
        bytes: 4096, milliseconds: 200,
        Absence("a crash kernel that was shrunk after boot is not noticed", isNormal: true))
}
