import Arm64
import SnapshotFormat

/// Walks the kernel's own tables from swapper_pg_dir through the linear region: what the hardware walks, seen from
/// /proc/kcore while the kernel goes on running.
///
/// Every table above the last level is read, and tables of the last level as far as time allows. A leaf counts only
/// where its address is the one the linear map must give; anything else is counted as mismatched (a table that was
/// freed and used anew while it was read, or the shadow memory of a KASAN kernel, which ends this region).
public enum TableWalk {
    /// How much a walk may read and tell.
    public struct Limits: Sendable {
        /// Microseconds for tables of the last level.
        public var microseconds: UInt64 = 2_000_000
        /// At most this many tables of the last level are read.
        public var tables = 1 << 20
        /// At most this many tables above the last level are read: 2^18 of them map 256 TiB with 4K pages.
        public var upperTables = 1 << 18
        /// At most this many runs are told, the remainder being one.
        public var runs = 32768
        /// At most about this many bytes of text.
        public var bytes = 2 << 20
        /// Neighbouring tables are taken together so that there are at most this many groups.
        public var clusters = 8192

        /// The limits a host's walk has unless told otherwise: 2 s, 2 MiB.
        public init() {}
    }

    /// Bytes of the longest line of a run.
    private static let lineSize = 72

    /// The walk as text of the format `linmap-walk 1`. `stop` ends it early: what was not reached is then one
    /// unread run.
    ///
    /// - Throws: where swapper_pg_dir itself cannot be read, or /proc/kcore lists no memory of the linear map.
    public static func walk(
        _ memory: KernelMemory, _ geometry: Geometry, _ limits: Limits = Limits(),
        stop: @escaping () -> Bool = { false }
    ) throws(KernelMemoryError) -> [UInt8] {
        let began = memory.system.microseconds()
        var limits = limits
        limits.runs = max(2, min(limits.runs, limits.bytes / lineSize))
        let walker = try TableWalker(memory, geometry, limits, stop)
        try walker.walk()
        var walk = LinearMapWalk(
            granule: Int(geometry.granule.pageSize), vaBits: geometry.vaBits, levels: geometry.levels,
            tables: walker.tables, unreadTables: walker.unread, mismatched: walker.mismatched)
        let ended = memory.system.microseconds()
        walk.milliseconds = Int(ended < began ? 0 : (ended - began) / 1000)
        return text(walk, walker)
    }

    private static func text(_ walk: LinearMapWalk, _ walker: TableWalker) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(walker.runs.count * lineSize + 512)
        text += walk.header
        if let reason = walker.cut {
            text += Array("# cut: \(reason.text); what follows the last leaf is one unread run\n".utf8)
        }
        walker.runs.forEach(walker.geometry.granule) { text += $0.line }
        text += LinearMapWalk.end
        return text
    }
}
