import Arm64
import LinearMap

/// What a split costs, as tables.
struct SplitCostText {
    let cost: SplitCost
    let granule: Granule
    let style: TextStyle

    var lines: [String] {
        [style.bold("What it costs: \(title)")] + before + table + change
    }

    private var title: String {
        let place = "\(ByteCount.hex(cost.range.start))-\(ByteCount.hex(cost.range.end))"
        let size = ByteCount.text(cost.range.size)
        switch cost.goal {
        case .ends: return "other permissions for \(size) at \(place)"
        case .pages: return "pages for all of \(size) at \(place)"
        }
    }

    private var before: [String] {
        var lines: [String] = []
        if cost.before.isEmpty {
            lines.append("  The leaves fit already: nothing is split.")
        } else {
            let leaves = cost.before.keys.sorted(by: >).map { amount($0, cost.before[$0] ?? 0) }
            lines += wrapped("Touched: \(leaves.joined(separator: ", ")).", width: 94).map { "  " + $0 }
        }
        if cost.mappedBytes < cost.range.size {
            lines.append("  Not mapped, and left out: \(ByteCount.text(cost.range.size - cost.mappedBytes)).")
        }
        if cost.invalidBytes > 0 {
            lines.append(
                "  Not valid, so that no TLB holds it: \(ByteCount.text(cost.invalidBytes)); counted as the rest."
            )
        }
        return lines
    }

    /// "1 × 1G blocks", "31 × 32M groups of 2M blocks".
    private func amount(_ leaf: Leaf, _ entries: UInt64) -> String {
        let groups = entries * leaf.size / leaf.reach(granule)
        return "\(groups) × \(leaf.name(granule))"
    }

    private var table: [String] {
        guard !cost.before.isEmpty else { return [] }
        var columns = TextColumns(.left, .right, .right, .right, .right, .right, .right, .right, .right)
        columns.add("", "tables", "new entries", "live writes", "DSB", "ISB", "TLBI", "rounds", "time")
        for entry in cost.entries {
            let work = entry.work
            columns.add(
                entry.method.rawValue, "\(work.tables)", "\(work.newEntries)", "\(work.liveWrites)",
                "\(work.dataBarriers)", "\(work.instructionBarriers)", "\(work.invalidations)",
                "\(work.rounds)", Self.time(entry.microseconds))
        }
        return columns.lines(indent: 2) + after
    }

    /// What the leaves are afterwards; said once where methods agree.
    private var after: [String] {
        func words(_ leaves: [Leaf: UInt64]) -> String {
            leaves.keys.sorted(by: >).map { amount($0, leaves[$0] ?? 0) }.joined(separator: ", ")
        }
        var kinds: [(leaves: [Leaf: UInt64], methods: [String])] = []
        for entry in cost.entries {
            if let index = kinds.firstIndex(where: { $0.leaves == entry.leaves }) {
                kinds[index].methods.append(entry.method.rawValue)
            } else {
                kinds.append((entry.leaves, [entry.method.rawValue]))
            }
        }
        return kinds.flatMap { kind in
            let who = kinds.count > 1 ? "After \(kind.methods.joined(separator: ", "))" : "Afterwards"
            return wrapped("\(who): \(words(kind.leaves)).", width: 94).map { "  " + $0 }
        } + windows
    }

    /// How long memory is not mapped.
    private var windows: [String] {
        let broken = cost.entries.filter { $0.work.windows > 0 }.map(\.method.rawValue)
        guard !broken.isEmpty else { return [] }
        let text =
            "Meanwhile each leaf that is touched is not mapped, or may fault, for a round or more (\(Self.time(cost.time.round))): \(broken.joined(separator: ", "))."
        return wrapped(text, width: 94).map { "  " + $0 }
    }

    private var change: [String] {
        guard let change = cost.change, let time = cost.changeMicroseconds else { return [] }
        let flush =
            change.isWhole
            ? "1 TLBI of everything, as the range is too long for less" : "\(change.work.invalidations) TLBI"
        let text =
            "The change itself then writes \(change.entries) \(change.entries == 1 ? "entry" : "entries") and invalidates: \(flush), 1 round; \(Self.time(time))."
        return wrapped(text, width: 94).map { "  " + $0 }
    }

    /// What counts and times rest on, and what is not in them; the same for every range.
    static func basis(_ cost: SplitCost, _ style: TextStyle) -> [String] {
        let map =
            cost.source.map { "Leaves: the real tables as \(printable($0)) shows them." }
            ?? "Leaves: the map as the kernel built it; where leaves were split since boot a split costs less."
        let time =
            "Time: \(cost.time.basis). Not in it: allocating the tables, and, for linux-repaint, parking the other CPUs; the kernel's own repaint leaves the alias of its text out."
        return [map, time].flatMap { wrapped($0, width: 94).map { "  " + style.dim($0) } }
    }

    /// "1.7 µs", "0.23 to 1.7 µs", "2.1 to 9.8 ms".
    static func time(_ microseconds: ClosedRange<Double>) -> String {
        let isLong = microseconds.upperBound >= 1000
        func number(_ value: Double) -> String { WhatIfText.number(isLong ? value / 1000 : value) }
        let low = number(microseconds.lowerBound), high = number(microseconds.upperBound)
        let unit = isLong ? "ms" : "µs"
        return low == high ? "\(low) \(unit)" : "\(low) to \(high) \(unit)"
    }
}
