import ArgumentParser
import Arm64
import HostFacts
import LinearMap
import LiveSplit
import Report
import Snapshot

/// `linmap split --host SNAPSHOT`.
struct SplitHostMode {
    let command: SplitCommand
    let snapshot: String

    func run() throws {
        let range = try command.range.map(PhysicalRange.parse)
        let prediction: Prediction
        let costs: [SplitCost]
        do throws(InputError) {
            prediction = Predictor.predict(try Gather.facts(SnapshotReader.read(snapshot)))
            costs = try self.costs(prediction, range)
        } catch {
            throw Failure.told(error, in: snapshot)
        }
        let report = SplitHostReport(prediction, runs: try searches(prediction), costs: costs)
        let text =
            switch command.format {
            case .text: SplitText.render(report, style: command.output.style)
            case .json: JSONText.render(SplitDocument(table: report.runs, host: report))
            }
        try command.write(text, isComplete: report.runs.allSatisfy(\.isComplete))
    }

    /// Every strategy at every level the host may have, under every handler it may have.
    private func searches(_ prediction: Prediction) throws -> [SplitResult] {
        let options = command.search
        let all = SplitLevel(prediction).levels, boot = SplitLevel.ofBootCPU(prediction).levels
        let standing = HostStanding(prediction.host)
        let handlers = options.handler.isEmpty ? Self.handlers(standing.kind) : options.handlers
        return try (options.strategy.isEmpty ? Strategy.all : options.strategies).flatMap { strategy in
            // While the kernel repaints, all but the boot CPU are parked.
            let levels = strategy.name == SplitMethod.repaint.rawValue ? boot : all
            return try levels.compactMap(BBMLevel.init).flatMap { bbm in
                try handlers.map { handler in
                    try StrategySearch(strategy: strategy, bbm: bbm, handler: handler)
                        .result(limit: options.stateLimit)
                }
            }
        }
    }

    /// What may answer a conflict abort on a host: no kernel to 7.3 has a handler, KVM kills its guest, and another
    /// hypervisor may do better.
    private static func handlers(_ kind: HostStanding.Kind) -> [ConflictHandler] {
        switch kind {
        case .host: [.none]
        case .kvmGuest: [.kvm]
        case .guest: [.kvm, .hypervisor]
        case .belowEL2, .unknown: [.none, .kvm]
        }
    }

    private func costs(_ prediction: Prediction, _ range: AddressRange?) throws(InputError) -> [SplitCost] {
        guard let range else { return SplitCost.examples(prediction) }
        do throws(SplitCost.Refusal) {
            return [
                try SplitCost(prediction, range, goal: .ends), try SplitCost(prediction, range, goal: .pages),
            ]
        } catch {
            let place = "\(ByteCount.hex(range.start))-\(ByteCount.hex(range.end))"
            switch error {
            case .unaligned(let size):
                throw InputError(
                    .badData, file: snapshot, "--range \(place) does not begin and end at a page",
                    expected: "multiples of \(ByteCount.text(size)) on this host")
            case .unmapped:
                throw InputError(
                    .badData, file: snapshot, "nothing is mapped in --range \(place)",
                    expected: "a physical range that linmap predict shows")
            }
        }
    }
}

/// A physical range on the command line.
enum PhysicalRange {
    /// "0x80000000-0x80200000"; the end is exclusive.
    static func parse(_ text: String) throws -> AddressRange {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Array($0.utf8) }
        let numbers = parts.compactMap { part -> UInt64? in
            let (value, length) = KernelNumber.unsigned(part, saturating: true)
            return length == part.count && length > 0 && value != .max ? value : nil
        }
        guard parts.count == 2, numbers.count == 2, let range = AddressRange(numbers[0], numbers[1]) else {
            throw Failure.usage(
                "--range takes START-END, the end exclusive, such as 0x80000000-0x80200000, not '\(text)'")
        }
        return range
    }
}
