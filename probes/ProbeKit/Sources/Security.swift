extension Sources {
    /// What keeps a probe from reading: lockdown, and the settings that hide addresses. Lockdown's state is root's
    /// alone up to 5.7.
    static let security = Source.copying(
        "security",
        [
            .privileged("/sys/kernel/security/lockdown"), .plain("/proc/sys/kernel/kptr_restrict"),
            .plain("/proc/sys/kernel/perf_event_paranoid"), .plain("/proc/sys/kernel/randomize_va_space"),
        ],
        bytes: 4096, milliseconds: 200,
        Absence("why other sources are missing may not be known", isNormal: true))
}
