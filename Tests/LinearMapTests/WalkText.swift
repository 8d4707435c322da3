import Arm64
import Foundation
import HostFacts
import LinearMap
import Snapshot

/// The true tables of a boot written as the probe would have written them.
enum WalkText {
    /// The walk of `truth`; tables below `unread` are not read, and with `cutAfter` only so many runs are there
    /// and no end mark.
    static func text(_ truth: Truth, vaBits: Int = 48, unread: AddressRange? = nil, cutAfter: Int? = nil)
        -> String
    {
        var lines = [
            "# linmap-walk 1", "granule \(truth.granule)", "va-bits \(vaBits)", "levels 4",
            "tables 1 1 1 \(truth.tables["3"] ?? 0)", "unread \(unread == nil ? 0 : 1)", "mismatched 0",
            "milliseconds 12",
        ]
        let pieces =
            truth.runs.flatMap { run in
                AddressSet([run.range]).subtracting(AddressSet([unread].compactMap { $0 })).ranges.map {
                    ($0, line(run))
                }
            } + [unread].compactMap { $0.map { ($0, "- unread") } }
        let runs = pieces.sorted { $0.0.start < $1.0.start }.map { "\(hex($0.start))-\(hex($0.end)) \($1)" }
        lines += runs.prefix(cutAfter ?? .max)
        return (lines + (cutAfter == nil ? ["# end"] : [])).joined(separator: "\n") + "\n"
    }

    private static func line(_ run: Truth.Run) -> String {
        "\(run.leaf.size) \(run.leaf.contiguous ? "contiguous" : "-") \(run.valid ? "valid" : "invalid") \(run.readOnly ? "ro" : "rw")"
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The capture `name` with `files` beside its own.
    static func host(_ name: String, _ suffix: String = "", adding files: [String: String]) throws
        -> HostFacts.Host
    {
        let path = Truth.folder.appending(path: "\(name)/snapshot\(suffix).tar.gz").path
        let captured = try SnapshotReader.read(path).files.values
        let added = files.map { Snapshot.File(path: $0.key, bytes: Array($0.value.utf8)) }
        return try Gather.facts(Snapshot(name: name, files: Array(captured) + added))
    }
}
