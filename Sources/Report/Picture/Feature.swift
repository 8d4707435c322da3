import Arm64
import HostFacts
import LinearMap

/// What a stretch of memory is, as far as the picture names it: drawn in a narrow band above the leaves.
enum Feature: Int, CaseIterable {
    case kernelText, kernelData, kfencePool, crashKernel, hotPlugged, noMap

    var name: String {
        switch self {
        case .kernelText: "kernel text"
        case .kernelData: "kernel data"
        case .kfencePool: "KFENCE pool"
        case .crashKernel: "crash kernel"
        case .hotPlugged: "hot-plugged memory"
        case .noMap: "no-map hole"
        }
    }

    /// The colour of its band.
    var fill: String {
        switch self {
        case .kernelText: "#000000"
        case .kernelData: "#8c8c8c"
        case .kfencePool: "#c2328f"
        case .crashKernel: "#007a57"
        case .hotPlugged: "#7b57c2"
        case .noMap: "#777777"
        }
    }

    /// Where `prediction` has it. The map's own runs come first; facts of the host say what the map does not
    /// treat apart.
    func ranges(_ prediction: Prediction) -> AddressSet {
        let host = prediction.host
        switch self {
        case .kernelText:
            return Self.runs(prediction, .kernelText)
                ?? AddressSet([host.image?.code?.value].compactMap { $0 })
        case .kernelData:
            return Self.runs(prediction, .kernelData)
                ?? AddressSet([host.image?.data?.value].compactMap { $0 })
        case .kfencePool:
            return Self.runs(prediction, .kfencePool)
                ?? AddressSet([host.kfence.pool?.value].compactMap { $0 })
        case .crashKernel:
            let own = Self.runs(prediction, .crashkernel)?.ranges ?? []
            return AddressSet(own + host.crash.ranges.map(\.value))
        case .hotPlugged: return Self.runs(prediction, .hotplug) ?? AddressSet()
        case .noMap: return Self.holes(prediction)
        }
    }

    private static func runs(_ prediction: Prediction, _ kind: Segment.Kind) -> AddressSet? {
        let set = AddressSet(prediction.layout.segments.filter { $0.kind == kind }.map(\.range))
        return set.isEmpty ? nil : set
    }

    /// No-map memory between the first and the last mapped byte.
    private static func holes(_ prediction: Prediction) -> AddressSet {
        let segments = prediction.layout.segments
        guard let first = segments.first, let last = segments.last,
            let span = AddressRange(first.range.start, last.range.end)
        else { return AddressSet() }
        let holes = AddressSet((prediction.host.memory?.noMap ?? []).map(\.value))
        return holes.intersection(AddressSet([span])).subtracting(AddressSet(segments.map(\.range)))
    }
}

/// One prediction, prepared for drawing.
struct Subject {
    let prediction: Prediction
    /// "A" or "B" where two are compared; empty for one alone.
    let letter: String
    let role: String
    /// What is not known of it, the largest first.
    let unknowns: [Prediction.Unknown]
    /// What was changed to come to it, in a line; empty for a map as captured.
    let changes: String
    let memory: AddressSet
    let features: [AddressSet]

    /// `unknowns` are those beside the prediction's own.
    init(
        _ prediction: Prediction, letter: String = "", role: String = "",
        unknowns: [Prediction.Unknown] = [], changes: String = ""
    ) {
        self.prediction = prediction
        self.unknowns = (prediction.unknowns + unknowns).sorted { $0.effectBytes > $1.effectBytes }
        self.changes = changes
        self.letter = letter
        self.role = role
        memory = AddressSet(prediction.layout.segments.map(\.range))
        features = Feature.allCases.map { $0.ranges(prediction) }
    }

    var granule: Granule { prediction.layout.granule }

    var segments: [Segment] { prediction.layout.segments }

    func ranges(_ feature: Feature) -> AddressSet { features[feature.rawValue] }
}
