/// What an operation of a program waits for, as masks over the program's operations.
///
/// A PE makes its accesses in any order that barriers, dependencies and coherence leave open; these masks are that
/// order. Data barriers have no event of their own.
struct Ordering: Sendable {
    /// For each operation, the earlier ones that must be complete; an invalidation is so when it took effect
    /// everywhere.
    private(set) var complete: [UInt64]
    /// Invalidations that must have taken effect on the PE itself.
    private(set) var completeHere: [UInt64]
    /// For an invalidation's effect on other PEs: what must be complete instead.
    private(set) var completeForOthers: [UInt64]
    /// For an access that ends in a fault: as `complete`, without coherence. Its walk reads no data.
    private(set) var completeForFault: [UInt64]
    /// Reads and translated accesses before each operation: an exception waits for them.
    private(set) var retire: [UInt64]

    /// `aliases`: for each page, those that may reach the same frame.
    init(_ program: [Operation], aliases: [UInt64]) {
        let count = program.count
        complete = [UInt64](repeating: 0, count: count)
        completeHere = complete
        completeForOthers = complete
        completeForFault = complete
        retire = complete
        for later in 0..<count {
            for earlier in 0..<later {
                let pair = Pair(program: program, earlier: earlier, later: later, aliases: aliases)
                let bit: UInt64 = 1 << UInt64(earlier)
                if pair.isOrdered { complete[later] |= bit }
                if pair.isOrderedForFault { completeForFault[later] |= bit }
                if pair.isOrderedHere { completeHere[later] |= bit }
                if pair.isOrderedForOthers { completeForOthers[later] |= bit }
                let action = program[earlier].action
                if action.isRead || action.isTranslated { retire[later] |= bit }
            }
        }
    }

    private struct Pair {
        let program: [Operation]
        let earlier: Int
        let later: Int
        let aliases: [UInt64]

        private var first: Action { program[earlier].action }
        private var second: Action { program[later].action }
        private var between: ArraySlice<Operation> { program[(earlier + 1)..<later] }

        /// A store in the buffer that only a non-shareable DSB follows may still be invisible to others.
        private var isLocalView: Bool {
            second.isRead || second.isTranslated || second.isInvalidation || isSync(second)
        }

        var isOrdered: Bool {
            guard first.isEvent || isSync(first) else { return false }
            if first.isInvalidation { return between.contains { isFull($0.action, nonShareable: false) } }
            return byBarrier(nonShareable: isLocalView || !first.isWrite) || isOrderedOtherwise
        }

        var isOrderedForFault: Bool {
            guard first.isTranslated, second.isTranslated else { return isOrdered }
            return byBarrier(nonShareable: true) || byContextSynchronisation || byDependency || byAcquire
        }

        private var isOrderedOtherwise: Bool {
            byContextSynchronisation || bySpeculation || byDependency || byLocation || byAcquire
        }

        var isOrderedHere: Bool {
            first.isInvalidation && between.contains { isFull($0.action, nonShareable: true) }
        }

        /// A non-shareable DSB orders a store before the PE's own walks, not before others'.
        var isOrderedForOthers: Bool {
            guard second.isInvalidation, first.isEvent || isSync(first) else { return false }
            if first.isInvalidation { return isOrdered }
            return byBarrier(nonShareable: !first.isWrite) || isOrderedOtherwise
        }

        private func isSync(_ action: Action) -> Bool {
            switch action {
            case .barrier(.contextSynchronisation), .online, .switchSpace: true
            default: false
            }
        }

        /// Completes invalidations: a DSB for loads and stores.
        private func isFull(_ action: Action, nonShareable: Bool) -> Bool {
            guard case .barrier(.dsb(.all, let local)) = action else { return false }
            return nonShareable || !local
        }

        private func covers(_ barrier: Action, _ action: Action, nonShareable: Bool) -> Bool {
            guard case .barrier(.dsb(let kind, let local)) = barrier, nonShareable || !local else {
                return false
            }
            switch kind {
            case .all: return action.isMemory || isSync(action)
            case .stores: return action.isWrite
            case .loads: return action.isRead
            }
        }

        private func byBarrier(nonShareable: Bool) -> Bool {
            between.contains { operation in
                if covers(operation.action, first, nonShareable: nonShareable) { return true }
                guard case .barrier(.dmb(let kind)) = operation.action else { return false }
                switch kind {
                case .all: return first.isMemory && second.isMemory
                case .stores: return first.isWrite && second.isWrite
                case .loads: return first.isRead && second.isMemory
                }
            }
        }

        /// A context synchronisation waits for the translations before it, and what follows waits for it.
        private var byContextSynchronisation: Bool {
            if isSync(first) { return true }
            if isSync(second) { return first.isTranslated || dependsByControl }
            return (first.isTranslated || hasControlThenSync) && between.contains { isSync($0.action) }
        }

        /// Stores and invalidations are not made while an earlier access may still abort.
        private var bySpeculation: Bool { first.isTranslated && (second.isWrite || second.isInvalidation) }

        private var dependsByControl: Bool {
            first.isRead && between.contains { $0.action == .control }
        }

        private var hasControlThenSync: Bool {
            guard first.isRead, let control = between.firstIndex(where: { $0.action == .control }) else {
                return false
            }
            return program[control..<later].contains { isSync($0.action) }
        }

        private var byDependency: Bool {
            if dependsByControl && (second.isWrite || second.isInvalidation) { return true }
            return first.isRead && later > earlier + 1 && program[later - 1].action == .address
        }

        private var byLocation: Bool {
            switch (first, second) {
            case (.access(_, let one, _), .access(_, let other, _)): aliases[one] >> UInt64(other) & 1 == 1
            default: !Self.places(first).isDisjoint(with: Self.places(second))
            }
        }

        private enum Place: Hashable { case cell(Int), slot(Int) }

        private static func places(_ action: Action) -> Set<Place> {
            switch action {
            case .readCell(let cell, _), .writeCell(let cell, _): [.cell(cell)]
            case .copyCell(let from, let to): [.cell(from), .cell(to)]
            case .readEntry(let slot, _), .writeEntry(let slot, _): [.slot(slot)]
            default: []
            }
        }

        private var byAcquire: Bool {
            (program[earlier].acquire && (second.isMemory || second.isInvalidation))
                || (program[later].release && first.isMemory)
        }
    }
}
