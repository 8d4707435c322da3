extension Sources {
    /// Zones and nodes. The lists of each CPU are left out: on a large host they are megabytes, and say
    /// nothing of the linear map.
    static let zoneinfo = Source(
        name: "zoneinfo", readings: [.plain("/proc/zoneinfo")], needs: [], byteLimit: 1 << 18,
        milliseconds: 1000,
        absence: Absence("the boundaries of nodes come from elsewhere, or are not known")
    ) { collector in
        let began = collector.system.microseconds()
        do throws(Failure) {
            let text = try collector.lines(of: "/proc/zoneinfo", PerCPULists().choose)
            try collector.keep(
                "proc/zoneinfo", text.bytes, since: began, note: "without the page lists of each CPU",
                isCut: text.isCut)
        } catch {
            collector.missing("/proc/zoneinfo", error)
        }
    }

    /// Tells the lines of "pagesets", up to the first that is a zone's own again.
    private final class PerCPULists {
        private var isInside = false

        func choose(_ line: UnsafeRawBufferPointer) -> LineChoice {
            if line.hasPrefix("  pagesets") {
                isInside = true
            } else if line.hasPrefix("  node_unreclaimable") || line.hasPrefix("  start_pfn")
                || line.hasPrefix("Node ")
            {
                isInside = false
            }
            return isInside ? .drop : .keep
        }
    }
}
