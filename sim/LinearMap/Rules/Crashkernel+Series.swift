import Arm64

/// The series of 2022 that would have kept blocks beside a crash kernel. It was never merged in this form; it
/// holds only where `--kernel kdump-series` asks for it.
extension Crashkernel {
    static let series = Rule(
        "crashkernel-series-2022", "crashkernel= with the series of June 2022", .between(v(5, 10), v(6, 4)),
        says:
            "A region reserved before the map is built is mapped in pages alone; only a plain crashkernel=X with DMA zones forces pages everywhere.",
        explanation: """
            kexec loads image and device tree of the crash kernel to the high region, never to the low one, so only \
            the high region must be protected, and its place does not depend on the DMA limit. The series reserves \
            crashkernel=X,high before the map is built, even with DMA zones, and its low part afterwards. \
            A plain crashkernel=X must still wait for the limit and forces pages, as before. Never merged: 6.4 gave \
            up the protection instead.
            """,
        sources: [
            "\"[PATCH 0/5] arm64: kdump: Function supplement and performance optimization\", Zhen Lei, 13 June 2022 (20220613080932.663-1-thunder.leizhen@huawei.com)"
        ])

    /// When the memory of a request is reserved: the series' table. `beforeLimit` is what is reserved before the
    /// DMA limit is known, and so before the map is built; `afterLimit` what is reserved afterwards.
    struct Phases: Hashable {
        var beforeLimit: Set<CrashReservation.Kind>
        var afterLimit: Set<CrashReservation.Kind>
    }

    /// The phases in which a kernel of `version` reserves.
    static func phases(_ state: State, version: KernelVersion, isHigh: Bool) -> Phases {
        let all: Set<CrashReservation.Kind> = isHigh ? [.crash, .low] : [.crash]
        let early = Phases(beforeLimit: all, afterLimit: [])
        let late = Phases(beforeLimit: [], afterLimit: all)
        switch rule(version, patch: state.patch).id {
        case earlyCarveOut.id: return early
        case zonesDecide.id: return state.dmaZones ? late : early
        case series.id:
            guard state.dmaZones else { return early }
            return isHigh ? Phases(beforeLimit: [.crash], afterLimit: [.low]) : late
        default: return late
        }
    }
}
