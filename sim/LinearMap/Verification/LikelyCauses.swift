import Arm64
import HostFacts

/// Why a piece of an observation differs: what can have happened to a host of this kernel since its map was built.
///
/// A difference in what the prediction itself calls uncertain always has a cause. Where it was certain, only
/// what this host's kernel does at run time excuses one: nothing else.
struct LikelyCauses {
    private let open: Set<String>
    private let page: UInt64
    private let events: RunTimeEvents
    private let latePool: AddressSet
    private let plugged: AddressSet
    private let device: AddressSet

    init(_ prediction: Prediction, _ observation: Observation) {
        open = Set(prediction.unknowns.map(\.what))
        page = prediction.granule.pageSize
        events = RunTimeEvents(prediction)
        latePool = AddressSet(events.latePools(observation.segments))
        plugged = events.pluggedIn(prediction.layout.segments, observation)
        device = AddressSet((prediction.host.memory?.device ?? []).map(\.value))
    }

    func cause(_ piece: AddressRange, _ predicted: Segment?, _ observed: Segment?) -> Verification.Cause {
        guard let predicted else { return unforeseen(piece) }
        guard let observed else { return vanished(predicted) }
        if predicted.leaf == observed.leaf { return validity(piece, predicted, observed) }
        guard !predicted.certain else { return .unexplained }
        if open.contains("run-time-splits"), observed.leaf < predicted.leaf {
            return split(piece, predicted, observed)
        }
        return isOtherwiseOpen ? .unknownFact : .unexplained
    }

    /// Something the prediction lists that is not the ordinary life of a host.
    private var isOtherwiseOpen: Bool {
        !open.subtracting(["run-time-splits", "kfence-pool-validity", "debug-pagealloc-validity"]).isEmpty
    }

    /// Mapped, though nothing was predicted.
    private func unforeseen(_ piece: AddressRange) -> Verification.Cause {
        if device.contains(piece) { return .deviceMemory }
        return plugged.contains(piece) ? .hotPlug : .unexplained
    }

    /// Predicted, but not there.
    private func vanished(_ predicted: Segment) -> Verification.Cause {
        if predicted.kind == .hotplug, events.mayPlug { return .hotPlug }
        return predicted.certain || open.isEmpty ? .unexplained : .unknownFact
    }

    /// The same leaf, but valid here and invalid there.
    private func validity(
        _ piece: AddressRange, _ predicted: Segment, _ observed: Segment
    ) -> Verification.Cause {
        if !predicted.certain {
            if predicted.kind == .kfencePool { return .kfenceSample }
            if open.contains("debug-pagealloc-validity") { return .debugPagealloc }
        }
        if !observed.valid, observed.leaf == Leaf(size: page) {
            if latePool.contains(piece) { return .kfenceLate }
            if events.mayBeSecret(piece, predicted) { return .secretMemory }
        }
        guard !predicted.certain else { return .unexplained }
        return open.contains("run-time-splits") ? .runTimeSplit : .unknownFact
    }

    /// A finer leaf on a kernel that splits.
    private func split(
        _ piece: AddressRange, _ predicted: Segment, _ observed: Segment
    ) -> Verification.Cause {
        if latePool.contains(piece) { return .kfenceLate }
        guard observed.leaf.size == page else { return .runTimeSplit }
        if !observed.valid, events.mayBeSecret(piece, predicted) { return .secretMemory }
        return observed.valid && observed.readOnly && !predicted.readOnly ? .moduleText : .runTimeSplit
    }
}
