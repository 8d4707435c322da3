import Arm64
public import LinearMap

/// Holds the probe's walk against the tables that were read from outside.
public enum WalkCheck {
    /// What differs, a line each. The one thing that may: whether a page is valid, where the prediction leaves
    /// that to the allocator of KFENCE, which goes on while the guest waits to be read.
    public static func problems(_ walk: ProbeWalk, _ truth: Truth, _ prediction: Prediction) -> [String] {
        var problems: [String] = []
        if let unread = walk.unread.first {
            problems.append("walk: \(walk.unread.count) ranges were not read, first \(text(unread))")
        }
        if walk.mismatched != 0 { problems.append("walk: \(walk.mismatched) leaves with an odd address") }
        // The last two levels. Above them both count otherwise: the probe the root, the truth with LPA2 a table that
        // the linear region shares with the kernel's own addresses and that holds no leaf.
        if Array(walk.tables.suffix(2)) != Array(truth.tablesByLevel.suffix(2)) {
            problems.append(
                "walk: read \(walk.tables) tables, there are \(truth.tablesByLevel) below the root")
        }
        let open = prediction.layout.segments.filter { !$0.certain }.map(\.range)
        for (range, left, right) in Pieces.of(walk.runs.map(\.range), truth.runs.map(\.range)) {
            let seen = left.map { walk.runs[$0] }
            let real = right.map { truth.runs[$0] }
            guard let seen, let real, seen.leaf == real.leaf, seen.readOnly == real.readOnly,
                seen.valid == real.valid || open.contains(where: { $0.contains(range) })
            else {
                problems.append("walk: \(text(range)): probe saw \(text(seen)), tables have \(text(real))")
                continue
            }
        }
        return problems
    }

    private static func text(_ range: AddressRange) -> String {
        "\(ByteCount.hex(range.start))-\(ByteCount.hex(range.end))"
    }

    private static func text(_ run: Truth.Run?) -> String {
        guard let run else { return "nothing" }
        return "\(run.leaf.size / 1024)K\(run.leaf.contiguous ? "+cont" : "")\(run.valid ? "" : " invalid")"
            + (run.readOnly ? " ro" : "")
    }
}

/// Holds a prediction against the tables that were read from outside.
public enum PredictionCheck {
    /// What differs and was not left open, a line each.
    /// - Parameter secret: the bytes of secret memory that a process holds: so much ordinary memory must be invalid,
    ///   which no prediction can tell.
    public static func problems(_ prediction: Prediction, _ truth: Truth, secret: UInt64) -> [String] {
        var problems: [String] = []
        if prediction.granule.pageSize != truth.granule {
            problems.append("predict: pages of \(prediction.granule.pageSize), tables have \(truth.granule)")
        }
        let differences = Difference.all(prediction.layout.segments, truth.runs)
        let hidden = differences.filter(\.isSecret)
        problems += differences.filter { !$0.isLeftOpen(by: prediction) && !(secret > 0 && $0.isSecret) }
            .map { "predict: \($0)" }
        let bytes = hidden.reduce(0) { $0 + $1.range.size }
        if secret > 0, bytes != secret { problems.append("tables: \(bytes) bytes are secret, not \(secret)") }
        let tables = prediction.layout.tables
        let counted = [tables.level0, tables.level1, tables.level2, tables.level3]
        let isSplit = differences.contains { $0.predicted?.leaf != $0.observed?.leaf }
        let fits =
            isSplit
            ? zip(counted, truth.tablesByLevel).allSatisfy { $0 <= $1 } : counted == truth.tablesByLevel
        if !fits { problems.append("predict: \(counted) tables, there are \(truth.tablesByLevel)") }
        return problems
    }
}
